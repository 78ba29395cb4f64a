/** Captions of pictures as a library and as queries to it, where the corpus lies on this machine. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Embedder } from "../src/extension/core/ports.ts";
import { isStopWord, wordsOf } from "../src/extension/core/search/words.ts";
import { corpusFolder } from "../test/fixtures/corpus.ts";

/** A picture with what five people wrote under it. */
export interface Captioned {
  readonly image: string;
  readonly captions: readonly string[];
}

/** A query and the picture that it was written for. */
export interface Question {
  readonly image: string;
  readonly query: string;
}

interface WordVectors {
  readonly dim: number;
  embed(text: string): Float32Array;
}

/** Weights were chosen on these pictures alone; those between are for reporting. */
const tuning = [
  [0, 1000],
  [3000, 5000],
] as const;

/** All pictures; undefined where the corpus is not there. */
export function readCaptions(): readonly Captioned[] | undefined {
  const folder = corpusFolder("captions");
  if (!folder || !corpusFolder("embedding")) return undefined;
  return JSON.parse(readFileSync(path.join(folder, "coco_val2017.json"), "utf8")) as readonly Captioned[];
}

/** Models of language know this for a label; a mean of words would take it for a part of every picture. */
const label = /^text: /;

/** One of the corpus's models as an embedder: a text is the mean of its words' vectors. */
export async function captionEmbedder(name: string): Promise<Embedder> {
  const folder = corpusFolder("embedding") ?? "";
  const { load } = (await import(path.join(folder, "embed.mjs"))) as { load: (name: string) => WordVectors };
  const model = load(name);
  return {
    model: name,
    open: () => Promise.resolve({ key: name, dimensions: model.dim }),
    embedDocuments: (texts) => Promise.resolve(texts.map((text) => model.embed(text.replace(label, "")))),
    embedQuery: (text) => Promise.resolve(model.embed(text)),
  };
}

const articles = new Set("a an the two three four five six some several his her their its".split(" "));
/** A word that closes a group of words which began with an article, in so many captions and so large a share of its uses. */
const fewestUses = 3;
const smallestShare = 0.3;
const longestGroup = 4;

/**
 * Words that are used as nouns, found in the tuning captions by one rule: a noun is often the last word between an article and the
 * next small word ("a large brown DOG on a COUCH").
 */
export function nounsOf(pictures: readonly Captioned[]): ReadonlySet<string> {
  const uses = new Map<string, number>();
  const closing = new Map<string, number>();
  const captions = tuning.flatMap(([from, to]) => pictures.slice(from, to)).flatMap((picture) => picture.captions);
  for (const caption of captions) {
    const words = wordsOf(caption);
    for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);
    words.forEach((word, start) => {
      if (!articles.has(word)) return;
      const end = words.findIndex((next, at) => at > start && (isSmall(next) || at > start + longestGroup));
      const last = words[(end < 0 ? words.length : end) - 1] ?? "";
      if (!isSmall(last)) closing.set(last, (closing.get(last) ?? 0) + 1);
    });
  }
  const isNoun = ([word, count]: [string, number]): boolean =>
    count >= fewestUses && count / (uses.get(word) ?? count) >= smallestShare;
  return new Set([...closing].filter(isNoun).map(([word]) => word));
}

const links = new Set("of near next above under over behind beside while sitting standing holding".split(" "));

function isSmall(word: string): boolean {
  return articles.has(word) || links.has(word) || isStopWord(word);
}

/** The fourth caption of each picture asks for it. */
export function sentences(pictures: readonly Captioned[]): Question[] {
  return pictures.flatMap(({ image, captions }) => (captions[3] ? [{ image, query: captions[3] }] : []));
}

/** One noun or the first two nouns of the third or the fifth caption, in turn. */
export function shortQueries(pictures: readonly Captioned[], nouns: ReadonlySet<string>): Question[] {
  return pictures.flatMap(({ image, captions }, number) => {
    const caption = captions[number % 4 < 2 ? 2 : 4] ?? "";
    const found = [...new Set(wordsOf(caption).filter((word) => nouns.has(word)))];
    const query = found.slice(0, 1 + (number % 2)).join(" ");
    return query === "" ? [] : [{ image, query }];
  });
}
