/** How good the search is: captions by one person are the records, captions by another the queries, over the real catalog. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import type { SearchHit, SearchMode } from "../../src/shared/model.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { corpusFolder } from "../fixtures/corpus.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

interface Captioned {
  readonly image: string;
  readonly captions: readonly string[];
}
interface WordVectors {
  readonly name: string;
  readonly dim: number;
  embed(text: string): Float32Array;
}

const signal = new AbortController().signal;
const documentCount = 1000;
const atOnce = 8;
const captions = corpusFolder("captions");
const vectors = corpusFolder("embedding");
const skip = captions && vectors ? false : "the corpus of captions is not on this machine";
/** The weights of the fusion were chosen on the other half. */
const isAsserted = (index: number): boolean => index % 2 === 1;

function embedderOf(model: WordVectors): Embedder {
  return {
    model: model.name,
    open: () => Promise.resolve({ key: model.name, dimensions: model.dim }),
    embedDocuments: (texts) => Promise.resolve(texts.map((text) => model.embed(text))),
    embedQuery: (text) => Promise.resolve(model.embed(text)),
  };
}

describe("search quality", { skip }, () => {
  test("fused, words and meaning find at least what the better of them finds alone; and every hit by words has its reason", async (t) => {
    const all = JSON.parse(
      readFileSync(path.join(captions ?? "", "coco_val2017.json"), "utf8"),
    ) as readonly Captioned[];
    const described = all.slice(0, documentCount);
    const documents = described.map(({ image, captions: [description = ""] }) => documentOf(image, { description }));
    const { load } = (await import(path.join(vectors ?? "", "embed.mjs"))) as { load: (name: string) => WordVectors };
    const catalog = new LanceCatalog({
      directory: path.join(await temporaryFolder(t), "catalog"),
      log: quietLog().log,
    });
    t.after(() => catalog.close());
    await catalog.open(signal);
    await catalog.upsert(documents, signal);
    const searching = new ImageSearch({ catalog });
    const queries = described
      .map(({ image, captions: given }, index) => ({ image, query: given[1 + (index % 4)] ?? "" }))
      .filter(({ query }, index) => isAsserted(index) && query !== "");
    const embedders = ["glove100-photo", "captions128"].map((name) => embedderOf(load(name)));
    for (const embedder of embedders) await putVectors(catalog, embedder, documents);
    await catalog.optimise(signal);

    const recall = async (mode: SearchMode, embedder: Embedder | undefined): Promise<number> => {
      const options = { mode, limit: 10, folderKeys: ["one"], ...(embedder && { embedder }) };
      let found = 0;
      for (let start = 0; start < queries.length; start += atOnce) {
        const asked = queries.slice(start, start + atOnce);
        const answers = await Promise.all(asked.map(({ query }) => searching.search(query, options, signal)));
        for (const [index, { image, query }] of asked.entries()) {
          const hits = answers[index]?.hits ?? [];
          if (mode === "text") for (const hit of hits) assertHasReason(hit, query);
          if (hits.some(({ id }) => id === image)) found++;
        }
      }
      return found / queries.length;
    };
    const text = await recall("text", undefined);
    for (const embedder of embedders) {
      const meaning = await recall("meaning", embedder);
      const hybrid = await recall("hybrid", embedder);
      t.diagnostic(
        `${embedder.model}: recall@10 of ${queries.length} queries: text ${text.toFixed(3)}, meaning ${meaning.toFixed(3)}, hybrid ${hybrid.toFixed(3)}`,
      );
      assert.ok(hybrid >= Math.max(text, meaning), `${embedder.model}: ${hybrid} < ${Math.max(text, meaning)}`);
    }
  });
});

function assertHasReason(hit: SearchHit, query: string): void {
  assert.ok(hit.why.length > 0, `"${hit.description}" was found by "${query}" without a reason`);
}

async function putVectors(
  catalog: LanceCatalog,
  embedder: Embedder,
  documents: readonly ReturnType<typeof documentOf>[],
): Promise<void> {
  const made = await embedder.embedDocuments(
    documents.map(({ description }) => description),
    signal,
  );
  const rows = documents.map(({ id, recordHash }, index) => ({
    id,
    recordHash,
    vector: made[index] ?? new Float32Array(),
  }));
  await catalog.putVectors(embedder.model, rows, signal);
}
