/** Tells read words from noise: what tesseract sees in leaves, gravel and gradients must not become the text of a picture. */
import type { ReadText } from "../../core/builtin/textReader.ts";

interface Word {
  readonly text: string;
  readonly confidence: number;
}

const minConfidence = 60;
/** A line is kept when most of its letters were read well. */
const minLineShare = 0.5;

/** The plausible words of tesseract's table, in its reading order, line by line. */
export function plausibleText(table: string): ReadText {
  const lines = linesOf(table).map(plausibleLine).filter((line) => line.length > 0);
  const words = lines.flat();
  if (!isConvincing(words)) return { text: "", confidence: 0 };
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / words.length;
  return { text: lines.map((line) => line.map((word) => word.text).join(" ")).join("\n"), confidence };
}

/** Rows of level 5 are words; block, paragraph and line number them. */
function linesOf(table: string): readonly (readonly Word[])[] {
  const lines = new Map<string, Word[]>();
  for (const row of table.split("\n")) {
    const columns = row.split("\t");
    if (columns[0] !== "5") continue;
    const text = (columns[11] ?? "").trim();
    if (text === "") continue;
    const key = columns.slice(1, 5).join(".");
    const line = lines.get(key) ?? [];
    line.push({ text, confidence: Number(columns[10]) });
    lines.set(key, line);
  }
  return [...lines.values()];
}

function plausibleLine(line: readonly Word[]): readonly Word[] {
  const kept = line.filter((word) => word.confidence >= minConfidence && isPlausible(word.text));
  const letters = (words: readonly Word[]): number => words.reduce((sum, word) => sum + word.text.length, 0);
  if (letters(kept) < letters(line) * minLineShare) return [];
  // one or two characters alone on a line are a speck more often than a word
  const best = Math.max(0, ...kept.map((word) => word.confidence));
  return kept.some((word) => word.text.length >= 3) || best >= 90 ? kept : [];
}

function isPlausible(text: string): boolean {
  const strong = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (strong === 0) return /^(?:&|=|\+|-|–|—|\/|:|[{}()[\];<>]{1,3})$/u.test(text);
  if (strong / text.length < 0.5) return false;
  const letters = text.replace(/[^\p{L}]/gu, "");
  const isMixed = /\p{Ll}\p{Lu}\p{Lu}|\p{Ll}\p{Lu}\p{Ll}\p{Lu}/u.test(letters);
  const lacksVowel = letters.length >= 5 && !/[aeiouyà-ÿ]/iu.test(letters) && letters !== letters.toUpperCase();
  const repeats = /(\p{L})\1\1/iu.test(letters) && !/^w{3}$/iu.test(letters);
  return !lacksVowel && !repeats && !(isMixed && letters.length < 6);
}

/** A picture with text has a word of some length, or several that were read very well; a few weak scraps are noise. */
function isConvincing(words: readonly Word[]): boolean {
  const long = words.filter((word) => /[\p{L}\p{N}]{3,}/u.test(word.text));
  if (long.length === 0) return false;
  const mean = long.reduce((sum, word) => sum + word.confidence, 0) / long.length;
  return long.length >= 5 ? mean >= 72 : mean >= 85 || long.some((word) => word.text.length >= 4 && word.confidence >= 90);
}
