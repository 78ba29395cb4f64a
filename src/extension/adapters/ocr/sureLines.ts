/** The part of a reading that is beyond doubt: what may stand beside a model's own text without anybody having looked at it. */
import { isLong, isPlausible } from "./plausibleText.ts";
import { insertLine, linesOf, overlaps, type Line, type Word } from "./wordTable.ts";

/** Below this a word is a guess: the line is cut there, because a line without one of its words is not verbatim. */
const minWord = 65;
/** Sure readings are near 95, readings of foreign letters and of leaves near 50; there is little in between. */
const minMean = 88;
/** A lone word has no neighbours that speak for it; three letters alone are a scrap of something more often than a word. */
const minLone = 94;
const minLoneLength = 4;

/** Lines in reading order. `page` is read with layout, `scattered` without: it adds what layout overlooked. */
export function sureLines(page: string, scattered = ""): readonly string[] {
  const lines = linesOf(page).flatMap(sureStretches);
  for (const stretch of linesOf(scattered).flatMap(sureStretches)) {
    if (!stretch.some((word) => lines.flat().some((other) => overlaps(word, other)))) insertLine(lines, stretch);
  }
  return lines.map((line) => line.map(({ text }) => text).join(" "));
}

/** The stretches of a line that are sure from their first to their last word. */
function sureStretches(line: Line): Line[] {
  // a line that is mostly guessed speaks against its few good words: letters of another script that look like ours
  if (meanConfidence(line) < minWord) return [];
  const stretches: Word[][] = [[]];
  for (const word of line) {
    if (word.confidence >= minWord && isPlausible(word.text)) stretches.at(-1)?.push(word);
    else stretches.push([]);
  }
  return stretches.map(withoutLooseSymbols).filter(isSure);
}

function isSure(stretch: Line): boolean {
  const long = stretch.filter(isLong);
  if (long.length === 0 || meanConfidence(stretch) < minMean) return false;
  if (long.length > 1) return true;
  return long.every((word) => word.confidence >= minLone && weight(word) >= minLoneLength);
}

/** Icons and borders beside a line are read as symbols and single letters. */
function withoutLooseSymbols(stretch: readonly Word[]): Line {
  const isWord = (word: Word): boolean => weight(word) > 1 || /[aAI\d]/u.test(word.text);
  const first = stretch.findIndex(isWord);
  return first === -1 ? [] : stretch.slice(first, stretch.findLastIndex(isWord) + 1);
}

/** By letters: a long word says more than a short one. */
function meanConfidence(words: Line): number {
  const letters = words.reduce((sum, word) => sum + weight(word), 0);
  return words.reduce((sum, word) => sum + weight(word) * word.confidence, 0) / Math.max(1, letters);
}

function weight(word: Word): number {
  return word.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
