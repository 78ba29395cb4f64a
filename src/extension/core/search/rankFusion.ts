/** Joins ranked lists into one by weighted reciprocal rank: ranks can be compared where scores cannot. */

/** One side's answer: ids, best first, with what its opinion is worth. */
export interface RankedList {
  readonly ids: readonly string[];
  readonly weight: number;
}

/** Softens the difference between the first ranks; 60 is the value of the method's authors, and no other did better here. */
const rankOffset = 60;

/** Weights of the two sides of a hybrid search. */
export interface SideWeights {
  readonly text: number;
  readonly vector: number;
}

/** One or two words name a thing, and a row that has them is what is meant; in a sentence the words are one way to put it. */
export function sideWeights(wordCount: number): SideWeights {
  return wordCount <= 2 ? { text: 2, vector: 1 } : { text: 1, vector: 1 };
}

/** Ids by fused rank, best first; equal ones in the order in which they first came. */
export function fuseRanks(lists: readonly RankedList[]): { readonly id: string; readonly score: number }[] {
  const scores = new Map<string, number>();
  for (const { ids, weight } of lists) {
    ids.forEach((id, rank) => scores.set(id, (scores.get(id) ?? 0) + weight / (rankOffset + rank)));
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}
