/** Another language for the words of a catalog that is full: they are made anew from its rows, and nothing else is. */
import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, describe, test, type TestContext } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { useSearchLanguage } from "../../src/extension/core/search/words.ts";
import { documentOf, filterOf, idsOf, queryOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const key = "embedder";
const vector = Float32Array.from([1, 0, 0]);

async function catalogOf(t: TestContext, directory: string): Promise<LanceCatalog> {
  const catalog = new LanceCatalog({ directory, log: quietLog().log });
  t.after(() => catalog.close());
  await catalog.open(signal);
  return catalog;
}

const found = async (catalog: LanceCatalog, words: string): Promise<string[]> =>
  idsOf(
    (await catalog.textSearch(queryOf(words), filterOf(), 50, signal)).filter(({ match }) => match === "all"),
  ).sort();

describe("the language of a catalog", () => {
  afterEach(() => useSearchLanguage("english"));

  test("changes all words, keeps all vectors, and is still there when the catalog is opened again", async (t) => {
    const directory = path.join(await temporaryFolder(t), "catalog");
    const catalog = await catalogOf(t, directory);
    const many = Array.from({ length: 1_200 }, (_, at) => documentOf(`many ${at}`, { description: "Zwei Katzen" }));
    const hund = documentOf("hund", { tags: ["Hund"], description: "Ein Hund auf der Wiese." });
    await catalog.upsert([hund, ...many], signal);
    await catalog.putVectors(key, [{ id: hund.id, recordHash: hund.recordHash, vector }], signal);
    assert.deepEqual(await found(catalog, "Hunden"), []);
    await catalog.useLanguage("german", signal);
    assert.deepEqual(await found(catalog, "Hunden"), ["hund"]);
    assert.equal((await catalog.textSearch(queryOf("Katze"), filterOf(), 5_000, signal)).length, 1_200);
    assert.deepEqual(idsOf(await catalog.vectorSearch(key, vector, filterOf(), 5, signal)), ["hund"]);
    assert.deepEqual(await catalog.documents(["hund"], signal), [hund]);
    await catalog.upsert([documentOf("later", { tags: ["Hunde"] })], signal);
    await catalog.close();
    useSearchLanguage("english");
    const again = await catalogOf(t, directory);
    assert.deepEqual(await found(again, "Hunden"), ["hund", "later"]);
  });

  test("a change that is broken off is made whole by the next call", async (t) => {
    const catalog = await catalogOf(t, path.join(await temporaryFolder(t), "catalog"));
    const many = Array.from({ length: 1_200 }, (_, at) => documentOf(`${at}`, { description: "Zwei Katzen" }));
    await catalog.upsert(many, signal);
    const stop = new AbortController();
    const changing = catalog.useLanguage("german", stop.signal);
    while ((await catalog.note("language", signal)) !== "changing") await new Promise(setImmediate);
    stop.abort();
    await assert.rejects(changing, { reason: "aborted" });
    await catalog.useLanguage("english", signal);
    assert.equal((await catalog.textSearch(queryOf("katzens"), filterOf(), 5_000, signal)).length, 1_200);
    assert.equal(await catalog.note("language", signal), "english");
  });
});
