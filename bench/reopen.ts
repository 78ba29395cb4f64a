/** Reopening an unchanged library of 20,000 images: what it reads and writes, and its time against `find` with stat. */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { formatIndexFile } from "../src/extension/adapters/records/indexFile.ts";
import { hasCommand, medianMs, spokenMs, type Benchmark } from "./figures.ts";
import { openLibrary } from "./library.ts";

const folders = 100;
const imagesInFolder = 200;
const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };

/** The second opening is the one that is measured. */
export const reopen: Benchmark = {
  name: "reopen",
  async run(folder) {
    const root = path.join(folder, "pictures");
    await makeLibrary(root);
    await open(root, folder);
    const { counters, compareMs, totalMs } = await open(root, folder);
    const { decodes, hashes, writes, catalogWrites, metadataReads } = counters;
    const work = decodes + hashes + writes + catalogWrites + metadataReads;
    const figures = [
      {
        what: "decodes, hashes, writes and metadata read at reopening 20,000 unchanged images",
        ratio: work,
        against: `a count; opening took ${spokenMs(totalMs)} in all, with the start of the catalog's process`,
        goal: "0",
        isMet: work === 0,
      },
    ];
    if (!hasCommand("find")) return figures;
    const [findMs = 0] = await medianMs(5, () =>
      execFileSync("find", [root, "-type", "f", "-printf", "%p %s %T@\n"], { maxBuffer: 2 ** 30 }),
    );
    figures.push({
      what: "walk, stat and compare as a multiple of find with stat",
      ratio: compareMs / findMs,
      against: `${spokenMs(compareMs)} against ${spokenMs(findMs)}`,
      goal: "at most 2",
      isMet: compareMs / findMs <= 2,
    });
    return figures;
  },
};

async function open(root: string, state: string) {
  const library = openLibrary(root, state);
  const signal = new AbortController().signal;
  const startMs = performance.now();
  await library.workshop.open([library.folder], signal);
  await library.workshop.reconcile(library.folder, options, signal);
  await library.workshop.fileReading.run(signal);
  const totalMs = performance.now() - startMs;
  const [compareMs = 0] = await medianMs(5, () => library.workshop.reconcile(library.folder, options, signal));
  if (library.workshop.library.size !== folders * imagesInFolder)
    throw new Error(`${library.workshop.library.size} images`);
  await library.close();
  return { counters: library.counters, compareMs, totalMs };
}

/** Files that are never decoded here need not be pictures. */
async function makeLibrary(root: string): Promise<void> {
  for (let f = 0; f < folders; f++) {
    const folder = path.join(root, `album ${f}`);
    await mkdir(folder, { recursive: true });
    const names = Array.from({ length: imagesInFolder }, (_, i) => `picture ${i}.jpg`);
    await Promise.all(names.map((name) => writeFile(path.join(folder, name), `${f} ${name}`)));
    const entry = { description: `Album ${f} on a shelf`, tags: ["album", "shelf"], text: "", isProcessed: true };
    await writeFile(path.join(folder, "image_metadata.json"), formatIndexFile(names.map((name) => [name, entry])));
  }
}
