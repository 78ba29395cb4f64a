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

const images = 20;
/** One host and two take turns, so that what else the machine does hits both alike. */
const rounds = 3;
const latencyMs = 400;
const goal = 1.9;

/** The same pictures, of two megapixels, are tagged by one host and by two, one request in flight at each. */
export const twoHosts: Benchmark = {
  name: "twoHosts",
  async run(folder) {
    const alone: RequestRecord[][] = [];
    const together: RequestRecord[][] = [];
    for (let round = 0; round < rounds; round++) {
      alone.push(await tagWith(1, path.join(folder, `alone ${round}`)));
      together.push(await tagWith(2, path.join(folder, `together ${round}`)));
    }
    const [slower, faster] = [perSecond(alone), perSecond(together)];
    const all = images * rounds;
    const requests = together.flat().length;
    return [
      {
        what: `rate of two hosts against one, ${latencyMs} ms a picture`,
        ratio: faster / slower,
        against: `${all} pictures each, ${faster.toFixed(2)} to ${slower.toFixed(2)} a second, by the servers' stamps`,
        goal: `at least ${goal}`,
        isMet: faster / slower >= goal,
      },
      {
        what: "uploads per image with two hosts",
        ratio: requests / all,
        against: `${requests} requests with a picture for ${all} images`,
        goal: "exactly 1",
        isMet: requests === all,
      },
    ];
  },
};

/** From the start of the first request of each round to the end of its last. */
function perSecond(rounds: readonly (readonly RequestRecord[])[]): number {
  let wholeMs = 0;
  for (const looks of rounds) {
    const startedAt = Math.min(...looks.map(({ startedAt = 0 }) => startedAt));
    wholeMs += Math.max(...looks.map(({ endedAt = 0 }) => endedAt)) - startedAt;
  }
  return rounds.flat().length / (wholeMs / 1_000);
}

/** Tags a library of its own with so many hosts; answers the requests that carried a picture. */
async function tagWith(hosts: number, folder: string): Promise<RequestRecord[]> {
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
    return standIns.flatMap((standIn) => standIn.looks);
  } finally {
    await library.close();
    await Promise.all(standIns.map((standIn) => standIn.close()));
  }
}
