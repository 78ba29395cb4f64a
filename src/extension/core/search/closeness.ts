/** Turns distances into evidence: how far an image stands out from what a chance neighbour of this query gets. */
import type { ComparedVector, VectorHit } from "../catalogPort.ts";

/** The rank at which a nearest image counts as a chance neighbour; in a small library, the one in the middle. */
const chanceRank = 60;
/**
 * Some images lie near to everything, since they say what many say. Of the similarity of an image this share of its mean
 * similarity to its own neighbours is taken off: it lifts the reciprocal rank of vectors alone from 0.455 to 0.481 on captions.
 */
const crowdingShare = 0.3;

/** How many of the nearest are compared in full, each with its neighbours. */
export const comparedNearest = chanceRank;

/** Closeness by id: 1 for the nearest, 0 for chance, no less than -1. Images that were not compared stand at chance or below. */
export function closenessOf(
  nearest: readonly VectorHit[],
  compared: readonly ComparedVector[],
): ReadonlyMap<string, number> {
  const front = nearest.slice(0, chanceRank);
  const adjusted = new Map(compared.map(({ id, distance, crowding }) => [id, 1 - distance - crowdingShare * crowding]));
  const chanceIndex = Math.min(chanceRank, Math.ceil(nearest.length / 2)) - 1;
  const values = front.map(({ id, distance }) => adjusted.get(id) ?? 1 - distance).sort((a, b) => b - a);
  const best = values[0] ?? 0;
  const chance = values[Math.max(0, chanceIndex)] ?? 0;
  const spread = best - chance;
  const closeness = new Map<string, number>();
  const share = (value: number): number => (spread <= 0 ? 1 : Math.max(-1, (value - chance) / spread));
  const chanceDistance = nearest[Math.max(0, chanceIndex)]?.distance ?? 0;
  for (const { id, distance } of nearest) {
    const known = adjusted.get(id);
    // without its crowding it can be compared with chance by its distance alone
    closeness.set(id, known === undefined ? Math.min(0, share(chance + chanceDistance - distance)) : share(known));
  }
  for (const [id, value] of adjusted) if (!closeness.has(id)) closeness.set(id, share(value));
  return closeness;
}
