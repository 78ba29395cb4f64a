/** What every catalog promises of judging given images, of notes, and of the language of its words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WithCatalog } from "./catalogVectors.contract.ts";
import { documentOf, filterOf, idsOf, queryOf } from "../fixtures/catalogDocuments.ts";

const signal = new AbortController().signal;
const key = "embedder";
const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

/** The part of the suite that is about evidence. */
export function judgingImages(withCatalog: WithCatalog): void {
  test("scores given images as the search does, and leaves out those without any of the words", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("both", { description: "a red car", tags: ["car"] }),
          documentOf("one", { description: "a red house" }),
          documentOf("none", { description: "a tree" }),
          ...Array.from({ length: 30 }, (_, at) => documentOf(`other ${at}`, { description: "a lake" })),
        ],
        signal,
      );
      await catalog.optimise(signal);
      const query = queryOf("red car");
      const searched = await catalog.textSearch(query, filterOf(), 50, signal);
      const scored = await catalog.textScores(query, ["none", "one", "both", "nowhere"], signal);
      const byId = new Map(scored.map((hit) => [hit.id, hit]));
      assert.deepEqual(idsOf(scored).sort(), ["both", "one"]);
      for (const hit of searched) assert.deepEqual(byId.get(hit.id), hit);
      assert.deepEqual([byId.get("both")?.match, byId.get("one")?.match], ["all", "some"]);
      assert.deepEqual(await catalog.textScores(query, [], signal), []);
      assert.deepEqual(await catalog.textScores(queryOf(""), ["both"], signal), []);
    }));

  test("says of every hit how its words fit", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [documentOf("1", { tags: ["sunset"] }), documentOf("2", { description: "a beach" })],
        signal,
      );
      const matches = async (words: string): Promise<string[]> =>
        (await catalog.textSearch(queryOf(words), filterOf(), 9, signal)).map(({ id, match }) => `${id} ${match}`);
      assert.deepEqual(await matches("beach"), ["2 all"]);
      assert.deepEqual(await matches("sunse"), ["1 part"]);
      await catalog.optimise(signal);
      assert.deepEqual(await matches("baech"), ["2 spelling"]);
    }));

  test("compares given images in full, and says how crowded their place is", () =>
    withCatalog(async (catalog) => {
      const documents = ["a", "b", "far", "bare"].map((id) => documentOf(id, { description: id }));
      await catalog.upsert(documents, signal);
      const vectors = [vector(1, 0, 0), vector(0.8, 0.6, 0), vector(0, 0, 2)];
      const given = vectors.map((one, at) => ({
        id: documents[at]?.id ?? "",
        recordHash: documents[at]?.recordHash ?? "",
        vector: one,
      }));
      await catalog.putVectors(key, given, signal);
      const compared = await catalog.compareVectors(
        key,
        vector(2, 0, 0),
        ["a", "b"],
        ["far", "bare", "nowhere"],
        signal,
      );
      const byId = new Map(compared.map((one) => [one.id, one]));
      assert.deepEqual([...byId.keys()].sort(), ["a", "b", "far"]);
      const near = (value: number | undefined, expected: number): void =>
        assert.ok(Math.abs((value ?? 9) - expected) < 1e-5);
      near(byId.get("a")?.distance, 0);
      near(byId.get("b")?.distance, 0.2);
      near(byId.get("far")?.distance, 1);
      near(byId.get("a")?.crowding, 0.8);
      near(byId.get("far")?.crowding, 0);
      assert.deepEqual(await catalog.compareVectors("another", vector(1, 0, 0), ["a"], [], signal), []);
    }));

  test("keeps notes by name, and gives nothing where there is none", () =>
    withCatalog(async (catalog) => {
      assert.equal(await catalog.note("trust it's", signal), "");
      await catalog.putNote("trust it's", '{"a":1}\n', signal);
      await catalog.putNote("__proto__", "2", signal);
      await catalog.putNote("trust it's", "3", signal);
      assert.deepEqual([await catalog.note("trust it's", signal), await catalog.note("__proto__", signal)], ["3", "2"]);
    }));
}
