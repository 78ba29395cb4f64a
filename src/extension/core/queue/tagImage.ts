/** The work on one image: make ready, look, and store each step as it completes. */
import { ExpectedError, throwIfAborted, type FailureData } from "../../../shared/failures.ts";
import {
  emptyRecord,
  steps,
  type FileStamp,
  type ImageRecord,
  type LookPhase,
  type Step,
} from "../../../shared/model.ts";
import type {
  Answer,
  Clock,
  Engine,
  ImageRef,
  LibraryFolder,
  LookEvent,
  LookRequest,
  Prepared,
  Records,
  Scanner,
  Thumbnails,
} from "../ports.ts";
import { withFailure } from "../recordChanges.ts";
import type { SameAnswers } from "../tagging/sameAnswers.ts";
import type { Vocabulary } from "../tagging/vocabulary.ts";
import { describesContent, missingSteps } from "../rows.ts";
import { canStandIn, withTwin } from "../twins.ts";
import { StepStore } from "./stepStore.ts";

/** What the work on an image needs of the world. */
export interface TaggingParts {
  readonly engine: Engine;
  readonly records: Records;
  readonly scanner: Scanner;
  readonly thumbnails: Thumbnails | undefined;
  readonly clock: Clock;
  /** The words that the folder's library wants for tags, where it says so. */
  readonly vocabularyOf: (folder: LibraryFolder) => Vocabulary | undefined;
  /** Folds what is in the journals and gives the folders up, so that another program may write there. */
  readonly releaseFolders: () => Promise<void>;
  /** A record of an image with this very content that this engine and model made; its answer is taken without a call. */
  readonly twinOf: (contentKey: string, image: ImageRef, signal: AbortSignal) => Promise<ImageRecord | undefined>;
  /** What was said of the pictures of this run. */
  readonly sameAnswers: SameAnswers;
}

/** An image that is ready for the engine. */
export interface ReadyImage {
  readonly image: ImageRef;
  readonly stamp: FileStamp;
  readonly contentKey: string;
  /** Absent where nothing is left to ask the engine. */
  readonly work?: {
    readonly request: LookRequest;
    readonly prepared: Prepared;
    readonly isFresh: boolean;
    /** The answer for the same picture elsewhere will do. */
    readonly mayCopy: boolean;
    /** The engine has said all; only the words that OCR reads are still to be joined with its text. */
    readonly isAnswered: boolean;
  };
  readonly record: ImageRecord | undefined;
  /** True where the answer for the same picture elsewhere was taken over. */
  readonly isCopied?: true;
}

/** Told while the engine looks; `stored` steps are on the disk. */
export type TaggingEvent =
  | { readonly type: "progress"; readonly step: Step; readonly progress: number }
  | { readonly type: "stored"; readonly step: Step; readonly record: ImageRecord }
  | { readonly type: "phase"; readonly phase: LookPhase }
  | { readonly type: "calls"; readonly modelCalls: number };

/** Everything before the engine's turn: claims the folder, reads the record, decodes the file. */
export async function makeReady(
  image: ImageRef,
  again: boolean,
  parts: TaggingParts,
  signal: AbortSignal,
): Promise<ReadyImage> {
  const { root } = image.folder;
  const stamp = await parts.scanner.stamp(root, image.path, signal);
  if (!stamp) throw new ExpectedError("notFound", `${image.path} is not there any more.`);
  await parts.records.hold(image, signal);
  const contentKey = await parts.scanner.contentKey(root, image.path, signal);
  const record = await parts.records.read(image, signal);
  const missing = again || isForAnotherEngine(record, parts.engine) ? steps : stepsFor(record, stamp, contentKey);
  const ready = { image, stamp, contentKey, record };
  if (missing.length === 0) return ready;
  const isFresh = missing.length === steps.length;
  const isAnswered = missing.join() === "text" && awaitsWordsOf(record, parts.engine);
  const mayCopy = isFresh && !again;
  const vocabulary = parts.vocabularyOf(image.folder);
  const twin = mayCopy ? await twinOf(image, contentKey, vocabulary, parts, signal) : undefined;
  if (twin) return { ...ready, record: await storeTwin(ready, twin, parts, signal), isCopied: true };
  const thumbnail = await parts.thumbnails?.order(contentKey, signal);
  const request: LookRequest = {
    file: `${root}/${image.path}`,
    path: image.path,
    steps: missing,
    known: isAnswered ? textOf(record) : isFresh ? {} : knownOf(record),
    ...(thumbnail ? { thumbnail } : {}),
    ...(record && record.tags.length > 0 ? { tags: record.tags } : {}),
    ...(vocabulary ? { vocabulary } : {}),
  };
  const prepared = await parts.engine.prepare(request, signal);
  return { ...ready, work: { request, prepared, isFresh, mayCopy, isAnswered } };
}

