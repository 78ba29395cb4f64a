/** Makes hits out of ranked candidates: with document and reasons for those that are shown first, bare for the others. */
import type { SearchHit } from "../../../shared/model.ts";
import type { Catalog } from "../catalogPort.ts";
import type { Evidence, Ranked } from "./ranking.ts";
import { reasonsFor } from "./reasons.ts";

/** How near in meaning a hit is said to be at least: it was found by it. */
const leastSimilarity = 0.01;

/** What the hits are made with. */
export interface HitsWanted {
  readonly candidates: readonly Evidence[];
  /** The words that were looked for. */
  readonly words: readonly string[];
  /** How many come with document and reasons; all where it is undefined. */
  readonly detailed: number | undefined;
}

/** Hits in the order of their ranks. */
export async function hitsOf(
  catalog: Catalog,
  ranked: readonly Ranked[],
  { candidates, words, detailed = ranked.length }: HitsWanted,
  signal: AbortSignal,
): Promise<SearchHit[]> {
  const similar = new Map(candidates.flatMap(({ id, meaning }) => (meaning > 0 ? [[id, meaning] as const] : [])));
  // what nothing but its meaning brought up says so, however far off it is
  for (const { id, exact, words: share, isListed } of candidates)
    if (exact === 0 && share === 0 && !isListed && !similar.has(id)) similar.set(id, leastSimilarity);
  const hits = await detailedHits(catalog, ranked.slice(0, detailed), words, similar, signal);
  return [...hits, ...ranked.slice(detailed).map((hit) => bareHit(hit, similar.get(hit.id)))];
}

/** Hits with their documents and reasons; images that were removed meanwhile are not among them. */
export async function detailedHits(
  catalog: Catalog,
  ranked: readonly Pick<SearchHit, "id" | "score" | "strength">[],
  words: readonly string[],
  similar: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<SearchHit[]> {
  const places = new Map(ranked.map((hit) => [hit.id, hit]));
  const documents = await catalog.documents([...places.keys()], signal);
  return documents.map((document) => {
    const { id, path, description, tags } = document;
    const why = reasonsFor(document, { words }, similar.get(id));
    const { score, strength } = places.get(id) ?? { score: 0, strength: 0 };
    return { id, path, score, strength, why, description, tags };
  });
}

function bareHit({ id, score, strength }: Ranked, similarity: number | undefined): SearchHit {
  const why = similarity === undefined ? [] : [{ field: "meaning" as const, strength: similarity }];
  return { id, path: "", score, strength, why, description: "", tags: [] };
}
