/** A search of a large library that may leave out weak hits: the strong ones are all there, and no side is asked for everything. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ImageSearch, type SearchOptions } from "../../src/extension/core/search/searchImages.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { pseudoRandom } from "../fixtures/drawnImages.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";

const signal = new AbortController().signal;
const size = 3_000;
const dimensions = 8;

/** Remembers how much each side was asked for. */
class AskedCatalog extends MemoryCatalog {
  readonly asked = { text: [] as number[], vectors: [] as number[] };

  override textSearch(...call: Parameters<MemoryCatalog["textSearch"]>): ReturnType<MemoryCatalog["textSearch"]> {
    this.asked.text.push(call[2]);
    return super.textSearch(...call);
  }

  override vectorSearch(...call: Parameters<MemoryCatalog["vectorSearch"]>): ReturnType<MemoryCatalog["vectorSearch"]> {
    this.asked.vectors.push(call[3]);
    return super.vectorSearch(...call);
  }
}

/** Every image is of a boat, one in fifty of a harbour, three of a heron. */
async function world() {
  const catalog = new AskedCatalog();
  await catalog.open(signal);
  const random = pseudoRandom(5);
  const vector = (): Float32Array => Float32Array.from({ length: dimensions }, () => random() - 0.5);
  const documents = Array.from({ length: size }, (_, n) =>
    documentOf(`i${n}`, {
      description: ["a boat", n % 50 === 0 ? "in the harbour" : "", n % 1_000 === 7 ? "with a heron" : ""].join(" "),
    }),
  );
  await catalog.upsert(documents, signal);
  const vectors = documents.map(({ id, recordHash }) => ({ id, recordHash, vector: vector() }));
  await catalog.putVectors("random@8", vectors, signal);
  const query = vector();
  const embedder: Embedder = {
    model: "random",
    open: async () => ({ key: "random@8", dimensions }),
    embedDocuments: () => Promise.reject(new Error("not asked for")),
    embedQuery: async () => query,
  };
  const searching = new ImageSearch({ catalog });
  const search = async (text: string, options: Partial<SearchOptions>) => {
    const all = { mode: "hybrid", limit: size, detailed: 0, folderKeys: ["one"], embedder, ...options } as const;
    const { hits, strongCount = hits.length, hasMore } = await searching.search(text, all, signal);
    return { strong: hits.slice(0, strongCount).map(({ id }) => id), count: hits.length, hasMore };
  };
  return { search, asked: catalog.asked };
}

describe("a search that may leave out weak hits", () => {
  test("has the strong ones of the whole search, asks no side for everything, and says that there are more", async () => {
    const { search, asked } = await world();
    for (const text of ["heron", "harbour", "harbour heron"]) {
      const whole = await search(text, {});
      assert.equal(whole.hasMore, undefined);
      assert.equal(whole.count, size, "meaning brings up every image");
      asked.text.length = 0;
      asked.vectors.length = 0;
      const few = await search(text, { fewWeak: true });
      assert.deepEqual(new Set(few.strong), new Set(whole.strong), text);
      assert.equal(few.strong[0], whole.strong[0], text);
      assert.equal(few.hasMore, true);
      assert.ok(few.count < size);
      assert.deepEqual([Math.max(...asked.text), Math.max(...asked.vectors)], [1_000, 1_000], text);
    }
  });

  test("has every image that has all the words, however many they are", async () => {
    const { search, asked } = await world();
    const { strong } = await search("boat", { fewWeak: true });
    assert.equal(strong.length, size);
    assert.deepEqual([asked.text, asked.vectors], [[1_000, size], [1_000]]);
    assert.equal(new Set(strong).size, size);
  });

  test("lists all that conditions without words admit", async () => {
    const { search } = await world();
    const { strong, hasMore } = await search("is:tagged", { fewWeak: true });
    assert.deepEqual([strong.length, hasMore], [size, undefined]);
  });

  test("ranks within a set of images as if there were no others", async () => {
    const { search } = await world();
    const within = new Set(["i7", "i50", "i51", "i2007"]);
    const { strong, count } = await search("heron", { fewWeak: true, within });
    assert.equal(count, within.size);
    assert.deepEqual(new Set(strong.slice(0, 2)), new Set(["i7", "i2007"]));
    assert.equal((await search("boat", { within: new Set() })).count, 0);
  });

  test("has all in a small library", async () => {
    const { search } = await world();
    const { count, hasMore } = await search("heron", { fewWeak: true, limit: 900 });
    assert.deepEqual([count, hasMore], [900, undefined]);
  });
});
