/** The details file `image_metadata.details.json`: what must last beside the four values of the index file. */
import { emptyRecord, steps, type ImageRecord, type Source } from "../../../shared/model.ts";
import { hasContent, type IndexEntry } from "./indexFile.ts";
import { shortHash } from "./hash.ts";
import { soundFields } from "./recordFields.ts";

const version = 1;

/** The details of one image; `of` is the hash of the four values that they belong to. */
export interface Details extends Partial<Omit<ImageRecord, "description" | "tags" | "text">> {
  readonly of: string;
  /** Hashes of description and text as they stood then: they tell which of the two somebody changed in the index file. */
  readonly parts?: { readonly description: string; readonly text: string };
  /** Keys of the index entry that are not ours, kept for their owner. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The hash that ties details to the four values. */
export function entryHash(entry: IndexEntry): string {
  return shortHash(JSON.stringify([entry.description, entry.tags, entry.text, entry.isProcessed]));
}

/** Reads a details file. Throws a SyntaxError for broken JSON, a TypeError for a version or shape that is not known. */
export function parseDetailsFile(content: string): Map<string, Details> {
  const whole: unknown = JSON.parse(content);
  if (typeof whole !== "object" || whole === null || !("version" in whole) || !("entries" in whole))
    throw new TypeError("The file is no details file.");
  if (whole.version !== version)
    throw new TypeError(`The file has version ${String(whole.version)}; this is version ${version}.`);
  if (typeof whole.entries !== "object" || whole.entries === null) throw new TypeError("The file holds no entries.");
  const details = new Map<string, Details>();
  for (const [key, value] of Object.entries(whole.entries as Record<string, unknown>))
    if (isTied(value)) details.set(key, soundDetails(value));
  return details;
}

/** Fields of the wrong shape are left out: the file travels with the images, and anybody may have written it. */
function soundDetails(value: Details): Details {
  const { of, parts, extra } = value;
  return {
    ...soundFields({ ...value }),
    of,
    ...(isParts(parts) ? { parts } : {}),
    ...(typeof extra === "object" && extra !== null ? { extra } : {}),
  };
}

function isParts(value: unknown): value is Required<Details>["parts"] {
  if (typeof value !== "object" || value === null) return false;
  const { description, text } = value as { readonly description?: unknown; readonly text?: unknown };
  return typeof description === "string" && typeof text === "string";
}

function isTied(value: unknown): value is Details {
  return typeof value === "object" && value !== null && "of" in value && typeof value.of === "string";
}

/** Writes a details file: UTF-8, a line for each image, sorted by name. */
export function formatDetailsFile(details: Iterable<readonly [string, Details]>): string {
  const sorted = [...details].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(inOrder(value))}`);
  return `{"version": ${version}, "entries": {\n${lines.join(",\n")}\n}}\n`;
}

/** Always in one order: the same record is the same to the letter, wherever its parts came from. */
function inOrder({ of, parts, extra, ...fields }: Details): Details {
  return { of, ...(parts && { parts }), ...soundFields({ ...fields }), ...(extra && { extra }) };
}

/** One entry as a details file of its own: `key` and `value` are JSON as they stood in another file. */
export function aloneInDetails(key: string, value: string): string {
  return `{"version": ${version}, "entries": {"${key}": ${value}}}`;
}

/** The record that an entry and its details make together; where they do not belong together the four values win. */
export function recordOf(entry: IndexEntry | undefined, details: Details | undefined): ImageRecord | undefined {
  if (!entry && !details) return undefined;
  const values = entry ?? { description: "", tags: [], text: "", isProcessed: false };
  const { of, parts, extra: _extra, ...kept } = details ?? { of: "" };
  const base: ImageRecord = {
    ...emptyRecord,
    ...kept,
    description: values.description,
    tags: values.tags,
    text: values.text,
  };
  if (details && of === entryHash(values)) return base;
  if (!hasContent(values)) return Object.keys(kept).length > 0 ? { ...base, done: [] } : undefined;
  return importedRecord(base, parts);
}

/**
 * Somebody else wrote the four values: they count as tagged. What is as we wrote it keeps its source; what differs may be a
 * person's work in the file, and no machine replaces it. Where nothing of ours is known, all of it is imported.
 */
function importedRecord(base: ImageRecord, parts: Details["parts"]): ImageRecord {
  const ours = parts && base.sources.tags;
  const changed: Source = { by: ours ? "person" : "imported" };
  const isOurs = (field: "description" | "text"): boolean => parts?.[field] === shortHash(base[field]);
  const sourceOf = (field: "description" | "text"): Source => (isOurs(field) && base.sources[field]) || changed;
  const tagSource = (tag: string): Source => (ours && Object.hasOwn(ours, tag) && ours[tag]) || changed;
  const gone = Object.keys(ours ?? {}).filter((tag) => !base.tags.includes(tag));
  const {
    engine: _engine,
    model: _model,
    taggedAt: _taggedAt,
    failure: _failure,
    stamp: _stamp,
    contentKey: _key,
    ...rest
  } = base;
  return {
    ...rest,
    done: [...steps],
    sources: {
      ...(base.description === "" ? {} : { description: sourceOf("description") }),
      ...(base.text === "" && !isOurs("text") ? {} : { text: sourceOf("text") }),
      ...(base.alt !== "" && base.sources.alt ? { alt: base.sources.alt } : {}),
      tags: Object.fromEntries(base.tags.map((tag) => [tag, tagSource(tag)])),
    },
    removedTags: [...new Set([...base.removedTags, ...gone])],
  };
}

/** The four values of a record, for the index file; undefined while it says nothing that belongs there. */
export function entryOf(record: ImageRecord): IndexEntry | undefined {
  const entry = {
    description: record.description,
    tags: record.tags,
    text: record.text,
    isProcessed: isComplete(record),
  };
  return hasContent(entry) ? entry : undefined;
}

/** The details of a record, tied to its four values. */
export function detailsOf(record: ImageRecord, extra: Readonly<Record<string, unknown>> | undefined): Details {
  const { description: _description, tags: _tags, text: _text, ...rest } = record;
  const of = entryHash(entryOf(record) ?? { description: "", tags: [], text: "", isProcessed: false });
  const parts = { description: shortHash(record.description), text: shortHash(record.text) };
  return extra ? { of, parts, ...rest, extra } : { of, parts, ...rest };
}

function isComplete(record: ImageRecord): boolean {
  return steps.every((step) => record.done.includes(step));
}
