/** How busy the model is kept during a batch, by the stand-in server's own time stamps. */
import path from "node:path";
import { ollamaEngine } from "../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../src/extension/adapters/storage/systemClock.ts";
import { startOllamaStandIn } from "../test/fakes/ollamaServer.ts";
import type { Benchmark, Figure } from "./figures.ts";
import { openLibrary } from "./library.ts";
import { drawPictures } from "./pictures.ts";

const images = 40;

/** One request in flight; the pictures are of two megapixels, so that preparing them costs something. */
export const busyEngine: Benchmark = {
  name: "busyEngine",
  async run(folder) {
    const figures: Figure[] = [];
    for (const [latencyMs, goal] of [
      [400, 0.97],
      [100, 0.9],
    ] as const)
      figures.push(await measure(path.join(folder, String(latencyMs)), latencyMs, goal));
    return figures;
  },
};

async function measure(folder: string, latencyMs: number, goal: number): Promise<Figure> {
  const root = path.join(folder, "pictures");
  await drawPictures(root, images);
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
    const looks = standIn.looks;
    if (looks.length !== images) throw new Error(`${looks.length} uploads for ${images} images.`);
    const busyMs = looks.reduce((sum, { startedAt = 0, endedAt = 0 }) => sum + endedAt - startedAt, 0);
    const wholeMs = (looks.at(-1)?.endedAt ?? 0) - (looks[0]?.startedAt ?? 0);
    return {
      what: `share of the batch in which the model works, ${latencyMs} ms a picture`,
      ratio: busyMs / wholeMs,
      against: `${images} pictures, ${(busyMs / images).toFixed(0)} ms of work each, by the server's stamps`,
      goal: `at least ${goal}`,
      isMet: busyMs / wholeMs >= goal,
    };
  } finally {
    await library.close();
    await standIn.close();
  }
}
