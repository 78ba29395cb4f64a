/**
 * Hybrid search with reasons at 1,000, 10,000 and 100,000 records of 768 dimensions, or at `--n` of them: at rest and while a batch is
 * tagged, against MiniSearch with an exact scan in the same run; and how many of the nearest the vector side finds.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { CatalogSync } from "../src/extension/core/catalogSync.ts";
import { ImageSearch } from "../src/extension/core/search/searchImages.ts";
import { spokenMs, type Benchmark, type Figure } from "./figures.ts";
import { benchLog, openLibrary } from "./library.ts";
import { exactNearest, miniSearchWithScan, type Rival } from "./searchRival.ts";
import { dimensions, searchWorld, type SearchWorld } from "./searchWorld.ts";

const sizes = [1_000, 10_000, 100_000];
const goalSize = 100_000;
const goals = { speed: 5, recall: 0.99, duringBatch: 3 };
const rounds = 3;
const shown = 20;
const nearest = 10;
/** Above this MiniSearch would need more memory than a program gets; the scan alone is the yardstick then. */
const largestForMiniSearch = 200_000;
const partSize = 5_000;
const compactedAt = 20;
/** Faster than any model: an image every 50 ms, vectors every 64 of them, for so long. */
const batch = { everyMs: 50, vectorsAt: 64, lastsMs: 20_000 };

type Library = ReturnType<typeof openLibrary>;
type Ask = (query: string) => Promise<void>;

export const search: Benchmark = {
  name: "search",
  async run(folder, { records }) {
    const figures: Figure[] = [];
    for (const size of records === undefined ? sizes : [records])
      figures.push(...(await measure(size, `${folder}/${size}`)));
    return figures;
  },
};

async function measure(size: number, folder: string): Promise<readonly Figure[]> {
  const library = openLibrary(folder, folder);
  const signal = new AbortController().signal;
  try {
    const world = searchWorld(size, library.folder.key);
    const buildMs = await fill(library, world, signal);
    const searching = new ImageSearch({ catalog: library.catalog });
    const options = {
      mode: "hybrid",
      limit: shown,
      folderKeys: [library.folder.key],
      embedder: world.embedder,
    } as const;
    const ours: Ask = async (query) => {
      const { hits, notes } = await searching.search(query, options, signal);
      if (hits.length < shown || notes.meaning !== "used")
        throw new Error(`"${query}" found ${hits.length}, meaning ${notes.meaning}.`);
    };
    const rest = await timesOf(world, ours);
    const recall = await recallOf(library, world, signal);
    const busy = await duringBatch(library, world, ours, signal);
    const rival = await rivalTimes(world);
    return report(size, { buildMs, rest, recall, busy, rival });
  } finally {
    await library.close();
  }
}

async function fill(library: Library, world: SearchWorld, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  const { key } = await world.embedder.open(signal);
  await library.workshop.open([library.folder], signal);
  for (let start = 0; start < world.size; start += partSize) {
    const indices = Array.from({ length: Math.min(partSize, world.size - start) }, (_, at) => start + at);
    const documents = indices.map((index) => world.document(index));
    await library.catalog.upsert(documents, signal);
    const vectors = documents.map(({ id, recordHash }, at) => ({
      id,
      recordHash,
      vector: world.vector(start + at).slice(),
    }));
    for (let at = 0; at < vectors.length; at += 1_000)
      await library.catalog.putVectors(key, vectors.slice(at, at + 1_000), signal);
    // as the program does between: what no index holds yet makes the next write slow
    if ((start / partSize) % compactedAt === compactedAt - 1) await library.catalog.optimise(signal);
  }
  await library.catalog.optimise(signal);
  return performance.now() - startMs;
}

/** Milliseconds of each search, shortest first; the first round, which warms up, does not count. */
async function timesOf(world: SearchWorld, ask: Ask): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++)
    for (const query of world.queries) {
      const startMs = performance.now();
      await ask(query);
      if (round > 0) times.push(performance.now() - startMs);
    }
  return times.sort((a, b) => a - b);
}

