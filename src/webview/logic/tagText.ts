/** What a person types into the tag field, made into tags by the same rules that hold for all tags. */

/** A tag has at most this many characters. */
export const maxTagLength = 64;

/** What came of adding: the new list, or why it was refused. */
export type AddedTag =
  | { readonly kind: "added"; readonly tags: readonly string[]; readonly tag: string }
  | { readonly kind: "duplicate"; readonly tag: string }
  | { readonly kind: "tooLong" }
  | { readonly kind: "empty" };

/** One tag as it is kept: NFC, one line, no `#` in front, no `_`, single spaces, lower case. */
export function normaliseTag(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replaceAll("_", " ")
    .trim()
    .replace(/^#+/u, "")
    .replace(/\s+/gu, " ")
    .trim()
    .toLocaleLowerCase("en");
}

/** Adds one typed tag to a list, unless it is there in any spelling. */
export function addTag(tags: readonly string[], typed: string): AddedTag {
  const tag = normaliseTag(typed);
  if (tag === "") return { kind: "empty" };
  if (Array.from(tag).length > maxTagLength) return { kind: "tooLong" };
  if (tags.some((known) => normaliseTag(known) === tag)) return { kind: "duplicate", tag };
  return { kind: "added", tags: [...tags, tag], tag };
}

/** Splits what was typed or pasted at commas and lines; the last piece is still being typed. */
export function splitTyped(typed: string): { readonly whole: readonly string[]; readonly rest: string } {
  const pieces = typed.split(/[,\n;]/u);
  const rest = pieces.pop() ?? "";
  return { whole: pieces.filter((piece) => piece.trim() !== ""), rest };
}
