/** Ranks images by how like they are to one of them: by vectors that are stored, or by words where there are none to compare. */
import { failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type { SearchHit } from "../../../shared/model.ts";
import type { SearchNotes } from "../../../shared/protocol.ts";
import type { Catalog, CatalogDocument, VectorHit } from "../catalogPort.ts";
import type { Embedder } from "../ports.ts";
import { reasonsFor } from "./reasons.ts";
import { usedKey } from "./usedKeys.ts";
import { nameWordsOf, stemOf, tellingWords, wordsOf } from "./words.ts";

/** Among which images to look, and whose vectors to compare. */
export interface SimilarOptions {
  /** Absent where there is none: then words are compared. */
  readonly embedder?: Embedder;
  readonly folderKeys: readonly string[];
  readonly limit: number;
}

/** Bare hits, nearest first, their notes, and how many of them are near. */
export interface SimilarAnswer {
  readonly hits: readonly SearchHit[];
  readonly notes: SearchNotes;
  readonly strongCount?: number;
}

/** So many are never hidden as too far off: a screen of them. */
const fewestStrong = 24;
/** What lies so far up from the middle of the library towards the nearest image counts as near. */
const nearShare = 1 / 3;
/** A long description has no more to say than this, and each word costs time. */
const mostWords = 40;
/** Images that share a word with one are very many; further down they share next to nothing. */
const mostByWords = 500;
const leastStrength = 0.01;

/** Answers with all other images; no text is embedded where the key of the vectors is known. */
export async function similarImages(
  catalog: Catalog,
  id: string,
  options: SimilarOptions,
  signal: AbortSignal,
): Promise<SimilarAnswer> {
  throwIfAborted(signal);
  const { embedder, folderKeys, limit } = options;
  const { key, reason } = await keyOf(catalog, embedder, signal);
  const vector = key === "" ? undefined : await catalog.vectorOf(key, id, signal);
  if (!vector) return byWords(catalog, id, options, reason, signal);
  // one more than asked for: the image itself is the nearest of all
  const nearest = await catalog.vectorSearch(key, vector, { folderKeys }, limit + 1, signal);
  const others = nearest.filter((hit) => hit.id !== id).slice(0, limit);
  const hits = others.map((hit) => bareHit(hit.id, similarityOf(hit)));
  const notes: SearchNotes = { meaning: "used", problems: [], comparedBy: "meaning" };
  return { hits, notes, strongCount: strongCountOf(others) };
}

/** An embedder that cannot say its key is no reason to show nothing. */
async function keyOf(
  catalog: Catalog,
  embedder: Embedder | undefined,
  signal: AbortSignal,
): Promise<{ readonly key: string; readonly reason: string }> {
  if (!embedder) return { key: "", reason: "There is no embedding model." };
  const reason = "This image has no vector yet: it is not tagged, or its vector is still to be made.";
  const key = await usedKey(catalog, embedder.model, signal);
  if (key !== "") return { key, reason };
  try {
    return { key: (await embedder.open(signal)).key, reason };
  } catch (thrown) {
    throwIfAborted(signal);
    return { key: "", reason: failureOf(thrown).message };
  }
}

/** The words of tags and description, of which any may be found. */
async function byWords(
  catalog: Catalog,
  id: string,
  { folderKeys, limit }: SimilarOptions,
  meaningReason: string,
  signal: AbortSignal,
): Promise<SimilarAnswer> {
  const notes: SearchNotes = { meaning: "off", meaningReason, problems: [], comparedBy: "words" };
  const [document] = await catalog.documents([id], signal);
  const words = document ? wordsToCompare(document) : [];
  if (words.length === 0) return { hits: [], notes };
  const most = Math.min(limit, mostByWords);
  const found = await catalog.textSearch({ words, conditionWords: [] }, { folderKeys }, most + 1, signal);
  const scores = new Map(found.filter((hit) => hit.id !== id).map((hit) => [hit.id, hit.score]));
  const documents = await catalog.documents([...scores.keys()], signal);
  const hits = documents.flatMap((other): SearchHit | readonly [] => {
    const { path, description, tags } = other;
    const strength = shareOf(words, other);
    const why = reasonsFor(other, { words }, undefined);
    // a near spelling of one of so many words says nothing
    return strength === 0 ? [] : { id: other.id, path, score: strength, strength, why, description, tags };
  });
  hits.sort((a, b) => b.score - a.score || (scores.get(b.id) ?? 0) - (scores.get(a.id) ?? 0));
  return { hits: hits.slice(0, most), notes };
}

/** An image without tags and description has the words of its name. */
function wordsToCompare({ tags, description, path }: CatalogDocument): readonly string[] {
  const words = tellingWords([...tags, description].flatMap(wordsOf));
  return (words.length > 0 ? words : tellingWords(nameWordsOf(path))).slice(0, mostWords);
}

/** Which part of the words stand in a document, whatever their endings. */
function shareOf(words: readonly string[], { tags, description, alt, text, path }: CatalogDocument): number {
  const present = new Set([...[...tags, description, alt, text].flatMap(wordsOf), ...nameWordsOf(path)].map(stemOf));
  return words.filter((word) => present.has(stemOf(word))).length / words.length;
}

/** How many lie clearly nearer than the middle of the library, which stands for images that have nothing in common. */
function strongCountOf(nearest: readonly VectorHit[]): number {
  const best = nearest[0];
  const middle = nearest[Math.floor(nearest.length / 2)];
  if (!best || !middle || nearest.length <= fewestStrong) return nearest.length;
  const least = similarityOf(middle) + (similarityOf(best) - similarityOf(middle)) * nearShare;
  const strong = nearest.filter((hit) => similarityOf(hit) >= least).length;
  return Math.max(fewestStrong, strong);
}

function similarityOf({ distance }: VectorHit): number {
  return Math.min(1, Math.max(leastStrength, 1 - distance));
}

/** Its document is read when it is shown. */
function bareHit(id: string, strength: number): SearchHit {
  return { id, path: "", score: strength, strength, why: [{ field: "meaning", strength }], description: "", tags: [] };
}
