/** Gathers what words and meaning know of every candidate of a search, so that each is judged by both whoever found it. */
import type { Catalog, ComparedVector, TextHit, TextQuery, VectorHit, WordHit } from "../catalogPort.ts";
import { closenessOf, comparedNearest } from "./closeness.ts";
import type { QueryVector } from "./queryVectors.ts";
import type { Evidence } from "./ranking.ts";

/** What the sides of a search found, best first. */
export interface Found {
  readonly text: readonly WordHit[];
  readonly exact: readonly TextHit[];
  readonly nearest: readonly VectorHit[];
  /** True where more images have a vector than the nearest. */
  readonly isNearestCut: boolean;
  /** Absent where meaning was not looked for. */
  readonly vector?: QueryVector;
}

/** So many of the best by words are compared by their meaning too; those below have never become good hits on captions. */
const comparedByWords = 30;
/** What a guessed word is worth beside an equal one, at most; a little less at the end of their list than at its head. */
const guessedShare = { part: 0.5, spelling: 0.35 } as const;
const guessedSlope = 0.1;

/** Evidence of all candidates; `pool`: how many hits a side was asked for, and may have more of where it gave as many. */
export async function gatherEvidence(
  catalog: Catalog,
  query: TextQuery,
  { text, exact, nearest, isNearestCut, vector }: Found,
  pool: number,
  signal: AbortSignal,
): Promise<Evidence[]> {
  const front = nearest.slice(0, comparedNearest).map(({ id }) => id);
  const [missing, compared] = await Promise.all([
    missingScores(catalog, query, text, front, pool, signal),
    vector && front.length > 0 ? compare(catalog, vector, front, text, signal) : [],
  ]);
  const closeness = closenessOf(nearest, compared);
  // images that the nearest left out lie at least as far off as the last of them
  const farthest = isNearestCut ? Math.min(0, closeness.get(nearest.at(-1)?.id ?? "") ?? 0) : 0;
  const words = wordShares([...text, ...missing]);
  const exactScores = new Map(exact.map(({ id, score }) => [id, score]));
  const ids = new Set([...exactScores.keys(), ...words.keys(), ...closeness.keys()]);
  return [...ids].map((id) => ({
    id,
    exact: exactScores.get(id) ?? 0,
    ...(words.get(id) ?? noWords),
    meaning: closeness.get(id) ?? farthest,
  }));
}

type WordShare = Pick<Evidence, "words" | "hasAllWords" | "isListed">;
const noWords: WordShare = { words: 0, hasAllWords: false, isListed: false };

/** Scores of near images that the words did not bring up: they may be just below the end of that list. */
async function missingScores(
  catalog: Catalog,
  query: TextQuery,
  text: readonly WordHit[],
  front: readonly string[],
  pool: number,
  signal: AbortSignal,
): Promise<readonly WordHit[]> {
  if (text.length < pool) return [];
  const known = new Set(text.map(({ id }) => id));
  const unknown = front.filter((id) => !known.has(id));
  return unknown.length === 0 ? [] : catalog.textScores(query, unknown, signal);
}

function compare(
  catalog: Catalog,
  { embedderKey, vector }: QueryVector,
  front: readonly string[],
  text: readonly WordHit[],
  signal: AbortSignal,
): Promise<readonly ComparedVector[]> {
  const near = new Set(front);
  const others = text.slice(0, comparedByWords).flatMap(({ id }) => (near.has(id) ? [] : [id]));
  return catalog.compareVectors(embedderKey, vector, front, others, signal);
}

function wordShares(hits: readonly WordHit[]): ReadonlyMap<string, WordShare> {
  const best: Record<string, number> = {};
  for (const { match, score } of hits) {
    const kind = match === "all" ? "some" : match;
    best[kind] = Math.max(best[kind] ?? 0, score);
  }
  const share = (score: number, kind: string): number => score / (best[kind] || 1);
  return new Map(
    hits.map(({ id, match, score }): readonly [string, WordShare] => {
      if (match === "listed") return [id, { ...noWords, isListed: true }];
      const guessed = match === "part" || match === "spelling" ? guessedShare[match] : undefined;
      const words = guessed === undefined ? share(score, "some") : guessed - guessedSlope * (1 - share(score, match));
      return [id, { words, hasAllWords: match === "all", isListed: false }];
    }),
  );
}
