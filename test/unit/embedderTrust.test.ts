/** How far an embedder is trusted: from a test on the library's own records, kept with the catalog. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { measureTrust } from "../../src/extension/core/search/measureTrust.ts";
import { embedderTrust, trustFrom } from "../../src/extension/core/search/trust.ts";
import { embedMissing } from "../../src/extension/core/embedding.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { pseudoRandom } from "../fixtures/drawnImages.ts";

const signal = new AbortController().signal;
const folderKeys = ["one"];
const things = ["dog", "cat", "boat", "tree", "house", "car", "lamp", "horse", "clock", "chair", "bread", "river"];
/** Every thing has another name: an embedder that knows them finds what words cannot. */
const otherNames = [
  "hound",
  "kitty",
  "ship",
  "oak",
  "home",
  "auto",
  "light",
  "pony",
  "watch",
  "stool",
  "loaf",
  "stream",
];

/** Knows each thing by both its names. */
const knowing = embedderOf("knowing", (text) => {
  const vector = new Float32Array(things.length + 1).fill(0.01);
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const index = Math.max(things.indexOf(word), otherNames.indexOf(word));
    if (index >= 0) vector[index] = (vector[index] ?? 0) + 1;
  }
  return vector;
});

/** Knows nothing: a vector by the length of the text. */
const blind = embedderOf("blind", (text) =>
  Float32Array.from({ length: 4 }, (_, at) => Math.sin(text.length * (at + 1)) + 1.1),
);

function embedderOf(model: string, embed: (text: string) => Float32Array): Embedder & { questions: number } {
  const embedder = {
    model,
    questions: 0,
    open: async () => ({ key: model, dimensions: embed("").length }),
    embedDocuments: async (texts: readonly string[]) => texts.map(embed),
    embedQuery: async (text: string) => {
      embedder.questions++;
      return embed(text);
    },
  };
  return embedder;
}

async function libraryOf(count: number): Promise<MemoryCatalog> {
  const random = pseudoRandom(3);
  const catalog = new MemoryCatalog();
  await catalog.open(signal);
  const pick = (): number => Math.floor(random() * things.length);
  const documents = Array.from({ length: count }, (_, index) => {
    const chosen = [pick(), pick(), pick(), pick()];
    const first = chosen.map((at) => things[at]).join(" and ");
    // the last sentence says half of it again in the same words, half in others
    const last = chosen.map((at, place) => (place < 2 ? things[at] : otherNames[at])).join(" with ");
    return documentOf(`${index}`, { description: `There are ${first}. One sees ${last}.` });
  });
  await catalog.upsert(documents, signal);
  return catalog;
}

describe("trust in an embedder", () => {
  test("one that knows what words do not is trusted, one that knows nothing hardly at all", async () => {
    const catalog = await libraryOf(150);
    for (const embedder of [knowing, blind]) await embedMissing(catalog, embedder, folderKeys, () => undefined, signal);
    const good = await embedderTrust(catalog, "knowing", signal);
    const bad = await embedderTrust(catalog, "blind", signal);
    assert.ok(good.value > 0.8, `${good.value}`);
    assert.ok(bad.value < 0.25, `${bad.value}`);
    assert.match(good.sentence, /1\d\d sentences .* 150 of them/);
  });

  test("is cautious about a library that is too small to tell, and about one that was not measured", async () => {
    const catalog = await libraryOf(10);
    const unknown = await embedderTrust(catalog, "knowing", signal);
    await embedMissing(catalog, knowing, folderKeys, () => undefined, signal);
    const small = await embedderTrust(catalog, "knowing", signal);
    assert.equal(unknown.value, small.value);
    assert.ok(small.value > 0 && small.value < 0.5);
    assert.match(unknown.sentence, /not measured/);
    assert.match(small.sentence, /too few/);
  });

  test("is measured once, and again when the library has doubled", async () => {
    const catalog = await libraryOf(60);
    knowing.questions = 0;
    await embedMissing(catalog, knowing, folderKeys, () => undefined, signal);
    const asked = knowing.questions;
    assert.ok(asked > 40);
    await embedMissing(catalog, knowing, folderKeys, () => undefined, signal);
    assert.equal(knowing.questions, asked);
    const more = Array.from({ length: 61 }, (_, at) =>
      documentOf(`new ${at}`, { description: "A clock on a chair. A watch lies on the stool." }),
    );
    await catalog.upsert(more, signal);
    await embedMissing(catalog, knowing, folderKeys, () => undefined, signal);
    assert.equal((await embedderTrust(catalog, "knowing", signal)).measured?.library, 121);
  });

  test("an embedder that fails in the middle of the test costs no vector, and is tested the next time", async () => {
    const catalog = await libraryOf(60);
    const failing: Embedder = { ...knowing, embedQuery: () => Promise.reject(new Error("The server went away.")) };
    assert.equal(await embedMissing(catalog, failing, folderKeys, () => undefined, signal), 60);
    assert.equal((await embedderTrust(catalog, "knowing", signal)).measured, undefined);
    await measureTrust(catalog, knowing, "knowing", folderKeys, signal);
    assert.ok((await embedderTrust(catalog, "knowing", signal)).measured);
  });

  test("a note that cannot be read counts as none", async () => {
    const catalog = await libraryOf(1);
    for (const note of ["{", "[]", '{"asked":"many"}', "null"]) {
      await catalog.putNote("trust knowing", note, signal);
      assert.equal((await embedderTrust(catalog, "knowing", signal)).measured, undefined);
    }
  });

  test("grows with the reach of meaning beside that of words, up to 1", () => {
    const measured = { asked: 128, among: 400, words: 0.5, library: 1000 };
    const values = [0, 0.2, 0.35, 0.45, 0.5, 0.9].map((meaning) => trustFrom({ ...measured, meaning }).value);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.ok((values[2] ?? 1) < 0.1 && (values[4] ?? 0) > 0.9 && (values[5] ?? 2) <= 1);
  });
});
