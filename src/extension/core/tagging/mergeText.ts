/** Joins the text that a model gave with the lines that OCR read for certain: nothing of the model's is lost, nothing comes twice. */
import type { TextOrigin } from "../../../shared/model.ts";
import { compact, holdsNearly, isLatin, WordSet } from "./foldedText.ts";

/** The joined text, and who read each line of it; no origins where there is no text. */
export interface MergedText {
  readonly text: string;
  readonly textFrom: readonly TextOrigin[];
}

/** A page of small print is worth finding; a book is not. */
const maxAddedCharacters = 6000;
const maxLines = 400;
/** Fewer are a speck or an icon as often as a word. */
const minLetters = 3;
/** A line of the model's was read by both when OCR read most of its letters. */
const mostOfLine = 0.8;
/** A line of OCR's of which the model has this much is the model's line with something more. */
const halfOfLine = 0.5;
/** OCR knows Latin letters only. In a text of others, what it reads is letters that look alike, but for these. */
const sameInAllScripts = /(?:https?:|www\.|[\w.-]+@[\w-]+\.)\S+|\d{3,}/u;

/** A line of the model's, or of OCR's: as it stands and folded. */
interface Line {
  readonly tokens: readonly string[];
  readonly words: readonly string[];
  readonly letters: string;
}

/** Everything that the model wrote, without its lines. */
interface WholeText {
  readonly words: WordSet;
  readonly letters: string;
}

/** Something that the model lacks; it comes before the model's line of this number. */
interface Added {
  readonly text: string;
  readonly before: number;
}

/** Joins the two, both in reading order. */
export function mergeText(modelText: string, ocrLines: readonly string[]): MergedText {
  const modelLines = modelText === "" ? [] : modelText.split("\n");
  const usable = isLatin(modelText) ? ocrLines : ocrLines.filter((line) => sameInAllScripts.test(line));
  const model = modelLines.map(lineOf);
  const ocr = usable.slice(0, maxLines).map(lineOf);
  const origins = originsOf(model, ocr);
  const added = addedOf(model, ocr);
  const merged: [text: string, from: TextOrigin][] = [];
  for (let at = 0; at <= modelLines.length; at++) {
    for (const { text, before } of added) if (before === at) merged.push([text, "ocr"]);
    const own = modelLines[at];
    if (own !== undefined) merged.push([own, origins[at] ?? "model"]);
  }
  return { text: merged.map(([text]) => text).join("\n"), textFrom: merged.map(([, from]) => from) };
}

function lineOf(text: string): Line {
  const tokens = text.split(/\s+/u).filter((token) => compact(token) !== "");
  const words = tokens.map(compact);
  return { tokens, words, letters: words.join("") };
}

function originsOf(model: readonly Line[], ocr: readonly Line[]): readonly TextOrigin[] {
  const read = new WordSet(ocr.flatMap(({ words }) => words));
  return model.map(({ words, letters }) => {
    const isRead = letters !== "" && (read.shareOf(words) >= mostOfLine || holdsLine(ocr, letters));
    return isRead ? "both" : "model";
  });
}

/** Words may be parted otherwise: `Sign in` and `Signin`. A few letters are found in any text. */
function holdsLine(lines: readonly Line[], letters: string): boolean {
  return letters.length >= minLetters && lines.some((line) => line.letters.includes(letters));
}

function addedOf(model: readonly Line[], ocr: readonly Line[]): readonly Added[] {
  const all: WholeText = {
    words: new WordSet(model.flatMap(({ words }) => words)),
    letters: model.map(({ letters }) => letters).join(""),
  };
  const rests = ocr.map((line) => lacking(line, all));
  const places = ocr.map((line, index) =>
    rests[index]?.length === line.tokens.length ? undefined : placeOf(line, model),
  );
  // what was read before the first line that both have stands before it; after all where they have none in common
  let before = places.find((place) => place !== undefined) ?? model.length;
  let room = maxAddedCharacters;
  const seen = new Set<string>();
  const added: Added[] = [];
  for (const [index, rest] of rests.entries()) {
    const place = places[index];
    if (place !== undefined) before = place + 1;
    const text = rest.join(" ");
    const letters = compact(text);
    if (letters.length < minLetters || seen.has(letters) || text.length > room) continue;
    seen.add(letters);
    room -= text.length;
    added.push({ text, before });
  }
  return added;
}

/** Those words of a line that the model lacks: all of them, what is left at one end or in the middle, or none. */
function lacking({ tokens, words, letters }: Line, all: WholeText): readonly string[] {
  if (all.letters.includes(letters)) return [];
  const share = all.words.shareOf(words);
  if (share < halfOfLine) return tokens;
  if (share === 1 || holdsNearly(all.letters, letters)) return [];
  const isNew = (word: string): boolean => !all.words.has(word);
  // known words between new ones stay, so that what is added stands so in the picture
  return tokens.slice(words.findIndex(isNew), words.findLastIndex(isNew) + 1);
}

/** The line of the model's that shares the most letters with this one. */
function placeOf({ words, letters }: Line, model: readonly Line[]): number | undefined {
  const exact = model.findIndex((own) => own.letters.includes(letters));
  if (exact !== -1) return exact;
  const shares = model.map((own) => new WordSet(own.words).shareOf(words));
  const best = Math.max(0, ...shares);
  return best === 0 ? undefined : shares.indexOf(best);
}
