/** How good the search is: captions by one person are the records, captions by another the queries, over the real catalog. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { captionEmbedder, readCaptions, sentences, type Question } from "../../bench/captions.ts";
import { LanceCatalog } from "../../src/extension/adapters/catalog/catalog.ts";
import { embedMissing } from "../../src/extension/core/embedding.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { embedderTrust } from "../../src/extension/core/search/trust.ts";
import type { SearchHit, SearchMode } from "../../src/shared/model.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const signal = new AbortController().signal;
const folderKeys = ["one"];
const atOnce = 8;
/** No weight was chosen on these; the benchmark measures all two thousand of them. */
const pictures = readCaptions()?.slice(1000, 1400);
const skip = pictures ? false : "the corpus of captions is not on this machine";

interface Quality {
  readonly ten: number;
  readonly mrr: number;
}

describe("search quality", { skip }, () => {
  test("a strong embedder lifts both above words and meaning alone, a weak one does words no harm; and every hit has its reason", async (t) => {
    const catalog = await openCatalog(t);
    const described = (pictures ?? []).map(({ image, captions }) =>
      documentOf(image, { path: image, description: captions.slice(0, 2).join(" ") }),
    );
    await catalog.upsert(described, signal);
    const strong = await captionEmbedder("captions128");
    const weak = await captionEmbedder("glove100-photo");
    for (const embedder of [strong, weak]) await embedMissing(catalog, embedder, folderKeys, () => undefined, signal);
    await catalog.optimise(signal);
    const questions = sentences(pictures ?? []).slice(0, 200);
    const searching = new ImageSearch({ catalog });
    const quality = async (mode: SearchMode, embedder?: Embedder): Promise<Quality> => {
      const measured = await qualityOf(searching, questions, mode, embedder);
      const shown = `recall@10 ${measured.ten.toFixed(3)}, MRR ${measured.mrr.toFixed(3)}`;
      t.diagnostic(`${mode} ${embedder?.model ?? ""}: ${shown}`);
      return measured;
    };
    const words = await quality("text");
    const meaning = await quality("meaning", strong);
    const both = await quality("hybrid", strong);
    assert.ok(both.mrr > Math.max(words.mrr, meaning.mrr) && both.ten > Math.max(words.ten, meaning.ten));
    const doubted = await quality("hybrid", weak);
    assert.ok(doubted.mrr >= words.mrr - 0.005, `${doubted.mrr} with the weak embedder, ${words.mrr} by words`);
    const [trusted, doubtful] = await Promise.all(
      [strong, weak].map(({ model }) => embedderTrust(catalog, model, signal)),
    );
    assert.ok((trusted?.value ?? 0) > 2 * (doubtful?.value ?? 1));
  });
});

async function openCatalog(t: TestContext): Promise<LanceCatalog> {
  const directory = path.join(await temporaryFolder(t), "catalog");
  const catalog = new LanceCatalog({ directory, log: quietLog().log });
  t.after(() => catalog.close());
  await catalog.open(signal);
  return catalog;
}

async function qualityOf(
  searching: ImageSearch,
  questions: readonly Question[],
  mode: SearchMode,
  embedder: Embedder | undefined,
): Promise<Quality> {
  let [ten, sum] = [0, 0];
  const options = { mode, limit: 100, detailed: 3, folderKeys, ...(embedder && { embedder }) };
  for (let start = 0; start < questions.length; start += atOnce) {
    const ask = async ({ image, query }: Question): Promise<void> => {
      const { hits } = await searching.search(query, options, signal);
      for (const hit of hits.slice(0, options.detailed)) assertHasReason(hit, query);
      const place = hits.findIndex(({ id }) => id === image);
      if (place >= 0) sum += 1 / (place + 1);
      if (place >= 0 && place < 10) ten++;
    };
    await Promise.all(questions.slice(start, start + atOnce).map(ask));
  }
  return { ten: ten / questions.length, mrr: sum / questions.length };
}

function assertHasReason(hit: SearchHit, query: string): void {
  assert.ok(hit.why.length > 0, `"${hit.description}" was found by "${query}" without a reason`);
  for (const { field, ranges = [] } of hit.why)
    if (field === "description")
      for (const { at, length } of ranges) assert.ok(at + length <= hit.description.length && length > 0);
}