async function recallOf(library: Library, world: SearchWorld, signal: AbortSignal): Promise<number> {
  const { key } = await world.embedder.open(signal);
  const filter = { folderKeys: [library.folder.key] };
  let found = 0;
  for (const query of world.queries) {
    const hits = await library.catalog.vectorSearch(key, world.queryVector(query), filter, nearest, signal);
    const expected = new Set(exactNearest(world, query, nearest));
    found += hits.filter(({ id }) => expected.has(id)).length;
  }
  return found / (nearest * world.queries.length);
}

/** Searches while images are tagged: records go through the program's own collector, and the catalog is compacted once. */
async function duringBatch(
  library: Library,
  world: SearchWorld,
  ask: Ask,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sync = new CatalogSync(library.catalog, benchLog);
  const { key } = await world.embedder.open(signal);
  const times: number[] = [];
  const endMs = performance.now() + batch.lastsMs;
  const isOver = (): boolean => performance.now() > endMs;
  const searching = async (): Promise<void> => {
    for (let at = 0; !isOver(); at++) {
      const startMs = performance.now();
      await ask(world.queries[at % world.queries.length] ?? "");
      times.push(performance.now() - startMs);
    }
  };
  const tagging = async (): Promise<void> => {
    for (let tagged = 1; !isOver(); tagged++) {
      sync.put([world.document(tagged % world.size, 1)]);
      if (tagged % batch.vectorsAt === 0) {
        await sync.flush();
        const done = Array.from({ length: batch.vectorsAt }, (_, at) => (tagged - at) % world.size);
        const vectors = done.map((index) => {
          const { id, recordHash } = world.document(index, 1);
          return { id, recordHash, vector: world.vector(index).slice() };
        });
        await library.catalog.putVectors(key, vectors, signal);
        if (tagged === batch.vectorsAt * 2) await sync.optimise();
      }
      await sleep(batch.everyMs);
    }
  };
  await Promise.all([searching(), tagging()]);
  await sync.close();
  return times.sort((a, b) => a - b);
}

async function rivalTimes(world: SearchWorld): Promise<{ readonly name: string; readonly times: readonly number[] }> {
  const isSmall = world.size <= largestForMiniSearch;
  const rival: Rival = isSmall ? miniSearchWithScan(world) : (query) => exactNearest(world, query, shown);
  const times = await timesOf(world, async (query) => void rival(query));
  return { name: isSmall ? "MiniSearch with an exact scan" : "an exact scan of the vectors alone", times };
}

interface Measured {
  readonly buildMs: number;
  readonly rest: readonly number[];
  readonly recall: number;
  readonly busy: readonly number[];
  readonly rival: { readonly name: string; readonly times: readonly number[] };
}

function report(size: number, { buildMs, rest, recall, busy, rival }: Measured): readonly Figure[] {
  const spoken = (times: readonly number[]): string =>
    `mean ${spokenMs(mean(times))}, p50 ${spokenMs(percentile(times, 0.5))}, p95 ${spokenMs(percentile(times, 0.95))}`;
  const speed = mean(rival.times) / mean(rest);
  const slower = percentile(busy, 0.95) / percentile(rest, 0.95);
  const isGoal = size === goalSize;
  const at = `at ${size} records`;
  return [
    {
      what: `speed of hybrid search with reasons ${at} as a multiple of ${rival.name}`,
      ratio: speed,
      against: `${spoken(rest)} against ${spoken(rival.times)}; built in ${spokenMs(buildMs)}`,
      goal: isGoal ? `at least ${goals.speed}` : `recorded here; at least ${goals.speed} at ${goalSize}`,
      isMet: !isGoal || speed >= goals.speed,
    },
    {
      what: `share of the ${nearest} nearest of ${dimensions} dimensions that the vector side finds ${at}`,
      ratio: recall,
      against: "an exact scan",
      goal: `at least ${goals.recall}`,
      isMet: recall >= goals.recall,
    },
    {
      what: `95th percentile of a search while a batch is tagged ${at} as a multiple of that at rest`,
      ratio: slower,
      against: `${spoken(busy)} in ${busy.length} searches; compacted once meanwhile`,
      goal: isGoal ? `at most ${goals.duringBatch}` : `recorded here; at most ${goals.duringBatch} at ${goalSize}`,
      isMet: !isGoal || slower <= goals.duringBatch,
    },
  ];
}

function mean(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
