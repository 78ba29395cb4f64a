/** Says why an image was found: which words stand where in which field, and how strongly; made from the document, as the index was. */
import type { TextRange, Why } from "../../../shared/model.ts";
import type { CatalogDocument } from "../catalogPort.ts";
import { fileTexts } from "./fileWords.ts";
import { placedNameWordsOf, placedTagWordsOf, placedWordsOf, type PlacedWord } from "./placedWords.ts";
import { allowedEdits, isWithinEdits, swapsOf } from "./spelling.ts";
import { isUnspaced, stemOf } from "./words.ts";

/** What a query looks for, prepared once for all its hits. */
export interface Sought {
  /** Folded words of the query that count, without repetition. */
  readonly words: readonly string[];
}

/** How much a hit in a field says, at most; a tag was given to say what is seen. */
const fieldStrength = { tags: 1, file: 0.9, name: 0.8, description: 0.7, alt: 0.7, text: 0.6 } as const;
/** How much a word that only begins like the sought one, or is spelt like it, says of what an equal one says. */
const nearness = { same: 1, part: 0.6, spelling: 0.4 } as const;
/** A page of text may hold a word hundreds of times; nobody looks at so many marks. */
const mostRanges = 20;
type Field = keyof typeof fieldStrength;
type Kind = keyof typeof nearness;

/** The reasons of one hit, strongest first; `similarity` (0 to 1) where its meaning was compared. */
export function reasonsFor(document: CatalogDocument, sought: Sought, similarity: number | undefined): Why[] {
  const fileText = fileTexts(document).join(", ");
  const fields: Readonly<Record<Field, readonly PlacedWord[]>> = {
    tags: placedTagWordsOf(document.tags),
    name: placedNameWordsOf(document.path),
    description: placedWordsOf(document.description),
    alt: placedWordsOf(document.alt),
    text: placedWordsOf(document.text),
    file: placedWordsOf(fileText),
  };
  const texts = {
    ...document,
    tags: document.tags.join(", "),
    name: document.path.slice(document.path.lastIndexOf("/") + 1),
    file: fileText,
  };
  const reasons: Why[] = [];
  for (const field of Object.keys(fields) as Field[]) {
    const reason = reasonIn(field, texts[field], fields[field], sought.words);
    if (reason) reasons.push(reason);
  }
  if (similarity !== undefined) reasons.push({ field: "meaning", strength: rounded(similarity) });
  return reasons.sort((a, b) => b.strength - a.strength);
}

function reasonIn(
  field: Field,
  text: string,
  present: readonly PlacedWord[],
  sought: readonly string[],
): Why | undefined {
  if (present.length === 0 || sought.length === 0) return undefined;
  const found = new Set<string>();
  const ranges: TextRange[] = [];
  let sum = 0;
  for (const word of sought) {
    const match = matchesOf(word, present);
    const [first] = match?.places ?? [];
    if (!match || !first) continue;
    found.add(first.word);
    sum += nearness[match.kind];
    for (const place of match.places) ranges.push(match.kind === "part" ? partOf(text, place, word) : place);
  }
  if (found.size === 0) return undefined;
  const strength = rounded((fieldStrength[field] * sum) / sought.length);
  return { field, words: [...found], strength, ranges: joined(text, ranges) };
}

/** The words of a field that a sought word stands for: those of the same stem, else those that hold it, else those spelt nearly so. */
function matchesOf(
  sought: string,
  present: readonly PlacedWord[],
): { readonly kind: Kind; readonly places: readonly PlacedWord[] } | undefined {
  const stem = stemOf(sought);
  const edits = allowedEdits(stem);
  let swaps: ReadonlySet<string> | undefined;
  const swapped = (): ReadonlySet<string> => (swaps ??= new Set(swapsOf(sought).map(stemOf)));
  const tests: Readonly<Record<Kind, (word: string) => boolean>> = {
    same: (word) => stemOf(word) === stem,
    part: (word) => holds(word, sought),
    spelling: (word) =>
      edits > 0 && word[0] === stem[0] && (isWithinEdits(stem, stemOf(word), edits) || swapped().has(stemOf(word))),
  };
  for (const kind of Object.keys(tests) as Kind[]) {
    const places = present.filter(({ word }) => tests[kind](word));
    if (places.length > 0) return { kind, places };
  }
  return undefined;
}

function holds(word: string, part: string): boolean {
  return (part.length >= 3 || isUnspaced(part)) && word.includes(part);
}

/** Only the part itself, where the word stands in the text letter by letter as it was folded. */
function partOf(text: string, { word, at, length }: PlacedWord, part: string): TextRange {
  const isPlain = word.length === length && text.slice(at, at + length).toLowerCase() === word;
  return isPlain ? { at: at + word.indexOf(part), length: part.length } : { at, length };
}

/** In order, without overlaps; words that stand side by side are one phrase. */
function joined(text: string, ranges: readonly TextRange[]): TextRange[] {
  const whole: TextRange[] = [];
  for (const { at, length } of [...ranges].sort((a, b) => a.at - b.at || b.length - a.length)) {
    const last = whole.at(-1);
    const end = last ? last.at + last.length : 0;
    const isBeside = last !== undefined && (at <= end || /^\s+$/.test(text.slice(end, at)));
    if (last && isBeside) whole[whole.length - 1] = { at: last.at, length: Math.max(end, at + length) - last.at };
    else if (whole.length === mostRanges) break;
    else whole.push({ at, length });
  }
  return whole;
}

function rounded(strength: number): number {
  return Math.round(Math.min(1, Math.max(0, strength)) * 100) / 100;
}
