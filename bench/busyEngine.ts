/** How busy the model is kept during a batch, by the stand-in server's own time stamps. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ollamaEngine } from "../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../src/extension/adapters/storage/systemClock.ts";
import { startOllamaStandIn } from "../test/fakes/ollamaServer.ts";
import { smallPrintPicture } from "../test/fixtures/smallPrint.ts";
import type { Benchmark, Figure } from "./figures.ts";
import { openLibrary } from "./library.ts";
import { drawPictures } from "./pictures.ts";

const images = 40;

/** How long a look takes, what is promised for it, and which pictures have small print on them: every n-th, or none for 0. */
interface Load {
  readonly latencyMs: number;
  readonly goal: number;
  readonly printedEach: number;
}

/**
 * One request in flight; the pictures are of two megapixels, so that preparing them costs something. Once without words on them,
 * once with small print on some, which OCR reads meanwhile.
 */
export const busyEngine: Benchmark = {
  name: "busyEngine",
  async run(folder) {
    const figures: Figure[] = [];
    for (const [latencyMs, goal] of [
      [400, 0.97],
      [100, 0.9],
    ] as const)
      for (const printedEach of [0, 3])
        figures.push(await measure(path.join(folder, `${latencyMs} ${printedEach}`), { latencyMs, goal, printedEach }));
    return figures;
  },
};

async function measure(folder: string, { latencyMs, goal, printedEach }: Load): Promise<Figure> {
  const root = path.join(folder, "pictures");
  await drawPictures(root, images);
  const printed = await print(root, printedEach);
  const standIn = await startOllamaStandIn({ latencyMs });
  const library = openLibrary(root, folder);
  const signal = new AbortController().signal;
  try {
    await library.workshop.open([library.folder], signal);
    await library.workshop.reconcile(
      library.folder,
      { exclude: [], useGitignore: false, under: "", mayWrite: true },
      signal,
    );
    library.workshop.queue.add(library.workshop.idsToTag("ollama", undefined), { again: false });
    const engine = ollamaEngine({ host: standIn.url, model: "gemma3:4b", images: library.images, clock: systemClock });
    await library.workshop.run(engine, () => 0);
    const words = printed === 0 ? "no words" : `small print on ${printed} of them, read in all`;
    const looks = standIn.looks;
    if (looks.length !== images) throw new Error(`${looks.length} uploads for ${images} images.`);
    const busyMs = looks.reduce((sum, { startedAt = 0, endedAt = 0 }) => sum + endedAt - startedAt, 0);
    const wholeMs = (looks.at(-1)?.endedAt ?? 0) - (looks[0]?.startedAt ?? 0);
    return {
      what: `share of the batch in which the model works, ${latencyMs} ms a picture, ${words}`,
      ratio: busyMs / wholeMs,
      against: `${images} pictures, ${(busyMs / images).toFixed(0)} ms of work each, by the server's stamps`,
      goal: `at least ${goal}`,
      isMet: busyMs / wholeMs >= goal,
    };
  } finally {
    await library.close();
    await standIn.close();
    const read = await readTexts(root);
    if (read !== printed)
      process.stderr.write(`busyEngine: OCR read small print on ${read} pictures, not on ${printed}.\n`);
  }
}

const lastLine = "Batteries not included. Keep away from children.";

/** Puts pictures with small print in the place of every n-th; answers how many they are. */
async function print(root: string, each: number): Promise<number> {
  const places = Array.from({ length: images }, (_, i) => i).filter((i) => each > 0 && i % each === 0);
  for (const i of places) {
    const picture = await smallPrintPicture([`Picture number ${1000 + i}`, lastLine], `hsl(${i * 9}, 60%, 50%)`);
    await writeFile(path.join(root, `${i}.jpg`), picture);
  }
  return places.length;
}

/** How many records hold the line that was printed. */
async function readTexts(root: string): Promise<number> {
  const index = await readFile(path.join(root, "image_metadata.json"), "utf8");
  return index.split(lastLine).length - 1;
}