/**
 * Lets the engine look. Resolves when the engine is free again; `stored` resolves when the last step is on the disk, so that
 * the engine need not wait for the disk.
 */
export async function look(
  ready: ReadyImage,
  parts: TaggingParts,
  onEvent: (event: TaggingEvent) => void,
  signal: AbortSignal,
): Promise<{ readonly stored: Promise<ImageRecord | undefined> }> {
  if (!ready.work) return { stored: Promise.resolve(ready.record) };
  throwIfAborted(signal);
  const { request, prepared, mayCopy, isAnswered } = ready.work;
  // it may have been looked at since this one was made ready
  const { image, contentKey } = ready;
  const twin = mayCopy ? await twinOf(image, contentKey, request.vocabulary, parts, signal) : undefined;
  if (twin) return { stored: storeTwin(ready, twin, parts, signal) };
  const store = new StepStore(ready, parts, onEvent);
  const handle = (event: LookEvent): void => {
    if (event.type === "calls" || event.type === "phase") onEvent(event);
    else if (event.type === "step") store.step(event.step, event.answer);
    // progress in a later step says that the earlier ones are safe: it waits for the disk
    else if (store.isSettled)
      onEvent({ type: "progress", step: event.step, progress: overall(event.step, event.fraction) });
  };
  try {
    if (isAnswered) store.step("text", request.known);
    else await parts.engine.look(request, prepared, handle, signal);
    return { stored: store.finish() };
  } catch (thrown) {
    // what was complete before the fault is kept; a fault of the disk is the graver one
    await store.finish();
    throw thrown;
  }
}

/** Notes a failure with the image, so that it is not tried again until the user asks or the file changes. */
export async function storeFailure(
  image: ImageRef,
  failure: FailureData,
  content: { readonly contentKey?: string; readonly stamp?: FileStamp },
  parts: TaggingParts,
  signal: AbortSignal,
): Promise<ImageRecord> {
  const at = new Date(parts.clock.now()).toISOString();
  return parts.records.change(image, (record) => withFailure(record, failure, at, content), signal);
}

/** A step's own progress as progress of the whole: it never leaves its third, and 1 is reserved for the stored record. */
function overall(step: Step, fraction: number): number {
  const within = Math.min(Math.max(fraction, 0), 0.99);
  return (steps.indexOf(step) + within) / steps.length;
}

async function twinOf(
  image: ImageRef,
  contentKey: string,
  vocabulary: Vocabulary | undefined,
  parts: TaggingParts,
  signal: AbortSignal,
): Promise<ImageRecord | undefined> {
  const twin = await parts.twinOf(contentKey, image, signal);
  return twin && canStandIn(twin, parts.engine, vocabulary) ? twin : undefined;
}

function storeTwin(
  ready: Omit<ReadyImage, "work">,
  twin: ImageRecord,
  parts: TaggingParts,
  signal: AbortSignal,
): Promise<ImageRecord> {
  return parts.records.change(ready.image, (record) => withTwin(record, twin, parts.engine, ready), signal);
}

function stepsFor(record: ImageRecord | undefined, stamp: FileStamp, contentKey: string): readonly Step[] {
  if (!record || !describesContent(record, stamp, contentKey)) return steps;
  return missingSteps(record);
}

/** Work of the built-in engine is done again, as a whole, when a model is at hand. */
function isForAnotherEngine(record: ImageRecord | undefined, engine: Engine): boolean {
  return record?.engine === "builtin" && engine.kind !== "builtin";
}

/** True where this engine's text stands, but a stop came before OCR had read the picture. */
function awaitsWordsOf(record: ImageRecord | undefined, { kind, model }: Engine): boolean {
  return record?.awaitsWords === true && record.engine === kind && record.model === model;
}

function textOf(record: ImageRecord | undefined): Answer {
  const { text, alt } = record ?? emptyRecord;
  return { text, alt };
}

function knownOf(record: ImageRecord | undefined): Answer {
  const { description, tags, text, alt } = record ?? emptyRecord;
  return {
    ...(description === "" ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(text === "" ? {} : { text }),
    ...(alt === "" ? {} : { alt }),
  };
}
