/** The work on one image: make ready, look, and store each step as it completes. */
import { ExpectedError, throwIfAborted, type FailureData } from "../../../shared/failures.ts";
import { emptyRecord, steps, type FileStamp, type ImageRecord, type Step } from "../../../shared/model.ts";
import type { Answer, Engine, ImageRef, LookEvent, LookRequest } from "../ports.ts";
import { withFailure } from "../recordChanges.ts";
import type { Vocabulary } from "../tagging/vocabulary.ts";
import { describesContent, missingSteps } from "../rows.ts";
import { canStandIn, withTwin } from "../twins.ts";
import type { ReadyImage, TaggingEvent, TaggingParts } from "./readyImage.ts";
import { StepStore } from "./stepStore.ts";

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

/** An answer on its way to the disk. */
interface AnswerOnItsWay {
  /** Resolves when the last step is on the disk, so that the engine need not wait for that. */
  readonly stored: Promise<ImageRecord | undefined>;
  /** Resolves when what the engine said is there, be it without the words that OCR still reads; never rejects. */
  readonly kept: Promise<void>;
}

/** Lets the engine look. Resolves when the engine is free again. */
export async function look(
  ready: ReadyImage,
  parts: TaggingParts,
  onEvent: (event: TaggingEvent) => void,
  signal: AbortSignal,
): Promise<AnswerOnItsWay> {
  if (!ready.work) return { stored: Promise.resolve(ready.record), kept: Promise.resolve() };
  throwIfAborted(signal);
  const { request, prepared, mayCopy, isAnswered } = ready.work;
  // it may have been looked at since this one was made ready
  const { image, contentKey } = ready;
  const twin = mayCopy ? await twinOf(image, contentKey, request.vocabulary, parts, signal) : undefined;
  if (twin) return { stored: storeTwin(ready, twin, parts, signal), kept: Promise.resolve() };
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
    return store.finish();
  } catch (thrown) {
    // what was complete before the fault is kept; a fault of the disk is the graver one
    await store.finish().stored;
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
