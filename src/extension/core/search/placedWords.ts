/** The words of a text with the places where they stand in it, cut and folded as the index does. */
import { fileNameOf } from "../paths.ts";
import { isUnspaced, nameOf, wordsOf } from "./words.ts";

/** A folded word and its place in the text, in UTF-16 units. */
export interface PlacedWord {
  readonly word: string;
  readonly at: number;
  readonly length: number;
}

const writtenWords = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{Extended_Pictographic}/gu;
/** Where a name changes from small to capital letters, or between letters and digits. */
const nameParts = /\p{N}+|\p{Lu}+(?!\p{Ll})|[\p{L}\p{M}]\P{Lu}*?(?=\p{Lu}|\p{N}|$)/gu;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** The words of a text, in order. */
export function placedWordsOf(text: string): PlacedWord[] {
  const placed: PlacedWord[] = [];
  for (const { 0: written, index } of text.matchAll(writtenWords)) {
    if (!isUnspaced(written)) {
      add(placed, written, index);
      continue;
    }
    for (const { segment, index: within, isWordLike } of segmenter.segment(written))
      if (isWordLike) add(placed, segment, index + within);
  }
  return placed;
}

/** The words of tags, placed in the tags joined by commas with a space each. */
export function placedTagWordsOf(tags: readonly string[]): PlacedWord[] {
  return placedWordsOf(tags.join(", "));
}

/** The words of a file name: each part, and whole where it has several. */
export function placedNameWordsOf(path: string): PlacedWord[] {
  const whole = placedWordsOf(nameOf(fileNameOf(path)));
  const name = fileNameOf(path);
  return whole.flatMap((word) => {
    const written = name.slice(word.at, word.at + word.length);
    const parts: PlacedWord[] = [];
    for (const { 0: part, index } of written.matchAll(nameParts)) add(parts, part, word.at + index);
    return parts.length > 1 ? [...parts, word] : [word];
  });
}

function add(placed: PlacedWord[], written: string, at: number): void {
  const [word] = wordsOf(written);
  if (word !== undefined) placed.push({ word, at, length: written.length });
}
