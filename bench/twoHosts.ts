/** How much faster two hosts are than one, by the stand-in servers' own time stamps, and how often each image is sent. */
import path from "node:path";
import { ollamaEngine } from "../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../src/extension/adapters/storage/systemClock.ts";
import { EngineGroup } from "../src/extension/core/tagging/engineGroup.ts";
import { startOllamaStandIn } from "../test/fakes/ollamaServer.ts";
import type { RequestRecord } from "../test/fakes/ollamaTypes.ts";
import type { Benchmark } from "./figures.ts";
import { benchLog, openLibrary } from "./library.ts";
import { drawPictures } from "./pictures.ts";

const images = 40;
const latencyMs = 400;
const goal = 1.9;

/** The same pictures, of two megapixels, are tagged by one host and by two, one request in flight at each. */
export const twoHosts: Benchmark = {
  name: "twoHosts",
  async run(folder) {
    const alone = await tagWith(1, path.join(folder, "alone"));
    const together = await tagWith(2, path.join(folder, "together"));
    const ratio = together.perSecond / alone.perSecond;
    const rates = `${together.perSecond.toFixed(2)} to ${alone.perSecond.toFixed(2)} pictures a second`;
    const uploads = together.looks.length / images;
    return [
      {
        what: `rate of two hosts against one, ${latencyMs} ms a picture`,
        ratio,
        against: `${images} pictures each, ${rates}, by the servers' stamps`,
        goal: `at least ${goal}`,
        isMet: ratio >= goal,
      },
      {
        what: "uploads per image with two hosts",
        ratio: uploads,
        against: `${together.looks.length} requests with a picture for ${images} images`,
        goal: "exactly 1",
        isMet: uploads === 1,
      },
    ];
  },
};

/** Tags a library of its own with so many hosts; the rate is from the first request's start to the last one's end. */
async function tagWith(
  hosts: number,
  folder: string,
): Promise<{ readonly perSecond: number; readonly looks: readonly RequestRecord[] }> {
  const root = path.join(folder, "pictures");
  await drawPictures(root, images);
  const standIns = await Promise.all(Array.from({ length: hosts }, () => startOllamaStandIn({ latencyMs })));
  const library = openLibrary(root, folder);
  const signal = new AbortController().signal;
  try {
    const { workshop } = library;
    await workshop.open([library.folder], signal);
    await workshop.reconcile(library.folder, { exclude: [], useGitignore: false, under: "", mayWrite: true }, signal);
    workshop.queue.add(workshop.idsToTag("ollama", undefined), { again: false });
    const members = standIns.map(({ url }) => ({
      name: url,
      engine: ollamaEngine({
        host: url,
        model: "gemma3:4b",
        images: library.images,
        clock: systemClock,
        ...(hosts > 1 && { retryAfterMs: [] }),
      }),
    }));
    const [first] = members;
    if (!first) throw new Error("No host.");
    const engine = hosts === 1 ? first.engine : new EngineGroup({ members, clock: systemClock, log: benchLog });
    await workshop.run(engine, () => 0);
    const { completed } = workshop.queue.status();
    if (completed !== images) throw new Error(`${completed} of ${images} images were tagged.`);
    const looks = standIns.flatMap((standIn) => standIn.looks);
    const startedAt = Math.min(...looks.map(({ startedAt = 0 }) => startedAt));
    const endedAt = Math.max(...looks.map(({ endedAt = 0 }) => endedAt));
    return { perSecond: images / ((endedAt - startedAt) / 1_000), looks };
  } finally {
    await library.close();
    await Promise.all(standIns.map((standIn) => standIn.close()));
  }
}
