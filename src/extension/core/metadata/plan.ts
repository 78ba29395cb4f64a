/** What writing one image would change, worked out from what it holds, what it shall hold and what we wrote earlier. Pure. */
import type { AddedMetadata, ImageRecord } from "../../../shared/model.ts";
import type { FoundMetadata } from "../metadataPort.ts";
import type { Hash } from "../ports.ts";
import { foldTag } from "../recordChanges.ts";
import type { Vocabulary } from "../tagging/vocabulary.ts";
import { tagKey } from "../tagging/normaliseTags.ts";
import { isTelling } from "../imageFile/metadataValues.ts";
import { fitted, listFields, textFields, type ListField, type MetadataField, type TextField } from "./fields.ts";

/** The words of the fields, as they stand somewhere or shall stand there. */
export interface MetadataWords {
  readonly lists: Readonly<Partial<Record<ListField, readonly string[]>>>;
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
}

/** What is done to a file: words that are appended and taken away, texts that are set; "" takes a text away. */
export interface MetadataChange {
  readonly adds: Readonly<Partial<Record<ListField, readonly string[]>>>;
  readonly removes: Readonly<Partial<Record<ListField, readonly string[]>>>;
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  /** IPTC goes as a whole: we made it, and nothing is left in it. */
  readonly dropsIptc?: true;
  /** The last of our words goes out of IPTC that was there before: its versions are as they were then. */
  readonly iptcFrame?: Readonly<Record<string, string>>;
}

/** The change, what will be ours afterwards, and which texts stay because another program wrote others. */
export interface MetadataPlan {
  readonly change: MetadataChange;
  readonly added: AddedMetadata;
  /** What is ours until the change is made for certain: as `added`, and what it takes away. The same object where it takes nothing. */
  readonly meanwhile: AddedMetadata;
  readonly keeps: readonly TextField[];
}

/** Texts that say the same thing: where another program filled one of them, we fill none. */
const captions: readonly TextField[] = ["description", "iptcCaption", "exifDescription"];

/** What a record says, in the fields' own forms. */
export function wordsOfRecord(record: ImageRecord, vocabulary: Vocabulary | undefined): MetadataWords {
  const paths = record.tags.map((tag) => [...parentsOf(tag, vocabulary), tag]);
  const description = record.description;
  return {
    lists: {
      subject: record.tags,
      iptcKeywords: record.tags,
      tagsList: paths.map((path) => path.join("/")),
      hierarchy: paths.filter((path) => path.length > 1).map((path) => path.join("|")),
    },
    texts: { description, iptcCaption: description, exifDescription: description, altText: record.alt },
  };
}

/** Nothing at all: planned with it, all that is ours is taken away. */
export const noWords: MetadataWords = { lists: {}, texts: {} };

/** What stands in a file, and what there is of IPTC besides. */
type Found = MetadataWords & Pick<FoundMetadata, "hasIptc" | "hasMoreIptc" | "iptcFrame">;

/** Works out the change. `takes`: the fields that the file can hold; others are left alone, also those of ours. */
export function planMetadata(
  wanted: MetadataWords,
  found: Found,
  earlier: AddedMetadata | undefined,
  takes: ReadonlySet<MetadataField>,
  hash: Hash,
): MetadataPlan {
  const [adds, removes, lists]: [Lists, Lists, Lists] = [{}, {}, {}];
  for (const field of listFields) {
    if (!takes.has(field)) continue;
    const plan = planList(field, wanted.lists[field] ?? [], found.lists[field] ?? [], earlier?.lists[field] ?? []);
    if (plan.adds.length > 0) adds[field] = plan.adds;
    if (plan.removes.length > 0) removes[field] = plan.removes;
    if (plan.ours.length > 0) lists[field] = plan.ours;
  }
  const { sets, ours, either, keeps } = planTexts(wanted, found, earlier, takes, hash);
  const change = { adds, removes, texts: sets };
  const isOurBlock = earlier?.madeIptc ?? !found.hasIptc;
  const hasLeft = hasIptcWords(changedWords(found, change)) || found.hasMoreIptc;
  const frame = isOurBlock ? undefined : (earlier?.iptcFrame ?? found.iptcFrame);
  const framed = (words: MetadataWords): AddedMetadata => {
    const about = frame ? { iptcFrame: frame } : { madeIptc: true as const };
    return { lists: words.lists, texts: words.texts, ...(hasIptcWords(words) && about) };
  };
  const isLeavingIptc =
    found.hasIptc &&
    (removes.iptcKeywords !== undefined || sets.iptcCaption === "") &&
    !hasIptcWords({ lists, texts: ours });
  const added = framed({ lists, texts: ours });
  const isMore = Object.keys(removes).length > 0 || textFields.some((field) => either[field] !== ours[field]);
  return {
    change: {
      ...change,
      ...(earlier?.madeIptc && found.hasIptc && !hasLeft && { dropsIptc: true }),
      ...(isLeavingIptc && earlier?.iptcFrame && { iptcFrame: earlier.iptcFrame }),
    },
    added,
    meanwhile: isMore ? framed({ lists: joined(lists, removes), texts: either }) : added,
    keeps,
  };
}

