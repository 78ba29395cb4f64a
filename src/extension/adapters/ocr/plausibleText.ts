/** Tells read words from noise: what tesseract sees in leaves, gravel and gradients must not become the text of a picture. */
import type { ReadText } from "../../core/builtin/textReader.ts";
import { insertLine, linesOf, overlaps, type Line, type Word } from "./wordTable.ts";

const minConfidence = 60;
/** Lone words have no neighbours that speak for them. */
const minLoneConfidence = 75;
/** A line is kept when most of its letters were read well. */
const minLineShare = 0.5;

/**
 * The plausible words, line by line. `page` is read with layout: paragraphs and columns in order; `scattered` without:
 * labels and buttons that layout overlooks. Scattered lines are put in where they stand, if `page` has nothing there.
 */
export function plausibleText(page: string, scattered = ""): Omit<ReadText, "sureLines"> {
  const lines = linesOf(page)
    .map((line) => plausibleLine(line, minConfidence))
    .filter(hasWords);
  const taken = lines.flat();
  for (const line of linesOf(scattered)) {
    const free = line.filter((word) => !taken.some((other) => overlaps(word, other)));
    const extra = plausibleLine(free, minLoneConfidence);
    if (hasWords(extra)) insertLine(lines, extra);
  }
  const words = lines.flat();
  if (!isConvincing(words)) return { text: "", confidence: 0 };
  const text = lines.map((line) => line.map((word) => word.text).join(" ")).join("\n");
  return { text, confidence: meanConfidence(words) };
}

/** How many words of some length there are: enough of them, and nothing was overlooked. */
export function countLongWords(page: string): number {
  return linesOf(page)
    .flat()
    .filter((word) => word.confidence >= minConfidence && isLong(word)).length;
}

function hasWords(line: Line): boolean {
  return line.length > 0;
}

function plausibleLine(line: Line, least: number): Line {
  const kept = line.filter((word) => word.confidence >= least && isPlausible(word.text));
  const letters = (words: Line): number => words.reduce((sum, word) => sum + word.text.length, 0);
  if (letters(kept) < letters(line) * minLineShare) return [];
  // one or two characters alone on a line are a speck more often than a word
  return kept.some((word) => isLong(word) || (word.confidence >= 92 && /[\p{L}\p{N}]/u.test(word.text))) ? kept : [];
}

/** False for what no word of a language with Latin letters looks like. */
export function isPlausible(text: string): boolean {
  const strong = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (strong === 0) return /^(?:&|=|\+|-|–|—|\/|:|[{}()[\];<>]{1,3})$/u.test(text);
  if (strong / text.length < 0.5) return false;
  const letters = text.replace(/[^\p{L}]/gu, "");
  const isMixed = /\p{Ll}\p{Lu}\p{Lu}|\p{Ll}\p{Lu}\p{Ll}\p{Lu}/u.test(letters);
  const lacksVowel = letters.length >= 5 && !/[aeiouyà-ÿ]/iu.test(letters) && letters !== letters.toUpperCase();
  const repeats = /(\p{L})\1\1/iu.test(letters) && !/^w{3}/iu.test(letters);
  return !lacksVowel && !repeats && !(isMixed && letters.length < 6);
}

/** A picture with text has a word of some length that was read very well, or several; a few weak scraps are noise. */
function isConvincing(words: readonly Word[]): boolean {
  const long = words.filter(isLong);
  if (long.length === 0) return false;
  const mean = meanConfidence(long);
  if (long.length >= 5) return mean >= 72;
  const best = Math.max(0, ...long.filter((word) => word.text.length >= 4).map((word) => word.confidence));
  return best >= 90 || (best > 0 && mean >= 85) || (long.length === 1 && mean >= 95);
}

/** Long enough to be no chance find. */
export function isLong(word: Word): boolean {
  return /[\p{L}\p{N}]{3,}/u.test(word.text);
}

function meanConfidence(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
}
