/** The library's own words for tags: preferred ones, aliases, parents, banned ones; applied exactly, after the model. */
import { tagKey } from "./normaliseTags.ts";

/** Where a library folder keeps its vocabulary, relative to its root. */
export const vocabularyPath = ".vscode/image-tags.json";

/** A vocabulary that was read from its file. All keys of its maps are those of `tagKey`. */
export interface Vocabulary {
  /** Stands for its meaning in records; "" where it asks for nothing. */
  readonly key: string;
  /** The listed words as they are to be written, parents included, in the order of the file. */
  readonly preferred: readonly string[];
  /** Which listed word does a word stand for? Listed words and aliases. */
  readonly meant: ReadonlyMap<string, string>;
  /** Which words come along with a listed one? Its parents, then theirs; none twice, never the word itself. */
  readonly ancestors: ReadonlyMap<string, readonly string[]>;
  readonly banned: ReadonlySet<string>;
  /** No other words than the listed ones. */
  readonly isStrict: boolean;
  readonly minimum: number;
  readonly maximum: number;
}

/** How many tags an image has where nothing else is said. */
export const usualCounts = { minimum: 5, maximum: 10 } as const;

/** Brings tags to the words of the vocabulary: the same order, parents after their child, at most its maximum. */
export function applyVocabulary(tags: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const kept = new Map<string, string>();
  const keep = (tag: string): void => {
    const key = tagKey(tag);
    if (!kept.has(key) && !vocabulary.banned.has(key)) kept.set(key, tag);
  };
  for (const tag of tags) {
    if (kept.size >= vocabulary.maximum) break;
    const listed = vocabulary.meant.get(tagKey(tag));
    if (listed === undefined) {
      if (!vocabulary.isStrict) keep(tag);
      continue;
    }
    keep(listed);
    for (const ancestor of vocabulary.ancestors.get(tagKey(listed)) ?? []) keep(ancestor);
  }
  return [...kept.values()].slice(0, vocabulary.maximum);
}

/** Everything that comes along with a word, nearest first; words that are each other's parents come to an end. */
export function ancestorsIn(parents: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const child of parents.keys()) {
    const above = new Map<string, string>();
    const level = [...(parents.get(child) ?? [])];
    for (let word = level.shift(); word !== undefined; word = level.shift()) {
      const key = tagKey(word);
      if (key === child || above.has(key)) continue;
      above.set(key, word);
      level.push(...(parents.get(key) ?? []));
    }
    if (above.size > 0) found.set(child, [...above.values()]);
  }
  return found;
}
