/** How well a document fits words, by the plainest means: a look at each of its words. */
import type { CatalogDocument, TextHit, WordHit } from "../../src/extension/core/catalogPort.ts";
import { fileTexts } from "../../src/extension/core/search/fileWords.ts";
import { allowedEdits, isWithinEdits, swapsOf } from "../../src/extension/core/search/spelling.ts";
import { keyOf, nameOf, nameWordsOf, stemOf, stemsOf, wordsOf } from "../../src/extension/core/search/words.ts";

/** Stems by field, each with the field's weight; every tag is a field of its own. */
function fieldsOf(document: CatalogDocument): { stems: string[]; weight: number }[] {
  return [
    ...document.tags.map((tag) => ({ stems: stemsOf(tag), weight: 3 })),
    { stems: nameWordsOf(document.path).map(stemOf), weight: 2 },
    ...[document.description, document.alt, document.text, ...fileTexts(document)].map((text) => ({
      stems: stemsOf(text),
      weight: 1,
    })),
  ];
}

/** A hit with how the words fit. */
export function matched(hit: TextHit): WordHit {
  return { ...hit, match: hit.score >= 1000 ? "all" : "some" };
}

/** Rows with all words above all others, then by the weights of the fields that hold them. */
export function scoreOf(document: CatalogDocument, sought: readonly string[]): number {
  const fields = fieldsOf(document);
  const weights = sought.map((stem) =>
    Math.max(0, ...fields.filter(({ stems }) => stems.includes(stem)).map(({ weight }) => weight)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum === 0 ? 0 : sum + (weights.every((weight) => weight > 0) ? 1000 : 0);
}

/** Higher where a word begins or holds a sought one than where it is spelt nearly so; 0 for neither. */
export function nearScoreOf(document: CatalogDocument, words: readonly string[]): number {
  const fields = fieldsOf(document);
  const last = words.at(-1) ?? "";
  const begins = last.length >= 3 && fields.some(({ stems }) => stems.some((stem) => stem.startsWith(last)));
  const part = words.some(
    (word) => word.length >= 3 && fields.some(({ stems, weight }) => weight > 1 && stems.join(" ").includes(word)),
  );
  if (begins || part) return 2;
  const isNear = (word: string): boolean => {
    const stem = stemOf(word);
    const edits = allowedEdits(stem);
    const swapped = swapsOf(word).map(stemOf);
    return (
      edits > 0 &&
      fields.some(({ stems }) =>
        stems.some((it) => it[0] === stem[0] && (isWithinEdits(it, stem, edits) || swapped.includes(it))),
      )
    );
  };
  return words.some(isNear) ? 1 : 0;
}

/** The tag, the name or a part of the text is just this. */
export function exactScoreOf(document: CatalogDocument, key: string): number {
  const name = wordsOf(nameOf(document.path)).join(" ");
  const names = [key, nameOf(key)].map((it) => wordsOf(it).join(" "));
  return (
    (document.tags.some((tag) => keyOf(tag) === key) ? 3 : 0) +
    (name !== "" && names.includes(name) ? 2 : 0) +
    (keyOf(document.text).includes(key) ? 1 : 0)
  );
}
