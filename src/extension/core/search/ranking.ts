/**
 * Joins what words and meaning know of each candidate into one order: a linear sum of two shares, each measured against the best of
 * its side. Why a sum and not ranks: a rank says nothing of how much better the first is than the second, and that is what tells
 * which side knows more of this query. The weights were chosen on captions; docs/search.md has the figures.
 */

/** All that is known of one candidate. */
export interface Evidence {
  readonly id: string;
  /** How well a tag, the name or the text in the picture equals the whole query; 0 where none does. */
  readonly exact: number;
  /** Score of its words as a share of the best one's, 0 to 1. */
  readonly words: number;
  readonly hasAllWords: boolean;
  /** It fulfils conditions that ask for nothing to rank by. */
  readonly isListed: boolean;
  /** How far its meaning stands out from chance, as a share of the nearest one's; below 0: farther off than chance. */
  readonly meaning: number;
}

/** What the query and the embedder are like. */
export interface Leaning {
  /** How far the embedder can be trusted, 0 to 1. */
  readonly trust: number;
  /** How many words of the query say something of a picture. */
  readonly wordCount: number;
}

/** A candidate at its place. */
export interface Ranked {
  readonly id: string;
  readonly score: number;
  /** How strong a hit it is beside the best, 0 to 1. */
  readonly strength: number;
}

/** Candidates best first; those from `strongCount` on are so much weaker than the best that a view may hide them at first. */
export interface Ranking {
  readonly ranked: readonly Ranked[];
  readonly strongCount: number;
}

/** Puts exact hits above all others, and among them hits with all words above the rest. */
const exactBonus = 10;
const allWordsBonus = 1;
/** A sentence has so many telling words; a query of fewer says little of its meaning and leans on its words. */
const sentenceWords = 4;
/** Below this share of the best evidence a hit without all words is hopeless. */
const hopelessShare = 0.12;
/** What a hit has at least whose words are all there, and where tag, name or text is the query itself. */
const leastStrength = { allWords: 0.6, exact: 0.9 } as const;

/** The weight of meaning beside words, which weigh 1. */
export function meaningWeight({ trust, wordCount }: Leaning): number {
  return trust * Math.min(1, (wordCount + 1) / (sentenceWords + 1));
}

/** The candidates in their order; equal ones in the order in which they were given. */
export function rank(candidates: readonly Evidence[], leaning: Leaning): Ranking {
  const weight = meaningWeight(leaning);
  const judged = candidates.map((candidate) => {
    const { exact, words, hasAllWords, meaning } = candidate;
    const sum = words + weight * meaning;
    const score = sum + (hasAllWords ? allWordsBonus : 0) + (exact > 0 ? exactBonus + exact : 0);
    return { candidate, score, share: Math.max(0, words + weight * Math.max(0, meaning)) };
  });
  judged.sort((a, b) => b.score - a.score);
  const best = judged.reduce((most, { share }) => Math.max(most, share), 0) || 1;
  let strongCount = 0;
  const ranked = judged.map(({ candidate: { id, exact, hasAllWords, isListed }, score, share }, index): Ranked => {
    if (exact > 0 || hasAllWords || isListed || share >= hopelessShare * best) strongCount = index + 1;
    const least = exact > 0 ? leastStrength.exact : hasAllWords ? leastStrength.allWords : 0;
    return { id, score, strength: least + (1 - least) * (share / best) };
  });
  return { ranked, strongCount };
}
