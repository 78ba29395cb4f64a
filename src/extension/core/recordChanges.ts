/** The rules by which a record changes: a step of a machine, a failure, an edit of a person. */
import type { FailureData } from "../../shared/failures.ts";
import {
  maxAltCharacters,
  steps,
  type Facts,
  type FileMetadata,
  type FileStamp,
  type ImageRecord,
  type RecordEdit,
  type Source,
  type Step,
  type TextOrigin,
} from "../../shared/model.ts";
import type { Answer } from "./ports.ts";

/** Which content a machine looked at, and in whose name it speaks. */
export interface Looked {
  readonly source: Source;
  readonly engine: string;
  readonly model: string;
  /** Keys of prompt and vocabulary; undefined where they are not known. */
  readonly prompt: string | undefined;
  readonly vocabulary: string | undefined;
  readonly contentKey: string;
  readonly stamp: FileStamp;
  readonly facts: Facts;
}

/** Takes one complete step of an engine into the record. `isFresh`: the first step of a new look; older steps are not complete any more. */
export function withStep(
  record: ImageRecord,
  step: Step,
  answer: Answer,
  looked: Looked,
  isFresh: boolean,
): ImageRecord {
  const earlier = isFresh ? [] : record.done;
  const done = steps.filter((one) => one === step || earlier.includes(one));
  const { failure: _failure, awaitsWords: _awaits, reviewedAt: _reviewed, doubt, ...others } = record;
  const { prompt: oldPrompt, vocabulary: oldVocabulary, ...kept } = others;
  // a look that goes on under other settings leaves a record that is partly of the old ones: it keeps their keys and is stale
  const prompt = isFresh ? looked.prompt : (oldPrompt ?? looked.prompt);
  const vocabulary = isFresh || step === "tags" ? looked.vocabulary : (oldVocabulary ?? looked.vocabulary);
  const base: ImageRecord = {
    ...kept,
    ...(isFresh ? formerOf(record) : {}),
    done,
    engine: looked.engine,
    model: looked.model,
    ...(prompt === undefined ? {} : { prompt }),
    ...(vocabulary === undefined ? {} : { vocabulary }),
    ...(doubt === undefined || isFresh ? {} : { doubt }),
    contentKey: looked.contentKey,
    stamp: looked.stamp,
    facts: looked.facts,
    ...(looked.source.at && done.length === steps.length ? { taggedAt: looked.source.at } : {}),
  };
  if (step === "description") return withField(base, "description", answer.description ?? "", looked.source);
  if (step === "tags") return withMachineTags(base, answer.tags ?? [], looked.source);
  return withField(withText(base, answer, looked.source), "alt", cutAlt(answer.alt ?? ""), looked.source);
}

/** What the machine said, before it says something else; an interrupted look changes nothing of what was kept before. */
function formerOf(record: ImageRecord): Pick<ImageRecord, "former"> {
  if (record.done.length < steps.length) return {};
  const { description, tags, text, alt, sources, engine, model, taggedAt, prompt, vocabulary } = record;
  const made = { engine, model, taggedAt, prompt, vocabulary };
  const known = Object.entries(made).filter(([, value]) => value !== undefined);
  return { former: { description, tags, text, alt, sources, ...Object.fromEntries(known) } };
}

/** Keeps the text and alt text of an engine while OCR still reads the picture: the step is complete when both are joined. */
export function withTextBeforeWords(
  record: ImageRecord,
  answer: Answer,
  looked: Looked,
  isFresh: boolean,
): ImageRecord {
  const { taggedAt: _taggedAt, ...next } = withStep(record, "text", answer, looked, isFresh);
  const done = next.done.filter((step) => step !== "text");
  return { ...next, ...(record.taggedAt && { taggedAt: record.taggedAt }), done, awaitsWords: true };
}

/** Who wrote a text that no model had a part in: the program that read it, whichever engine was at work. */
const ocrName = "tesseract";

/** True where OCR alone read every line. */
export function isAllFromOcr(textFrom: readonly TextOrigin[] | undefined): boolean {
  return textFrom !== undefined && textFrom.length > 0 && textFrom.every((origin) => origin === "ocr");
}

/** Origins are kept where there is something to tell: a text that is the engine's alone has its source. */
function withText(record: ImageRecord, { text = "", textFrom }: Answer, engine: Source): ImageRecord {
  if (isKept(record.sources.text)) return record;
  const { textFrom: _earlier, ...rest } = record;
  const source: Source = isAllFromOcr(textFrom) ? { ...engine, by: "builtin", name: ocrName } : engine;
  const isShared = textFrom?.some((origin) => origin !== "model");
  return { ...withField(rest, "text", text, source), ...(isShared && { textFrom }) };
}

/** Notes why an image could not be tagged; what was complete stays. */
export function withFailure(
  record: ImageRecord,
  failure: FailureData,
  at: string,
  content: { readonly contentKey?: string; readonly stamp?: FileStamp },
): ImageRecord {
  const { size, mtimeMs } = record.stamp ?? {};
  const isSameFile = size !== undefined && size === content.stamp?.size && mtimeMs === content.stamp.mtimeMs;
  const isOtherContent = content.contentKey !== undefined && record.contentKey !== content.contentKey && !isSameFile;
  return {
    ...record,
    ...content,
    done: isOtherContent ? [] : record.done,
    failure: { reason: failure.reason, message: failure.message, at },
  };
}

