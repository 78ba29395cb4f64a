/** Parts of texts in pictures: what the catalog keeps in memory tells the same as its table, whatever is written in between. */
import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { documentOf, filterOf, idsOf, leaf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;

async function opened(t: TestContext): Promise<LanceCatalog> {
  const catalog = new LanceCatalog({ directory: path.join(await temporaryFolder(t), "catalog"), log: quietLog().log });
  t.after(() => catalog.close());
  await catalog.open(signal);
  return catalog;
}

/** The same search three times: the first goes to the table, the second reads the texts, the third has them. */
async function thrice(catalog: LanceCatalog, part: string, filter = filterOf()): Promise<string[]> {
  const answers: string[][] = [];
  for (let time = 0; time < 3; time++)
    answers.push(idsOf(await catalog.exactSearch([part], filter, 100_000, signal)).sort());
  assert.deepEqual(answers[1], answers[0], part);
  assert.deepEqual(answers[2], answers[0], part);
  return answers[0] ?? [];
}

test("a part of a text is found in the middle of a word, at its start, at its end and over a line, and never over two images", async (t) => {
  const catalog = await opened(t);
  await catalog.upsert(
    [
      documentOf("a", { text: "Exit only\nKeep clear" }),
      documentOf("b", { text: "seafood" }),
      documentOf("c", { text: "" }),
      documentOf("d", { text: "東京タワー 50 % ÉTÉ" }),
    ],
    signal,
  );
  assert.deepEqual(await thrice(catalog, "exit"), ["a"]);
  assert.deepEqual(await thrice(catalog, "clear"), ["a"]);
  assert.deepEqual(await thrice(catalog, "foo"), ["b"]);
  assert.deepEqual(await thrice(catalog, "タワ"), ["d"]);
  assert.deepEqual(await thrice(catalog, "été"), ["d"]);
  assert.deepEqual(await thrice(catalog, "clearsea"), []);
  assert.deepEqual(await thrice(catalog, "clear sea"), []);
  assert.deepEqual(await thrice(catalog, "e"), ["a", "b", "d"]);
});

test("an edit, a removal and a filter hold at once", async (t) => {
  const catalog = await opened(t);
  await catalog.upsert([documentOf("a", { text: "platform nine" }), documentOf("b", { text: "platform two" })], signal);
  assert.deepEqual(await thrice(catalog, "platform"), ["a", "b"]);
  await catalog.upsert([documentOf("a", { text: "gate nine" })], signal);
  assert.deepEqual(await thrice(catalog, "platform"), ["b"]);
  assert.deepEqual(await thrice(catalog, "gate"), ["a"]);
  assert.deepEqual(await thrice(catalog, "nine", filterOf({ where: leaf({ field: "name", text: "b" }) })), []);
  assert.deepEqual(await thrice(catalog, "nine", filterOf({ folderKeys: ["two"] })), []);
  await catalog.remove(["a"], signal);
  assert.deepEqual(await thrice(catalog, "gate"), []);
});

test("a part that more images hold than are named one by one finds all of them", async (t) => {
  const catalog = await opened(t);
  const many = Array.from({ length: 2_500 }, (_, n) =>
    documentOf(`i${n}`, { text: n % 2 === 0 ? `train ${n}` : `bus ${n}` }),
  );
  await catalog.upsert(many, signal);
  assert.equal((await thrice(catalog, "rain")).length, 1_250);
  assert.equal((await thrice(catalog, "bus 77")).length, 1 + 5);
});
