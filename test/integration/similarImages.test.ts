/** What is like an image, over the real catalog: by vectors that are known, by words where there are none. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { ExpectedError } from "../../src/shared/failures.ts";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { embedMissing } from "../../src/extension/core/embedding.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { similarImages } from "../../src/extension/core/search/similarImages.ts";
import { documentOf, idsOf } from "../fixtures/catalogDocuments.ts";
import { letterEmbedder } from "../fixtures/letterEmbedder.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const key = "angles";

/** Images on a quarter circle: the further apart their numbers, the less alike. */
const documents = [0, 10, 25, 45, 80].map((degrees) =>
  documentOf(`at${degrees}`, {
    description: degrees < 30 ? "A dog on a beach" : "A house in the snow",
    tags: [degrees === 45 ? "beach" : "winter"],
    folderKey: degrees === 80 ? "two" : "one",
  }),
);

/** Says its key and nothing else. */
const speechless: Embedder = {
  model: "angles",
  open: async () => ({ key, dimensions: 2 }),
  embedDocuments: () => Promise.reject(new Error("A text was embedded.")),
  embedQuery: () => Promise.reject(new Error("A query was embedded.")),
};

async function filled(context: TestContext, withVectors = documents): Promise<LanceCatalog> {
  const directory = path.join(await temporaryFolder(context), "catalog");
  const catalog = new LanceCatalog({ directory, log: quietLog().log });
  context.after(() => catalog.close());
  await catalog.open(signal);
  await catalog.upsert([...documents, documentOf("blank", { state: "untagged", path: "dog-7.jpg" })], signal);
  const vectors = withVectors.map(({ id, recordHash }) => {
    const angle = (Number(id.slice(2)) / 180) * Math.PI;
    return { id, recordHash, vector: Float32Array.of(Math.cos(angle), Math.sin(angle)) };
  });
  await catalog.putVectors(key, vectors, signal);
  return catalog;
}

const options = { embedder: speechless, folderKeys: ["one", "two"], limit: 100 };

describe("what is like an image", () => {
  test("are the others by their vectors, the nearest first, and no text is embedded for it", async (t) => {
    const catalog = await filled(t);
    const { hits, notes } = await similarImages(catalog, "at10", options, signal);
    assert.deepEqual(idsOf(hits), ["at0", "at25", "at45", "at80"]);
    assert.deepEqual(notes, { meaning: "used", problems: [], comparedBy: "meaning" });
    for (const [index, degrees] of [10, 15, 35, 70].entries()) {
      const [why] = hits[index]?.why ?? [];
      assert.equal(why?.field, "meaning");
      assert.ok(Math.abs((why?.strength ?? 0) - Math.cos((degrees / 180) * Math.PI)) < 1e-4);
    }
    const details = await new ImageSearch({ catalog }).details("", hits.slice(0, 1), signal);
    assert.deepEqual([details[0]?.description, details[0]?.why.length], ["A dog on a beach", 1]);
  });

  test("holds to the library folders and to the number that is asked for", async (t) => {
    const catalog = await filled(t);
    const one = await similarImages(catalog, "at45", { ...options, folderKeys: ["one"], limit: 2 }, signal);
    assert.deepEqual(idsOf(one.hits), ["at25", "at10"]);
    const other = await similarImages(catalog, "at80", { ...options, folderKeys: ["one"], limit: 2 }, signal);
    assert.deepEqual(idsOf(other.hits), ["at45", "at25"]);
  });

  test("needs no answer of the embedder once it has given vectors here", async (t) => {
    const catalog = await filled(t, []);
    await embedMissing(catalog, letterEmbedder, ["one", "two"], () => undefined, signal);
    const away: Embedder = {
      ...speechless,
      model: letterEmbedder.model,
      open: () => Promise.reject(new ExpectedError("embedderUnavailable", "The server is away.")),
    };
    const { hits, notes } = await similarImages(catalog, "at0", { ...options, embedder: away }, signal);
    assert.equal(notes.comparedBy, "meaning");
    assert.equal(hits.length, 4);
  });

  test("is told by tags and description where there is no embedder, and says so", async (t) => {
    const catalog = await filled(t);
    const { hits, notes } = await similarImages(catalog, "at0", { folderKeys: ["one"], limit: 100 }, signal);
    assert.deepEqual(notes, {
      meaning: "off",
      meaningReason: "There is no embedding model.",
      problems: [],
      comparedBy: "words",
    });
    assert.deepEqual(idsOf(hits).slice(0, 2).sort(), ["at10", "at25"]);
    assert.ok(idsOf(hits).includes("at45"), "it shares the word beach");
    assert.ok(hits.every(({ id, why, strength }) => id !== "at0" && why.length > 0 && strength > 0));
  });

  test("is told by words for an image without a vector, by its name where nothing else is known", async (t) => {
    const catalog = await filled(t, documents.slice(1));
    const tagged = await similarImages(catalog, "at0", options, signal);
    assert.match(tagged.notes.meaningReason ?? "", /no vector yet/);
    assert.equal(tagged.notes.comparedBy, "words");
    const blank = await similarImages(catalog, "blank", options, signal);
    assert.deepEqual(idsOf(blank.hits).sort(), ["at0", "at10", "at25"]);
  });

  test("hides what is as far away as the middle of a large library", async (t) => {
    const catalog = await filled(t);
    const crowd = Array.from({ length: 100 }, (_, index) => documentOf(`x${index}`));
    await catalog.upsert(crowd, signal);
    const place = (index: number): Float32Array => Float32Array.of(index < 30 ? 1 : 0.1, index < 30 ? 0.1 : 1);
    const vectors = crowd.map(({ id, recordHash }, index) => ({ id, recordHash, vector: place(index) }));
    await catalog.putVectors(key, vectors, signal);
    const { hits, strongCount } = await similarImages(catalog, "x0", { ...options, limit: 200 }, signal);
    assert.equal(hits.length, 104);
    assert.equal(strongCount, hits.filter(({ strength }) => strength > 0.7).length);
  });
});
