/** Reads the documents of a library folder, those that changed: it runs in the thread of a walk, where waiting costs nobody. */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { isDocumentName, largestDocumentBytes, referencesOf } from "../../core/references/documents.ts";
import type { FoundDocument } from "../../core/references/imageUses.ts";
import type { ScanOptions } from "../../core/scanning.ts";
import { documentPaths } from "./walk.ts";

/** Throws the failure where the library folder itself cannot be read; a document that cannot be read names nothing. */
export function walkDocuments(
  root: string,
  options: ScanOptions,
  known: ReadonlyMap<string, string>,
): readonly FoundDocument[] {
  return documentPaths(root, options, isDocumentName).flatMap((path) => {
    const file = `${root}/${path}`;
    try {
      const { size, mtimeMs } = statSync(file);
      const stamp = `${size} ${mtimeMs}`;
      return [known.get(path) === stamp ? { path, stamp } : { path, stamp, references: referencesIn(file, path) }];
    } catch {
      return []; // it went since the walk, or may not be read: nobody can say what it names
    }
  });
}

/** A pipe that took a document's place is not waited for. */
function referencesIn(file: string, path: string): FoundDocument["references"] & {} {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile() || stats.size > largestDocumentBytes) return [];
    return referencesOf(path, textOf(readFileSync(handle)));
  } finally {
    closeSync(handle);
  }
}

/** Places are counted as an editor counts them: without the mark at the beginning. */
function textOf(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}
