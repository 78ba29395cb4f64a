/** Tags in use, and words of vocabularies, that begin with what was typed. */
import { foldTag } from "../recordChanges.ts";

const mostSuggestions = 10;

/**
 * `counts` comes most used first; behind them the listed words of vocabularies that no image has yet. A tag that begins with the text
 * comes before one in which a later word does.
 */
export function suggestTags(
  counts: readonly { readonly tag: string }[],
  start: string,
  listed: readonly string[] = [],
): readonly string[] {
  const wanted = foldTag(start);
  const used = counts.map(({ tag }) => tag);
  const known = new Set(used.map(foldTag));
  const tags = [...used, ...listed.filter((word) => !known.has(foldTag(word)) && known.add(foldTag(word)))];
  const first = tags.filter((tag) => foldTag(tag).startsWith(wanted));
  const later = wanted === "" ? [] : tags.filter((tag) => foldTag(tag).includes(` ${wanted}`) && !first.includes(tag));
  return [...first, ...later].slice(0, mostSuggestions);
}