/**
 * Takes a person's edit into the record; every value that it changes is the person's from now on, or the file's where it was taken
 * over from there: neither is replaced by a machine.
 */
export function withEdit(record: ImageRecord, edit: RecordEdit, at: string, file?: FileMetadata): ImageRecord {
  const person: Source = { by: "person", at };
  const inFile = { description: file?.caption, alt: file?.altText, text: undefined };
  let next = record;
  for (const field of ["description", "text", "alt"] as const) {
    const value = edit[field]?.trim();
    if (value === undefined || value === record[field]) continue;
    const limited = field === "alt" ? cutAlt(value) : value;
    const isFiles = value !== "" && value === inFile[field]?.trim();
    const source: Source = isFiles ? { by: "file", at } : person;
    next = { ...next, [field]: limited, sources: { ...next.sources, [field]: source } };
  }
  if (next.description !== record.description) {
    // whoever rewrote the sentence has looked at the picture
    const { doubt: _doubt, ...settled } = next;
    next = settled;
  }
  if (next.text !== record.text) {
    const { textFrom: _textFrom, ...own } = next;
    next = own;
  }
  const keywords = new Set(file?.keywords.map(foldTag));
  const sourceOfTag = (tag: string): Source => (keywords.has(foldTag(tag)) ? { by: "file", at } : person);
  const edited = edit.tags ? withPersonsTags(next, edit.tags, sourceOfTag) : next;
  return edit.isReviewed ? reviewed(edited, at) : edited;
}

/** A person accepts the record as it is: what stood there before is no longer kept. */
function reviewed(record: ImageRecord, at: string): ImageRecord {
  const { former: _former, ...settled } = record;
  return { ...settled, reviewedAt: at };
}

/** True where a person wrote any part of the record, or took it over from the file. */
export function isEdited(record: ImageRecord): boolean {
  const { description, text, alt, tags } = record.sources;
  return [description, text, alt, ...Object.values(tags ?? {})].some(isKept) || record.removedTags.length > 0;
}

/** True for what a machine never replaces: a person wrote it here, or whoever put it into the file. */
export function isKept(source: Source | undefined): boolean {
  return source?.by === "person" || source?.by === "file";
}

/** Tags are one tag where they differ only in case or in the way an accent is encoded. */
export function foldTag(tag: string): string {
  return tag.normalize("NFC").trim().toLowerCase();
}

/** Cut between characters: half of an emoji is no text. */
function cutAlt(alt: string): string {
  return alt.length <= maxAltCharacters ? alt : Array.from(alt).slice(0, maxAltCharacters).join("");
}

function withField(
  record: ImageRecord,
  field: "description" | "text" | "alt",
  value: string,
  source: Source,
): ImageRecord {
  if (isKept(record.sources[field])) return record;
  return { ...record, [field]: value, sources: { ...record.sources, [field]: source } };
}

function withMachineTags(record: ImageRecord, proposed: readonly string[], source: Source): ImageRecord {
  const kept = record.tags.filter((tag) => isKept(sourceOf(record, tag)));
  const taken = new Set([...kept, ...record.removedTags].map(foldTag));
  const added: string[] = [];
  for (const tag of proposed) {
    if (taken.has(foldTag(tag)) || foldTag(tag) === "") continue;
    taken.add(foldTag(tag));
    added.push(tag);
  }
  const tagSources = [
    ...kept.map((tag) => [tag, sourceOf(record, tag) ?? source] as const),
    ...added.map((tag) => [tag, source] as const),
  ];
  return {
    ...record,
    tags: [...kept, ...added],
    sources: { ...record.sources, tags: Object.fromEntries(tagSources) },
  };
}

function withPersonsTags(record: ImageRecord, wanted: readonly string[], source: (tag: string) => Source): ImageRecord {
  const seen = new Set<string>();
  const tags = wanted
    .map((tag) => tag.normalize("NFC").trim())
    .filter((tag) => tag !== "" && !seen.has(foldTag(tag)) && seen.add(foldTag(tag)));
  if (tags.join("\n") === record.tags.join("\n")) return record;
  const before = new Set(record.tags.map(foldTag));
  const removed = record.tags.filter((tag) => !seen.has(foldTag(tag)));
  const tagSources = tags.map((tag) => {
    const earlier = before.has(foldTag(tag)) ? sourceOf(record, tag) : undefined;
    return [tag, earlier ?? source(tag)] as const;
  });
  const removedTags = [...record.removedTags.filter((tag) => !seen.has(foldTag(tag))), ...removed];
  return {
    ...record,
    tags,
    removedTags: [...new Map(removedTags.map((tag) => [foldTag(tag), tag])).values()],
    sources: { ...record.sources, tags: Object.fromEntries(tagSources) },
  };
}

function sourceOf(record: ImageRecord, tag: string): Source | undefined {
  const tags = record.sources.tags;
  return tags && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
}
