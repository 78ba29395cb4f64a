/** Puts an embedder to the test on a library's own records; see trust.ts for what it is good for. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { Catalog, CatalogDocument } from "../catalogPort.ts";
import type { Embedder } from "../ports.ts";
import { documentText } from "../tagging/embeddingText.ts";
import { WordScores } from "./bm25.ts";
import { embedderTrust, keepMeasure, type TrustMeasure } from "./trust.ts";
import { nameWordsOf, stemOf, stemsOf, tellingWords, wordsOf } from "./words.ts";

/** Records among which one has to be found, and questions: with fewer, chance decided too much on captions. */
const mostRecords = 400;
const mostQuestions = 128;
/** Fewer than this tell nothing. */
const fewestQuestions = 24;
const fewestWords = 3;
/** A library that grew to this multiple of what it was is measured again. */
const growth = 2;

/** A record without one of its sentences, and that sentence. */
interface HeldBack {
  readonly index: number;
  readonly question: string;
  readonly rest: CatalogDocument;
}

/** Measures where that is due, and keeps the result. Nothing lacks a vector when this is called. */
export async function measureTrust(
  catalog: Catalog,
  embedder: Embedder,
  key: string,
  folderKeys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { measured } = await embedderTrust(catalog, key, signal);
  const rows = await catalog.rows(folderKeys, signal);
  const ids = rows.filter(({ state }) => state === "tagged" || state === "edited").map(({ id }) => id);
  if (measured && ids.length < Math.max(fewestQuestions, measured.library * growth)) return;
  const documents = await catalog.documents(spread(ids.sort(), mostRecords), signal);
  const held = spread(documents.flatMap(heldBack), mostQuestions);
  const isEnough = held.length >= fewestQuestions;
  const reached = isEnough ? await ask(catalog, embedder, key, documents, held, signal) : { words: 0, meaning: 0 };
  const asked = isEnough ? held.length : 0;
  await keepMeasure(catalog, key, { asked, among: documents.length, library: ids.length, ...reached }, signal);
}

async function ask(
  catalog: Catalog,
  embedder: Embedder,
  key: string,
  documents: readonly CatalogDocument[],
  held: readonly HeldBack[],
  signal: AbortSignal,
): Promise<Pick<TrustMeasure, "words" | "meaning">> {
  const byWords = new WordScores(documents.map(stemsIn));
  const ids = documents.map(({ id }) => id);
  const rests = await embedder.embedDocuments(
    held.map(({ rest }) => documentText(rest)),
    signal,
  );
  let [words, meaning] = [0, 0];
  for (const [number, { index, question, rest }] of held.entries()) {
    throwIfAborted(signal);
    const stems = [...new Set(tellingWords(wordsOf(question)).map(stemOf))];
    words += 1 / rankOf(byWords.scores(stems, { index, stems: stemsIn(rest) }), index);
    const vector = await embedder.embedQuery(question, signal);
    const own = rests[number];
    if (!own) throw new ExpectedError("embedderUnavailable", "The embedding model gave fewer vectors than texts.");
    const compared = await catalog.compareVectors(key, vector, [], ids, signal);
    const similarity = new Map(compared.map(({ id, distance }) => [id, 1 - distance]));
    const scores = ids.map((id, at) => (at === index ? cosine(vector, own) : (similarity.get(id) ?? -1)));
    meaning += 1 / rankOf(scores, index);
  }
  return { words: words / held.length, meaning: meaning / held.length };
}

/** The alt text, which says the same in other words; else the last sentence of a description of several. */
function heldBack(document: CatalogDocument, index: number): HeldBack[] {
  const alt = document.alt.trim();
  if (isTelling(alt) && !document.description.includes(alt) && document.description.trim() !== "")
    return [{ index, question: alt, rest: { ...document, alt: "" } }];
  const sentences = document.description.match(/[^.!?。！？]+[.!?。！？]*/gu) ?? [];
  const question = sentences.at(-1)?.trim() ?? "";
  const description = sentences.slice(0, -1).join("").trim();
  if (!isTelling(question) || !isTelling(description)) return [];
  return [{ index, question, rest: { ...document, description } }];
}

function isTelling(text: string): boolean {
  return tellingWords(wordsOf(text)).length >= fewestWords;
}

function stemsIn({ tags, path, description, alt, text }: CatalogDocument): string[] {
  return [...tags.flatMap(stemsOf), ...nameWordsOf(path).map(stemOf), ...[description, alt, text].flatMap(stemsOf)];
}

/** The place of one score among all; of equal ones the middle. */
function rankOf(scores: readonly number[], index: number): number {
  const own = scores[index] ?? 0;
  const better = scores.filter((score) => score > own).length;
  const equal = scores.filter((score) => score === own).length - 1;
  return 1 + better + equal / 2;
}

/** At most so many, evenly out of all of them: the same ones every time. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return items.filter(
    (_, index) => Math.floor((index * most) / items.length) !== Math.floor(((index - 1) * most) / items.length),
  );
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, ofA, ofB] = [0, 0, 0];
  a.forEach((value, at) => {
    const other = b[at] ?? 0;
    product += value * other;
    ofA += value * value;
    ofB += other * other;
  });
  return product / (Math.sqrt(ofA * ofB) || 1);
}
