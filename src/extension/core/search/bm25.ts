/** Scores a small set of texts by their words: what the catalog's index does, for texts that no index holds. */

const saturation = 1.2;
const lengthShare = 0.75;

/** Texts as their stems, ready to be asked. */
export class WordScores {
  readonly #counts: readonly ReadonlyMap<string, number>[];
  readonly #lengths: readonly number[];
  readonly #meanLength: number;
  readonly #frequency = new Map<string, number>();

  constructor(texts: readonly (readonly string[])[]) {
    this.#counts = texts.map(countsOf);
    this.#lengths = texts.map(({ length }) => length);
    this.#meanLength = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length) || 1;
    for (const counts of this.#counts)
      for (const stem of counts.keys()) this.#frequency.set(stem, (this.#frequency.get(stem) ?? 0) + 1);
  }

  /** The score of each text for these stems; `instead` stands in for one text, as if it had been given in its place. */
  scores(stems: readonly string[], instead?: { readonly index: number; readonly stems: readonly string[] }): number[] {
    const other = instead && { counts: countsOf(instead.stems), length: instead.stems.length };
    return this.#counts.map((counts, index) =>
      other && index === instead.index
        ? this.#score(stems, other.counts, other.length)
        : this.#score(stems, counts, this.#lengths[index] ?? 0),
    );
  }

  #score(stems: readonly string[], counts: ReadonlyMap<string, number>, length: number): number {
    let score = 0;
    for (const stem of stems) {
      const count = counts.get(stem);
      if (count === undefined) continue;
      const holders = this.#frequency.get(stem) ?? 0;
      const rarity = Math.log(1 + (this.#counts.length - holders + 0.5) / (holders + 0.5));
      const norm = saturation * (1 - lengthShare + (lengthShare * length) / this.#meanLength);
      score += (rarity * count * (saturation + 1)) / (count + norm);
    }
    return score;
  }
}

function countsOf(stems: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}
