/** Compares texts that two readers wrote down: without case, accents and punctuation, and forgiving a letter misread. */

/** Letters and digits alone, folded. */
export function compact(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ß/gu, "ss")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** True where most letters are Latin ones, and where there are none. */
export function isLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length * 2 >= letters.length;
}

/** The words of a text, to be asked whether other words are among them. */
export class WordSet {
  readonly #words: ReadonlySet<string>;

  /** Words as `compact` makes them. */
  constructor(words: readonly string[]) {
    this.#words = new Set(words);
  }

  /** True for one of the words, and for a longer one that differs from one of them by a letter or two. */
  has(word: string): boolean {
    if (this.#words.has(word)) return true;
    const most = mostMisread(word);
    if (most === 0) return false;
    for (const own of this.#words) {
      if (Math.abs(own.length - word.length) <= most && distanceWithin(own, word, "whole") <= most) return true;
    }
    return false;
  }

  /** How many of the letters stand in words that are among them, 0 to 1. */
  shareOf(words: readonly string[]): number {
    const letters = (list: readonly string[]): number => list.reduce((sum, word) => sum + word.length, 0);
    return letters(words.filter((word) => this.has(word))) / Math.max(1, letters(words));
  }
}

/** True where a part of the text differs from this one by few letters only. Both as `compact` makes them. */
export function holdsNearly(text: string, part: string): boolean {
  const most = Math.floor(part.length / 6);
  return most > 0 && distanceWithin(text, part, "anywhere") <= most;
}

/** A digit misread makes another number, and short words are a letter apart from many others. */
function mostMisread(word: string): number {
  if (word.length < 5 || /\p{N}/u.test(word)) return 0;
  return word.length < 9 ? 1 : 2;
}

/** The edit distance of a part from the whole text, or from the stretch of it that is nearest. */
function distanceWithin(text: string, part: string, where: "whole" | "anywhere"): number {
  // column by column: how far each beginning of the part is from a stretch that ends here
  let column = Uint16Array.from({ length: part.length + 1 }, (_, index) => index);
  let next = new Uint16Array(part.length + 1);
  let nearest = part.length;
  for (let at = 0; at < text.length; at++) {
    next[0] = where === "whole" ? at + 1 : 0;
    for (let i = 0; i < part.length; i++) {
      const replaced = (column[i] ?? 0) + (part.charCodeAt(i) === text.charCodeAt(at) ? 0 : 1);
      next[i + 1] = Math.min(replaced, (column[i + 1] ?? 0) + 1, (next[i] ?? 0) + 1);
    }
    [column, next] = [next, column];
    nearest = Math.min(nearest, column[part.length] ?? nearest);
  }
  return where === "whole" ? (column[part.length] ?? part.length) : nearest;
}
