/** What the index files below a folder say, read as any other program would read them. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** An entry of an index file. */
export interface Entry {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text_content: string;
  readonly is_processed: boolean;
}

const imageName = /\.(jpe?g|png|webp|gif|avif|tiff?|svg)$/i;
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** The images below a folder, hidden folders and node_modules left out. */
export function imagesBelow(folder: string): readonly string[] {
  return filesBelow(folder).filter(
    (file) => imageName.test(file) && !/(^|[\\/])(\.|node_modules[\\/])/.test(path.relative(folder, file)),
  );
}

/** The entries of all index files below a folder that are complete, by the path of their image. */
export function taggedBelow(folder: string): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const file of filesBelow(folder).filter((each) => path.basename(each) === "image_metadata.json")) {
    let entries: Record<string, Entry> = {};
    try {
      entries = JSON.parse(readFileSync(file, "utf8")) as Record<string, Entry>;
    } catch {
      // replaced at this very moment: the next reading finds it whole
    }
    for (const [name, entry] of Object.entries(entries))
      if (entry.is_processed) found.set(path.join(path.dirname(file), name), entry);
  }
  return found;
}
