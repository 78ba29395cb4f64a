/** What every catalog promises of vectors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalog } from "../../src/extension/core/catalogPort.ts";
import { documentOf, filterOf, idsOf, leaf } from "../fixtures/catalogDocuments.ts";

/** Runs one test on an open catalog of its own. */
export type WithCatalog = (work: (catalog: Catalog) => Promise<void>) => Promise<void>;

const signal = new AbortController().signal;
const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

/** The part of the suite that is about vectors. */
export function searchingVectors(withCatalog: WithCatalog): void {
  const documents = ["a", "b", "c"].map((id) => documentOf(id, { description: id, tags: [id === "a" ? "x" : "y"] }));
  const put = (catalog: Catalog, key: string, vectors: readonly Float32Array[]): Promise<void> =>
    catalog.putVectors(
      key,
      documents.map(({ id, recordHash }, index) => ({ id, recordHash, vector: vectors[index] ?? vector() })),
      signal,
    );
  const near = [vector(1, 0, 0), vector(0.8, 0.6, 0), vector(0, 0, 1)];

  test("finds the nearest vectors of one embedder, filters before ranking", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents, signal);
      await put(catalog, "small", near);
      await put(catalog, "large", [vector(0, 0, 0, 1), vector(0, 0, 1, 0), vector(1, 0, 0, 0)]);
      const hits = await catalog.vectorSearch("small", vector(1, 0, 0), filterOf(), 2, signal);
      assert.deepEqual(idsOf(hits), ["a", "b"]);
      assert.ok(Math.abs((hits[1]?.distance ?? 0) - 0.2) < 1e-5);
      assert.deepEqual(
        idsOf(
          await catalog.vectorSearch(
            "small",
            vector(1, 0, 0),
            filterOf({ where: leaf({ field: "tag", name: "y" }) }),
            1,
            signal,
          ),
        ),
        ["b"],
      );
      assert.deepEqual(idsOf(await catalog.vectorSearch("large", vector(1, 0, 0, 0), filterOf(), 1, signal)), ["c"]);
      assert.equal((await catalog.vectorSearch("small", vector(1, 0, 0), filterOf(), 5000, signal)).length, 3);
      assert.deepEqual(await catalog.vectorSearch("none", vector(1), filterOf(), 1, signal), []);
    }));

  test("gives the vector of an image as it was put, and none of another embedder or a record that changed", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents, signal);
      await put(catalog, "small", near);
      assert.deepEqual(await catalog.vectorOf("small", "b", signal), vector(0.8, 0.6, 0));
      assert.equal(await catalog.vectorOf("large", "b", signal), undefined);
      assert.equal(await catalog.vectorOf("small", "nowhere", signal), undefined);
      await catalog.upsert([documentOf("b", { description: "changed" })], signal);
      assert.equal(await catalog.vectorOf("small", "b", signal), undefined);
    }));

  test("counts a vector as lacking until it is put, and again when the record changes", () =>
    withCatalog(async (catalog) => {
      const lacking = async (): Promise<string[]> =>
        idsOf(await catalog.lackingVectors("small", ["one"], 10, signal)).sort();
      await catalog.upsert([...documents, documentOf("new", { state: "untagged" })], signal);
      assert.deepEqual(await lacking(), ["a", "b", "c"]);
      assert.equal((await catalog.lackingVectors("small", ["one"], 2, signal)).length, 2);
      assert.equal(await catalog.lackingVectorCount("small", ["one"], signal), 3);
      assert.equal(await catalog.lackingVectorCount("small", ["two"], signal), 0);
      await put(catalog, "small", near);
      assert.deepEqual(await lacking(), []);
      await catalog.upsert([documentOf("b", { description: "changed" })], signal);
      assert.deepEqual(await lacking(), ["b"]);
      assert.equal(await catalog.lackingVectorCount("small", ["one"], signal), 1);
      assert.equal(await catalog.lackingVectorCount("other", ["one"], signal), 3);
      assert.deepEqual(idsOf(await catalog.vectorSearch("small", vector(1, 0, 0), filterOf(), 9, signal)), ["a", "c"]);
    }));

  test("keeps a vector whose record is the same, with the new state and place in its filters", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents, signal);
      await put(catalog, "small", near);
      const [a] = documents;
      assert.ok(a);
      await catalog.upsert([{ ...a, state: "edited", mtimeMs: 5 }], signal);
      assert.deepEqual(await catalog.lackingVectors("small", ["one"], 9, signal), []);
      const edited = filterOf({ where: leaf({ field: "state", states: ["edited"] }) });
      const hits = await catalog.vectorSearch("small", vector(1, 0, 0), edited, 9, signal);
      assert.deepEqual(idsOf(hits), ["a"]);
      assert.ok((hits[0]?.distance ?? 1) < 1e-6);
    }));

  test("drops a vector that comes too late: its image is gone or has another record", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents.slice(0, 2), signal);
      await catalog.upsert([documentOf("b", { description: "changed" })], signal);
      await put(catalog, "small", near);
      await catalog.remove(["a"], signal);
      assert.deepEqual(await catalog.vectorSearch("small", vector(1, 0, 0), filterOf(), 9, signal), []);
    }));

  test("has the vector of an image that goes and comes back as it was, and none where it comes back with another record", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents, signal);
      await put(catalog, "small", near);
      const found = async (): Promise<string[]> =>
        idsOf(await catalog.vectorSearch("small", vector(1, 0, 0), filterOf(), 9, signal));
      await catalog.remove(["a", "b"], signal);
      assert.deepEqual(await found(), ["c"]);
      await catalog.upsert([...documents.slice(0, 1), documentOf("b", { description: "another" })], signal);
      assert.deepEqual(await found(), ["a", "c"]);
      assert.deepEqual(idsOf(await catalog.lackingVectors("small", ["one"], 9, signal)), ["b"]);
    }));

  test("refuses vectors of another length and numbers that are none", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(documents, signal);
      await put(catalog, "small", near);
      for (const bad of [vector(1, 2), vector(1, Number.NaN, 0)]) {
        await assert.rejects(put(catalog, "small", [bad, bad, bad]), { reason: "invalidCall" });
        await assert.rejects(put(catalog, "small", [vector(1, 0, 0), bad, bad]), { reason: "invalidCall" });
      }
    }));
}
