/** Making vectors in the background: in batches, with progress, never beside the tagging, and on from where it was left. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { embedBetweenRuns, embedMissing } from "../../src/extension/core/embedding.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { failureOf } from "../../src/shared/failures.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { documentOf, filterOf, idsOf } from "../fixtures/catalogDocuments.ts";

const { signal } = new AbortController();
const isAborted = (thrown: unknown): boolean => failureOf(thrown).reason === "aborted";

async function catalogOf(count: number): Promise<MemoryCatalog> {
  const catalog = new MemoryCatalog();
  await catalog.open(signal);
  const documents = Array.from({ length: count }, (_, at) => documentOf(`p${at}`, { description: `Picture ${at}.` }));
  await catalog.upsert(documents, signal);
  return catalog;
}

/** Gives every text the same vector; `batches` grows by the number of texts of each call. */
function embedderOf(key: string, dimensions = 2, onBatch: () => void = () => undefined) {
  const batches: number[] = [];
  const vector = Float32Array.from({ length: dimensions }, (_, at) => (at === 0 ? 1 : 0));
  const embedder: Embedder = {
    model: key,
    open: async () => ({ key, dimensions }),
    embedDocuments: async (texts) => {
      batches.push(texts.length);
      onBatch();
      return texts.map(() => vector);
    },
    embedQuery: async () => vector,
  };
  return { embedder, batches, vector };
}

function queueOf() {
  const listeners = new Set<Parameters<Parameters<typeof embedBetweenRuns>[0]["onStatus"]>[0]>();
  const queue = {
    isRunning: false,
    onStatus: (listener: Parameters<Parameters<typeof embedBetweenRuns>[0]["onStatus"]>[0]) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const set = (isRunning: boolean): void => {
    queue.isRunning = isRunning;
    for (const listener of listeners)
      listener({ state: "running", pending: 0, active: 0, completed: 0, failed: 0, current: [] });
  };
  return { queue, set, listeners };
}

describe("embedMissing", () => {
  test("embeds in batches and tells how many of how many", async () => {
    const { embedder, batches } = embedderOf("a");
    const told: (readonly [number, number])[] = [];
    const catalog = await catalogOf(200);
    const count = await embedMissing(catalog, embedder, ["one"], (done, total) => told.push([done, total]), signal);
    assert.equal(count, 200);
    assert.deepEqual(batches, [64, 64, 64, 8]);
    assert.deepEqual(told, [
      [0, 200],
      [64, 200],
      [128, 200],
      [192, 200],
      [200, 200],
    ]);
  });

  test("goes on after a stop with what is left, and asks for nothing where nothing is left", async () => {
    const stop = new AbortController();
    const catalog = await catalogOf(200);
    const first = embedderOf("a");
    const stopped = embedMissing(catalog, first.embedder, ["one"], (done) => done >= 128 && stop.abort(), stop.signal);
    await assert.rejects(stopped, isAborted);
    const second = embedderOf("a");
    const told: number[] = [];
    await embedMissing(catalog, second.embedder, ["one"], (_done, total) => told.push(total), signal);
    assert.deepEqual(second.batches, [64, 8]);
    assert.deepEqual(told, [72, 72, 72]);
    const third = embedderOf("a");
    assert.equal(await embedMissing(catalog, third.embedder, ["one"], () => undefined, signal), 0);
    assert.deepEqual(third.batches, []);
  });

  test("another embedder begins from the start; vectors of the two are never mixed, and a change back costs nothing", async () => {
    const catalog = await catalogOf(70);
    const [old, next] = [embedderOf("old@1/2/t1", 2), embedderOf("next@1/3/t1", 3)];
    await embedMissing(catalog, old.embedder, ["one"], () => undefined, signal);
    const stop = new AbortController();
    const half = embedMissing(catalog, next.embedder, ["one"], (done) => done > 0 && stop.abort(), stop.signal);
    await assert.rejects(half, isAborted);
    const hits = (key: string, vector: Float32Array) => catalog.vectorSearch(key, vector, filterOf(), 100, signal);
    assert.equal((await hits("next@1/3/t1", next.vector)).length, 64);
    assert.equal((await hits("old@1/2/t1", old.vector)).length, 70);
    const query = { words: ["picture"], conditionWords: [] };
    assert.equal(idsOf(await catalog.textSearch(query, filterOf(), 100, signal)).length, 70, "words find all of them");
    assert.equal(await embedMissing(catalog, old.embedder, ["one"], () => undefined, signal), 0);
  });
});

describe("embedBetweenRuns", () => {
  test("does not begin while images are tagged", async () => {
    const { queue, set, listeners } = queueOf();
    set(true);
    await assert.rejects(
      embedBetweenRuns(queue, signal, () => assert.fail("it began")),
      isAborted,
    );
    assert.equal(listeners.size, 0);
  });

  test("ends when tagging begins, after at most the batch in flight, and leaves no listener", async () => {
    const { queue, set, listeners } = queueOf();
    const catalog = await catalogOf(200);
    const { embedder, batches } = embedderOf("a", 2, () => batches.length === 2 && set(true));
    const work = embedBetweenRuns(queue, signal, (stop) =>
      embedMissing(catalog, embedder, ["one"], () => undefined, stop),
    );
    await assert.rejects(work, isAborted);
    assert.deepEqual(batches, [64, 64]);
    assert.equal(listeners.size, 0);
  });

  test("ends at the caller's stop too, and answers what the work answers", async () => {
    const { queue } = queueOf();
    const seen = await embedBetweenRuns(queue, AbortSignal.abort(), async (stop) => stop.aborted);
    assert.equal(seen, true);
  });
});
