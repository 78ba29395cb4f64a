/** Joins ranked lists into one by weighted reciprocal rank: ranks can be compared where scores cannot. */
import type { VectorHit } from "../catalogPort.ts";

/** One side's answer, best first. */
export interface RankedList {
  readonly ids: readonly string[];
  readonly weight: number;
  /** What each place is worth besides its rank, 0 to 1; absent: all the same. */
  readonly worth?: readonly number[];
}

/** Softens the difference between the first ranks; the value of the method's authors. */
const rankOffset = 60;
/** The rank at which a nearest image counts as a chance neighbour; the same however many are asked for. */
const chanceRank = 100;
/** How fast the worth of a neighbour falls on the way to chance. */
const closenessPower = 3;

/**
 * Weights of the sides of a hybrid search, measured on captions by one person searched with captions by another, with a weak and a
 * strong embedder (test/integration/searchQuality.test.ts). Other weights for short queries made no difference there.
 */
export const sideWeights = { text: 1, vector: 0.75 } as const;

/** Ids by fused rank, best first; equal ones in the order in which they first came. */
export function fuseRanks(lists: readonly RankedList[]): { readonly id: string; readonly score: number }[] {
  const scores = new Map<string, number>();
  for (const { ids, weight, worth } of lists) {
    ids.forEach((id, rank) => {
      const share = (weight * (worth?.[rank] ?? 1)) / (rankOffset + rank);
      scores.set(id, (scores.get(id) ?? 0) + share);
    });
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}

/**
 * Nearest images as a ranked list. There is always a nearest image, also to a query that nothing fits: plain ranks would give a
 * weak embedder as much say as a strong one. So each place is worth how far it stands out from the chance neighbours.
 */
export function meaningList(nearest: readonly VectorHit[]): RankedList {
  const first = nearest[0]?.distance ?? 0;
  const chance = nearest[Math.min(chanceRank, nearest.length) - 1]?.distance ?? 0;
  const spread = chance - first;
  const worth = nearest.map(({ distance }) =>
    spread <= 0 ? 1 : Math.max(0, (chance - distance) / spread) ** closenessPower,
  );
  return { ids: nearest.map(({ id }) => id), weight: sideWeights.vector, worth };
}
