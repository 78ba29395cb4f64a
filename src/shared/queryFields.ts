/** The fields of the query language: their names, what each takes, and a sentence for a person. Host and views share it. */
import { colourNames, imageKinds } from "./model.ts";

/** What an image may have or lack. */
export const hasValues = ["alt", "gps", "text", "description", "tags", "camera"] as const;
export type HasWhat = (typeof hasValues)[number];

/** What `is:` knows. */
export const isValues = [
  "tagged",
  "untagged",
  "edited",
  "failed",
  "interrupted",
  "stale",
  "orphan",
  "reviewed",
] as const;
export type IsWhat = (typeof isValues)[number];

/** Formats by the names that the decoder and the scanner use. */
export const formatNames = ["jpeg", "png", "webp", "gif", "avif", "tiff", "svg", "heic", "bmp", "jxl"] as const;

/** What cameras write before it is developed; `type:raw` means all of them. */
export const rawFormats = ["raw", "dng", "cr2", "cr3", "nef", "nrw", "arw", "orf", "rw2", "raf", "pef", "srw"] as const;

/** Words for days that count from today. */
export const dateWords = ["today", "yesterday", "week", "month", "year"] as const;

/** Every field, under the name that it is offered by. */
export const fieldNames = [
  "tag",
  "folder",
  "name",
  "text",
  "is",
  "has",
  "type",
  "kind",
  "color",
  "date",
  "size",
  "w",
  "h",
  "rating",
  "model",
  "used",
] as const;
export type FieldName = (typeof fieldNames)[number];

/** What is known of a field: how it is said in a sentence, an example, and the values that it takes where these are known. */
export interface FieldHelp {
  readonly says: string;
  readonly example: string;
  readonly values?: readonly string[];
  /** Takes `>`, `<` and `a..b`. */
  readonly isOrdered?: true;
}

/** One entry for each field. */
export const fieldHelp: Readonly<Record<FieldName, FieldHelp>> = {
  tag: { says: "carries this tag; * at the end stands for anything", example: "tag:beach" },
  folder: { says: "lies in this folder or below", example: "folder:photos/2024" },
  name: { says: "has this in its file name; * and ? stand for anything", example: "name:IMG_*" },
  text: { says: "shows this text, exactly as it stands in the picture", example: 'text:"no parking"' },
  is: { says: "is in this state", example: "is:untagged", values: isValues },
  has: { says: "has this", example: "has:gps", values: hasValues },
  type: { says: "is a file of this format", example: "type:png", values: [...formatNames, "raw"] },
  kind: { says: "is of this kind", example: "kind:screenshot", values: imageKinds },
  color: { says: "shows much of this colour", example: "color:red", values: colourNames },
  date: { says: "was taken, or else changed, then", example: "date:2024-05", values: dateWords, isOrdered: true },
  size: { says: "is a file of this size", example: "size:>2mb", isOrdered: true },
  w: { says: "is this wide, in pixels", example: "w:>1000", isOrdered: true },
  h: { says: "is this high, in pixels", example: "h:<500", isOrdered: true },
  rating: {
    says: "has so many stars from another program",
    example: "rating:>=4",
    values: ["5", "4", "3", "2", "1", "none", "rejected"],
    isOrdered: true,
  },
  model: { says: "was tagged by this model or engine", example: "model:gemma3" },
  used: { says: "is used in a document, or in one of this name", example: "used:false", values: ["true", "false"] },
};

/** Other names of fields that are understood. */
const otherNames: Readonly<Record<string, FieldName>> = {
  tags: "tag",
  colour: "color",
  width: "w",
  height: "h",
  stars: "rating",
};

/** The field of a name in any case; undefined where there is none. */
export function fieldOf(name: string): FieldName | undefined {
  const plain = name.normalize("NFKC").toLowerCase();
  if (fieldNames.includes(plain as FieldName)) return plain as FieldName;
  return Object.hasOwn(otherNames, plain) ? otherNames[plain] : undefined;
}
