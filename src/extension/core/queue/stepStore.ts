/** Stores the steps of one look, one after the other, each as soon as it is complete. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { ImageRecord, Step } from "../../../shared/model.ts";
import { factsOf } from "../builtin/pictureFacts.ts";
import type { Answer } from "../ports.ts";
import { withStep, withTextBeforeWords, type Looked } from "../recordChanges.ts";
import { isSameStamp } from "../rows.ts";
import { finishTags } from "../tagging/finishTags.ts";
import { mergeText } from "../tagging/mergeText.ts";
import type { ReadyImage, TaggingEvent, TaggingParts } from "./readyImage.ts";

type Change = (now: ImageRecord, looked: Looked, isFresh: boolean) => ImageRecord;

/** The steps of one image on their way to the disk. */
export class StepStore {
  readonly #ready: ReadyImage;
  readonly #parts: TaggingParts;
  readonly #onEvent: (event: TaggingEvent) => void;
  #isFirst: boolean;
  #last: Promise<ImageRecord | undefined>;
  #waiting = 0;
  /** Resolved when all that the engine said is on the disk, be it without the words that OCR still reads. */
  readonly #kept = Promise.withResolvers<void>();
  /** What the engine said so far, as it said it. */
  #said: Answer;

  constructor(ready: ReadyImage, parts: TaggingParts, onEvent: (event: TaggingEvent) => void) {
    this.#ready = ready;
    this.#parts = parts;
    this.#onEvent = onEvent;
    this.#isFirst = ready.work?.isFresh ?? false;
    this.#last = Promise.resolve(ready.record);
    this.#said = ready.work?.request.known ?? {};
  }

  /** True while no step is on its way to the disk. */
  get isSettled(): boolean {
    return this.#waiting === 0;
  }

  step(step: Step, answer: Answer): void {
    this.#waiting++;
    this.#last = this.#last.then(() => this.#store(step, answer)).finally(() => this.#waiting--);
    this.#last.catch(() => undefined); // told by finish()
  }

  /** Answers when the last step is on the disk; `kept` may come before, and never rejects. */
  finish(): { readonly stored: Promise<ImageRecord | undefined>; readonly kept: Promise<void> } {
    const resolve = (): void => this.#kept.resolve();
    this.#last.then(resolve, resolve);
    return { stored: this.#last, kept: this.#kept.promise };
  }

  async #store(step: Step, answer: Answer): Promise<ImageRecord> {
    this.#said = { ...this.#said, ...answer };
    const change = await this.#changeOf(step, answer);
    const record = await this.#change(change);
    this.#onEvent({ type: "stored", step, record });
    return record;
  }

  async #changeOf(step: Step, answer: Answer): Promise<Change> {
    if (step === "tags") return this.#tagsChange();
    const complete = step === "text" ? await this.#withWords(answer) : answer;
    return (now, looked, isFresh) => withStep(now, step, complete, looked, isFresh);
  }

  /** The tags as they are kept, and whether the same was said of a picture that looks different. */
  #tagsChange(): Change {
    const { description, tags = [] } = this.#said;
    const { prepared, request } = this.#ready.work ?? {};
    const measured = prepared?.kind === "jpeg" ? prepared.image : prepared?.analysis;
    const keywords = measured?.facts.keywords;
    const answer: Answer = { tags: finishTags(tags, { description, keywords }, request?.vocabulary) };
    // two pictures of which little is known look the same to the built-in analysis, which is no fault of it
    const isModels = prepared?.kind === "jpeg" && description !== undefined;
    const isDoubtful =
      isModels &&
      this.#parts.sameAnswers.isDoubtful(
        { description, tags },
        { dHash: prepared.image.dHash, contentKey: this.#ready.contentKey },
      );
    return (now, looked, isFresh) => {
      const next = withStep(now, "tags", answer, looked, isFresh);
      return isDoubtful ? { ...next, doubt: "sameAnswer" } : next;
    };
  }

  /** Joins the engine's text with the words that OCR reads. Where that is not over yet, the text is kept until it is. */
  async #withWords(answer: Answer): Promise<Answer> {
    const prepared = this.#ready.work?.prepared;
    const reading = prepared?.kind === "jpeg" ? prepared.reading : undefined;
    if (!reading) return answer;
    if (!reading.words) await this.#change((now, looked, isFresh) => withTextBeforeWords(now, answer, looked, isFresh));
    this.#kept.resolve();
    const words = await reading.ended;
    if (!words) throw new ExpectedError("aborted", "Stopped.");
    return { ...answer, ...mergeText(answer.text ?? "", words.lines) };
  }

  /** Storing what is complete is not broken off by a stop. */
  async #change(change: Change): Promise<ImageRecord> {
    const never = new AbortController().signal;
    await requireSameFile(this.#ready, this.#parts, never);
    const looked = lookedOf(this.#ready, this.#parts, this.#said.text ?? "");
    const isFresh = this.#isFirst;
    this.#isFirst = false;
    return this.#parts.records.change(this.#ready.image, (now) => change(now, looked, isFresh), never);
  }
}

async function requireSameFile(ready: ReadyImage, parts: TaggingParts, signal: AbortSignal): Promise<void> {
  const now = await parts.scanner.stamp(ready.image.folder.root, ready.image.path, signal);
  if (!isSameStamp(now, ready.stamp))
    throw new ExpectedError("fileChanged", `${ready.image.path} changed while it was looked at.`);
}

function lookedOf(ready: ReadyImage, parts: TaggingParts, text: string): Looked {
  const { kind, model, promptKey: prompt } = parts.engine;
  const at = new Date(parts.clock.now()).toISOString();
  const source =
    kind === "builtin"
      ? ({ by: "builtin", name: model, at } as const)
      : ({ by: "model", name: `${kind}:${model}`, at } as const);
  const { contentKey, stamp, work } = ready;
  const vocabulary = work?.request.vocabulary?.key ?? "";
  const facts = work ? factsOf(work.prepared, ready.image.path, text) : { width: 0, height: 0, format: "" };
  return { source, engine: kind, model, prompt, vocabulary, contentKey, stamp, facts };
}
