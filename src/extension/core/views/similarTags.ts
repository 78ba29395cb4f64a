/** Finds tags that may mean the same: other spellings, plurals, slips of the pen, and tags that stand on the same images. */
import { isWithinEdits } from "../search/spelling.ts";
import { keyOf, stemOf, wordsOf } from "../search/words.ts";

/** A tag and on how many images it is. */
export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

/** Why a tag is thought to be similar, the surest first. */
const reasons = ["spelling", "form", "letters", "together"] as const;
export type SimilarReason = (typeof reasons)[number];

/** A tag that may mean the same as another one. */
export interface SimilarTag extends TagCount {
  readonly reason: SimilarReason;
  /** On how many images both are, where that was asked. */
  readonly shared: number;
}

/** A tag with what tells it from others, worked out once. */
interface Known extends TagCount {
  /** Case, accents, spaces, hyphens and dots do not count. */
  readonly plain: string;
  readonly parts: readonly string[];
  /** The stems of its words, as one word and in the order of the alphabet. */
  readonly forms: readonly string[];
  /** Numbers are never meant nearly, and slips seldom meet the first letter. */
  readonly bucket: string;
  /** Which letters it has, a bit for each: two that have quite other letters need not be compared. */
  readonly letters: number;
}

/** What stands between the parts of a tag. */
const gap = /[\s_.'/\-\u2010-\u2015]+/gu;
/** Fewer shared images are chance. */
const leastShared = 3;
/** Of all images that have one of two tags, this share has both. */
const togetherShare = 0.6;

/** What is similar to a tag, the surest first; `shared` says how many images of the tag have other tags too. */
export function similarTags(
  to: TagCount,
  all: readonly TagCount[],
  shared: readonly TagCount[] = [],
): readonly SimilarTag[] {
  const own = knownOf(to);
  const ownKey = keyOf(to.tag);
  const sharedBy = new Map(shared.map(({ tag, count }) => [keyOf(tag), count]));
  const found = all.flatMap((one): SimilarTag[] => {
    const key = keyOf(one.tag);
    if (key === ownKey) return [];
    const both = sharedBy.get(key) ?? 0;
    const isTogether = both >= leastShared && both >= togetherShare * (to.count + one.count - both);
    const reason = likeness(own, knownOf(one)) ?? (isTogether ? "together" : undefined);
    return reason ? [{ ...one, reason, shared: both }] : [];
  });
  const rank = ({ reason }: SimilarTag): number => reasons.indexOf(reason);
  return found.sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.tag < b.tag ? -1 : 1));
}

/** Tags of a library that may mean the same, each group led by its most used one, to which every other is similar. */
export function similarGroups(all: readonly TagCount[]): readonly (readonly TagCount[])[] {
  const known = all.map(knownOf).sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
  const near = neighbours(known);
  const taken = new Set<Known>();
  const groups: Known[][] = [];
  for (const lead of known) {
    if (taken.has(lead)) continue;
    taken.add(lead);
    const others = [...(near.get(lead) ?? [])].filter((one) => !taken.has(one));
    for (const one of others) taken.add(one);
    if (others.length > 0) groups.push([lead, ...others.sort((a, b) => b.count - a.count)]);
  }
  return groups.map((group) => group.map(({ tag, count }) => ({ tag, count })));
}

function knownOf({ tag, count }: TagCount): Known {
  const key = keyOf(tag);
  const plain = key.replace(gap, "") || key;
  // "c++" and "c#" are two words that have one and the same letter
  const stems = /[^\p{L}\p{N}\p{M}\s_.'/\-\u2010-\u2015]/u.test(key) ? [plain] : wordsOf(key).map(stemOf);
  let letters = 0;
  for (const sign of plain) letters |= 1 << ((sign.codePointAt(0) ?? 0) & 31);
  const numbers = plain.replace(/[^\p{N}]+/gu, " ");
  return {
    tag,
    count,
    plain,
    parts: key.split(gap).filter((part) => part !== ""),
    forms: [stems.join(""), stems.toSorted().join(" ")],
    bucket: `${plain.slice(0, 1)} ${numbers}`,
    letters,
  };
}

function likeness(a: Known, b: Known): SimilarReason | undefined {
  if (a.plain === b.plain) return "spelling";
  if (a.forms.some((form, index) => form !== "" && form === b.forms[index])) return "form";
  return a.bucket === b.bucket && isSlip(a, b) ? "letters" : undefined;
}

/** Part by part where there are as many: “grey wall” and “green wall” differ in a short word, not in a letter of a long one. */
function isSlip(a: Known, b: Known): boolean {
  const edits = mostEdits(a.plain, b.plain);
  if (edits === 0 || Math.abs(a.plain.length - b.plain.length) > edits) return false;
  if (bitsOf(a.letters ^ b.letters) > 2 * edits) return false;
  if (a.parts.length !== b.parts.length) return isWordSlip(a.plain, b.plain);
  return a.parts.every((part, index) => part === b.parts[index] || isWordSlip(part, b.parts[index] ?? ""));
}

function isWordSlip(a: string, b: string): boolean {
  const edits = mostEdits(a, b);
  return edits > 0 && (isWithinEdits(a, b, edits) || isSwapped(a, b));
}

/** One letter of a short word may be wrong, two of a long one; of very short ones none. */
function mostEdits(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  return shorter < 5 ? 0 : shorter < 10 ? 1 : 2;
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** For every tag those that are similar to it; only what falls into one bucket is compared letter by letter. */
function neighbours(known: readonly Known[]): ReadonlyMap<Known, ReadonlySet<Known>> {
  const near = new Map<Known, Set<Known>>();
  const join = (a: Known, b: Known): void => {
    near.set(a, (near.get(a) ?? new Set()).add(b));
    near.set(b, (near.get(b) ?? new Set()).add(a));
  };
  const keysOf = ({ plain, forms: [whole = "", sorted = ""] }: Known): string[] =>
    [`plain ${plain}`, whole && `whole ${whole}`, sorted && `sorted ${sorted}`].filter((key) => key !== "");
  for (const same of grouped(known, keysOf).values()) {
    // the most used one leads: that every other knows it is enough
    const [lead, ...others] = same;
    for (const other of others) if (lead) join(lead, other);
  }
  for (const bucket of grouped(known, (one) => (one.plain.length < 5 ? [] : [one.bucket])).values())
    bucket.forEach((a, index) => {
      for (let other = index + 1; other < bucket.length; other++) {
        const b = bucket[other];
        if (b && isSlip(a, b)) join(a, b);
      }
    });
  return near;
}

function grouped(known: readonly Known[], keysOf: (one: Known) => readonly string[]): Map<string, Known[]> {
  const groups = new Map<string, Known[]>();
  for (const one of known)
    for (const key of keysOf(one)) {
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  return groups;
}
