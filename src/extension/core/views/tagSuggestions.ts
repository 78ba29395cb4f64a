/** Tags in use that begin with what was typed. */
import { foldTag } from "../recordChanges.ts";

const mostSuggestions = 10;

/** `counts` comes most used first; a tag that begins with the text comes before one in which a later word does. */
export function suggestTags(counts: readonly { readonly tag: string }[], start: string): readonly string[] {
  const wanted = foldTag(start);
  const tags = counts.map(({ tag }) => tag);
  const first = tags.filter((tag) => foldTag(tag).startsWith(wanted));
  const later = wanted === "" ? [] : tags.filter((tag) => foldTag(tag).includes(` ${wanted}`) && !first.includes(tag));
  return [...first, ...later].slice(0, mostSuggestions);
}
