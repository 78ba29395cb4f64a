/** Says why an image was found: which words stand in which field, and how strongly; made from the document, as the index was. */
import type { Why } from "../../../shared/model.ts";
import type { CatalogDocument } from "../catalogPort.ts";
import { allowedEdits, isWithinEdits } from "./spelling.ts";
import { isUnspaced, nameWordsOf, stemOf, wordsOf } from "./words.ts";

/** What a query looks for, prepared once for all its hits. */
export interface Sought {
  /** Folded words of the query that count, without repetition. */
  readonly words: readonly string[];
}

/** How much a hit in a field says, at most; a tag was given to say what is seen. */
const fieldStrength = { tags: 1, name: 0.8, description: 0.7, alt: 0.7, text: 0.6 } as const;
/** How much a word that only begins like the sought one, or is spelt like it, says of what an equal one says. */
const nearness = { same: 1, part: 0.6, spelling: 0.4 } as const;
type Field = keyof typeof fieldStrength;

/** The reasons of one hit, strongest first; `similarity` (0 to 1) where its meaning was compared. */
export function reasonsFor(document: CatalogDocument, sought: Sought, similarity: number | undefined): Why[] {
  const fields: Readonly<Record<Field, readonly string[]>> = {
    tags: document.tags.flatMap(wordsOf),
    name: nameWordsOf(document.path),
    description: wordsOf(document.description),
    alt: wordsOf(document.alt),
    text: wordsOf(document.text),
  };
  const reasons: Why[] = [];
  for (const field of Object.keys(fields) as Field[]) {
    const reason = reasonIn(field, fields[field], sought.words);
    if (reason) reasons.push(reason);
  }
  if (similarity !== undefined) reasons.push({ field: "meaning", strength: rounded(similarity) });
  return reasons.sort((a, b) => b.strength - a.strength);
}

function reasonIn(field: Field, present: readonly string[], sought: readonly string[]): Why | undefined {
  if (present.length === 0 || sought.length === 0) return undefined;
  const found = new Set<string>();
  let sum = 0;
  for (const word of sought) {
    const match = matchOf(word, present);
    if (!match) continue;
    found.add(match.word);
    sum += nearness[match.kind];
  }
  return found.size === 0
    ? undefined
    : { field, words: [...found], strength: rounded((fieldStrength[field] * sum) / sought.length) };
}

/** The word of a field that a sought word stands for: the same stem, else one that holds it, else one spelt nearly so. */
function matchOf(
  sought: string,
  present: readonly string[],
): { word: string; kind: keyof typeof nearness } | undefined {
  const stem = stemOf(sought);
  const same = present.find((word) => stemOf(word) === stem);
  if (same !== undefined) return { word: same, kind: "same" };
  const part = present.find((word) => holds(word, sought));
  if (part !== undefined) return { word: part, kind: "part" };
  const edits = allowedEdits(stem);
  if (edits === 0) return undefined;
  const near = present.find((word) => word[0] === stem[0] && isWithinEdits(stem, stemOf(word), edits));
  return near === undefined ? undefined : { word: near, kind: "spelling" };
}

function holds(word: string, part: string): boolean {
  return (part.length >= 3 || isUnspaced(part)) && word.includes(part);
}

function rounded(strength: number): number {
  return Math.round(Math.min(1, Math.max(0, strength)) * 100) / 100;
}
