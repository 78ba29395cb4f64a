/** Brings tags from any source into one form: short, lower case, without decoration, duplicates and empty words. */
import { cleanLine } from "./cleanText.ts";

const maxTags = 10;
const maxCharacters = 64;

/** Words that say nothing when they stand alone; "background blur" and "photo album" stay. */
const meaningless: ReadonlySet<string> = new Set(
  (
    "image images photo photos photograph picture pictures pic img file graphic background foreground object objects " +
    "thing things item items scene content view tag tags label labels keyword keywords description category example " +
    "string none n/a na null undefined unknown untitled other misc various etc and the"
  ).split(" "),
);

/** How tags are brought into form where the usual will not do. */
export interface TagForm {
  /** At most so many; 10. */
  readonly max?: number;
  /** Words that stay though they say nothing by themselves: a library may list them as its own. */
  readonly spares?: (tag: string) => boolean;
}

/** Tags as they are kept: in the order given, each at most 64 characters; longer ones are dropped, not cut. */
export function normaliseTags(raw: readonly string[], { max = maxTags, spares }: TagForm = {}): string[] {
  const tags = new Map<string, string>();
  for (const candidate of raw) {
    if (tags.size >= max) break;
    const tag = normaliseTag(candidate);
    if (tag === undefined || (meaningless.has(tag) && !spares?.(tag))) continue;
    const key = tagKey(tag);
    if (!tags.has(key)) tags.set(key, tag);
  }
  return [...tags.values()];
}

/** Equal for tags that a person would call the same: accents of Latin letters, width, case and hyphens do not count. */
export function tagKey(tag: string): string {
  return (
    cleanLine(tag)
      .normalize("NFKD")
      // only after Latin letters: in other scripts such marks tell words apart (Japanese, Hindi, Russian)
      .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, "$1")
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[\s_\-\u2010-\u2015]+/gu, " ")
      .trim()
  );
}

function normaliseTag(candidate: string): string | undefined {
  if (typeof candidate !== "string") return undefined;
  // toLowerCase without a locale: the same tag on every machine, also in Turkish
  const tag = stripDecoration(cleanLine(candidate.replaceAll("_", " ")))
    .toLowerCase()
    .normalize("NFC");
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(tag)) return undefined;
  if (Array.from(tag).length > maxCharacters) return undefined;
  return tag;
}

/** Takes off list numbers, `#`, quotes and punctuation around a tag, but leaves "c++", "c#" and "crane (bird)" whole. */
function stripDecoration(tag: string): string {
  const bare = tag
    .replace(/^(?:\d{1,2}[.)]\s+)+/u, "")
    .replace(/^[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}$€£¥&@°(]+/u, "")
    .replace(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f+#%°$€£¥)]+$/u, "");
  const opened = bare.includes("(");
  const closed = bare.includes(")");
  if (opened === closed) return bare.replace(/^\((.*)\)$/u, "$1").trim();
  return bare.replace(opened ? /\(/gu : /\)/gu, "").trim();
}