function joined(some: Lists, others: Lists): Lists {
  const both: Lists = { ...some };
  for (const field of listFields) if (others[field]) both[field] = [...(some[field] ?? []), ...others[field]];
  return both;
}

function hasIptcWords({ lists, texts }: MetadataWords): boolean {
  return lists.iptcKeywords !== undefined || texts.iptcCaption !== undefined;
}

/** True where nothing has to be written. */
export function isNoChange({ adds, removes, texts, dropsIptc }: MetadataChange): boolean {
  return dropsIptc === undefined && [adds, removes, texts].every((part) => Object.keys(part).length === 0);
}

/** True where nothing of ours is left. */
export function isNothingAdded({ lists, texts }: AddedMetadata): boolean {
  return Object.keys(lists).length === 0 && Object.keys(texts).length === 0;
}

/** What a file holds once the change is made: what reading it again must yield. */
export function changedWords(found: MetadataWords, { adds, removes, texts }: MetadataChange): MetadataWords {
  const lists: Lists = {};
  for (const field of listFields) {
    const gone = new Set(removes[field]);
    const words = [...(found.lists[field] ?? []).filter((word) => !gone.has(word)), ...(adds[field] ?? [])];
    if (words.length > 0) lists[field] = words;
  }
  const all = Object.entries({ ...found.texts, ...texts }).filter(([, text]) => text !== "");
  return { lists, texts: Object.fromEntries(all) };
}

type Lists = Partial<Record<ListField, readonly string[]>>;

function planList(
  field: ListField,
  wanted: readonly string[],
  found: readonly string[],
  earlier: readonly string[],
): { readonly adds: readonly string[]; readonly removes: readonly string[]; readonly ours: readonly string[] } {
  const here = new Set(found);
  const mine = earlier.filter((word) => here.has(word));
  const fits = wanted.map((word) => fitted(field, word)).filter((word) => word !== "");
  const keys = new Set(fits.map(foldTag));
  const removes = mine.filter((word) => !keys.has(foldTag(word)));
  const gone = new Set(removes);
  const present = new Set(found.filter((word) => !gone.has(word)).map(foldTag));
  const adds: string[] = [];
  for (const word of fits) {
    if (present.has(foldTag(word))) continue;
    present.add(foldTag(word));
    adds.push(word);
  }
  return { adds, removes, ours: [...mine.filter((word) => !gone.has(word)), ...adds] };
}

function planTexts(
  wanted: MetadataWords,
  found: MetadataWords,
  earlier: AddedMetadata | undefined,
  takes: ReadonlySet<MetadataField>,
  hash: Hash,
) {
  const sets: Partial<Record<TextField, string>> = {};
  const ours: Partial<Record<TextField, string>> = {};
  const either: Partial<Record<TextField, string>> = {};
  const keeps: TextField[] = [];
  const isOurs = (field: TextField): boolean =>
    found.texts[field] !== undefined && (earlier?.texts[field] ?? "").split(" ").includes(hash(found.texts[field]));
  const isOthers = (field: TextField): boolean => found.texts[field] !== undefined && !isOurs(field);
  const isCaptioned = captions.some((field) => isOthers(field) && isTelling(found.texts[field] ?? ""));
  for (const field of textFields) {
    if (!takes.has(field)) continue;
    const [text, now] = [fitted(field, wanted.texts[field] ?? ""), found.texts[field]];
    if (isOthers(field)) {
      if (text !== "" && now !== text) keeps.push(field);
      continue;
    }
    const isFree = now === undefined && !(captions.includes(field) && isCaptioned);
    if ((isFree && text !== "") || (now !== undefined && now !== text)) sets[field] = text;
    if ((isFree || now !== undefined) && text !== "") ours[field] = hash(text);
    const hashes = new Set([...(ours[field] ? [ours[field]] : []), ...(now === undefined ? [] : [hash(now)])]);
    if (hashes.size > 0) either[field] = [...hashes].join(" ");
  }
  return { sets, ours, either, keeps };
}

/** The first parent of each word, from the top down. */
function parentsOf(tag: string, vocabulary: Vocabulary | undefined): readonly string[] {
  const path: string[] = [];
  const seen = new Set([tagKey(tag)]);
  for (let word = vocabulary?.ancestors.get(tagKey(tag))?.[0]; word !== undefined;) {
    if (seen.has(tagKey(word))) break;
    seen.add(tagKey(word));
    path.unshift(word);
    word = vocabulary?.ancestors.get(tagKey(word))?.[0];
  }
  return path;
}
