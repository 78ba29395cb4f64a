/** How good the search is: two captions of a picture are its record, others ask for it, over the real catalog and with two embedders. */
import { LanceCatalog } from "../src/extension/adapters/catalog/catalog.ts";
import type { CatalogDocument } from "../src/extension/core/catalogPort.ts";
import { embedMissing } from "../src/extension/core/embedding.ts";
import type { Embedder } from "../src/extension/core/ports.ts";
import { ImageSearch } from "../src/extension/core/search/searchImages.ts";
import { embedderTrust } from "../src/extension/core/search/trust.ts";
import type { SearchMode } from "../src/shared/model.ts";
import { documentOf } from "../test/fixtures/catalogDocuments.ts";
import { quietLog } from "../test/fixtures/quietLog.ts";
import {
  captionEmbedder,
  nounsOf,
  readCaptions,
  sentences,
  shortQueries,
  type Captioned,
  type Question,
} from "./captions.ts";
import type { Benchmark, Figure } from "./figures.ts";

/** Pictures that no weight was chosen on; others by the environment, for choosing. */
const [from = 1000, to = 3000] = (process.env["IMAGE_TAGGER_BENCH_PICTURES"] ?? "1000-3000").split("-").map(Number);
const folderKeys = ["one"];
const depth = 100;
const atOnce = 8;
const signal = new AbortController().signal;

/** Shares of queries that find their picture first and among ten, and the mean of one divided by its place. */
interface Quality {
  readonly first: number;
  readonly ten: number;
  readonly mrr: number;
  /** Of the pictures that were found, the share that a view would hide at first. */
  readonly hidden: number;
}

/** A plain sum of both sides' scores reaches this with the strong embedder. */
const plainSum = 0.48;

/** Prints the table of docs/search.md. */
export const searchQuality: Benchmark = {
  name: "search-quality",
  async run(folder) {
    const all = readCaptions();
    if (!all) return { skipped: "the corpus of captions is not on this machine" };
    const pictures = all.slice(from, to);
    const catalog = new LanceCatalog({ directory: folder, log: quietLog().log });
    await catalog.open(signal);
    try {
      const documents = pictures.map(recordOf);
      await catalog.upsert(documents, signal);
      const embedders = await Promise.all(["captions128", "glove100-photo"].map(captionEmbedder));
      for (const embedder of embedders) {
        await embedMissing(catalog, embedder, folderKeys, () => undefined, signal);
        const { key } = await embedder.open(signal);
        process.stdout.write(`${key}: ${(await embedderTrust(catalog, key, signal)).sentence}\n`);
      }
      await catalog.optimise(signal);
      const sets = { sentences: sentences(pictures), "one or two nouns": shortQueries(pictures, nounsOf(all)) };
      const figures: Figure[] = [];
      for (const [name, questions] of Object.entries(sets))
        figures.push(...(await measureSet(catalog, name, questions, embedders)));
      return figures;
    } finally {
      await catalog.close();
    }
  },
};

function recordOf({ image, captions }: Captioned): CatalogDocument {
  const described = captions
    .slice(0, 2)
    .map((caption) => (/[.!?]\s*$/.test(caption) ? caption.trim() : `${caption.trim()}.`));
  return documentOf(image, { description: described.join(" "), path: image });
}

async function measureSet(
  catalog: LanceCatalog,
  name: string,
  questions: readonly Question[],
  [strong, weak]: readonly Embedder[],
): Promise<Figure[]> {
  const searching = new ImageSearch({ catalog });
  const ask = async (mode: SearchMode, embedder?: Embedder): Promise<Quality> => {
    const quality = await qualityOf(searching, questions, mode, embedder);
    const { first, ten, mrr, hidden } = quality;
    const by = mode === "text" ? "words" : `${mode === "hybrid" ? "both" : "meaning"} with ${embedder?.model ?? ""}`;
    const shown = [first, ten, mrr].map((share) => share.toFixed(3)).join(" | ");
    process.stdout.write(`| ${name} | ${by} | ${shown} | ${(hidden * 100).toFixed(1)} % |\n`);
    return quality;
  };
  process.stdout.write(
    `${questions.length} queries: ${name}\n| queries | found by | recall@1 | recall@10 | MRR | found but hidden |\n`,
  );
  const words = await ask("text");
  const figures: Figure[] = [];
  for (const embedder of [strong, weak]) {
    if (!embedder) continue;
    const meaning = await ask("meaning", embedder);
    const both = await ask("hybrid", embedder);
    figures.push(figureOf(name, embedder === strong, embedder.model, words, meaning, both));
  }
  return figures;
}

function figureOf(
  name: string,
  isStrong: boolean,
  model: string,
  words: Quality,
  meaning: Quality,
  both: Quality,
): Figure {
  const isShort = name !== "sentences";
  const beats = (other: Quality): boolean => both.first > other.first && both.ten > other.ten && both.mrr > other.mrr;
  const isMet = isShort
    ? both.mrr >= words.mrr - (isStrong ? 0 : 0.005)
    : isStrong
      ? beats(words) && beats(meaning) && both.mrr > plainSum
      : both.mrr >= words.mrr - 0.005;
  return {
    what: `mean reciprocal rank of both together, ${name}, ${model}`,
    ratio: both.mrr,
    against: `words ${words.mrr.toFixed(3)}, meaning ${meaning.mrr.toFixed(3)}`,
    goal: isShort
      ? isStrong
        ? "no less than words"
        : "no more than 0.005 below words"
      : isStrong
        ? `above both on all three figures, and above ${plainSum}`
        : "no more than 0.005 below words",
    isMet,
  };
}

async function qualityOf(
  searching: ImageSearch,
  questions: readonly Question[],
  mode: SearchMode,
  embedder: Embedder | undefined,
): Promise<Quality> {
  let [first, ten, sum, hidden, found] = [0, 0, 0, 0, 0];
  for (let start = 0; start < questions.length; start += atOnce) {
    const asked = questions.slice(start, start + atOnce);
    await Promise.all(
      asked.map(async ({ image, query }) => {
        const options = { mode, limit: depth, detailed: 0, folderKeys, ...(embedder && { embedder }) };
        const { hits, strongCount = hits.length } = await searching.search(query, options, signal);
        const place = hits.findIndex(({ id }) => id === image);
        if (place < 0) return;
        found++;
        if (place === 0) first++;
        if (place < 10) ten++;
        sum += 1 / (place + 1);
        if (place >= strongCount) hidden++;
      }),
    );
  }
  const count = questions.length;
  return { first: first / count, ten: ten / count, mrr: sum / count, hidden: hidden / Math.max(1, found) };
}
