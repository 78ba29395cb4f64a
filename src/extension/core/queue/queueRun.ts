/** One run of the queue: images are made ready ahead, looked at one after the other, stored behind. */
import { failureOf, isAbort, type FailureData } from "../../../shared/failures.ts";
import type { ImageRecord, LookPhase, Step } from "../../../shared/model.ts";
import type { Clock, ImageRef } from "../ports.ts";
import { isFoldersFault, PauseJudge } from "./pauses.ts";
import { ReadyBuffer } from "./readyBuffer.ts";
import type { ReadyImage, TaggingEvent, TaggingParts } from "./readyImage.ts";
import { look, makeReady, storeFailure } from "./tagImage.ts";
import type { Task, Tasks } from "./tasks.ts";

const busyRetryMs = 3_000;
const awayRetryMs = 15_000;
const firstHealthWaitMs = 500;
const longestHealthWaitMs = 15_000;
/** A server that answers for its health and refuses all work, as one with a limit for the hour does, is asked no more often. */
const longestFirstWaitMs = 60_000;
/** Images made ready at a time; more would only compete with the engine for the processor. */
const readyMakers = 2;
const mostChangesUnderWork = 2;

/** What became of one image in this run. */
export interface TaskOutcome {
  readonly image: ImageRef;
  readonly state: "completed" | "skipped" | "failed" | "interrupted";
  readonly failure?: FailureData;
  readonly modelCalls: number;
  /** The record as it stands now, and the content it belongs to. */
  readonly record?: ImageRecord | undefined;
  readonly ready?: ReadyImage | undefined;
}

/** What a run tells while it goes on. */
export interface RunEvents {
  begun(image: ImageRef, task: Task): void;
  /** The engine has it now. */
  looking(image: ImageRef): void;
  progress(image: ImageRef, step: Step, progress: number): void;
  /** What goes on before the first words of an answer. */
  phase(image: ImageRef, phase: LookPhase): void;
  /** A step is on the disk. */
  stored(ready: ReadyImage, step: Step, record: ImageRecord): void;
  ended(outcome: TaskOutcome): void;
  paused(failure: FailureData | undefined): void;
}

/** What a run needs. */
export interface RunParts {
  readonly tagging: TaggingParts;
  readonly tasks: Tasks;
  readonly image: (id: string) => ImageRef | undefined;
  readonly clock: Clock;
  /** For how long a pause for this reason is waited out before the run gives up; 0 at once. */
  readonly patienceMs: (failure: FailureData) => number;
  readonly events: RunEvents;
}

/** Why a run ended. */
export type RunEnd =
  { readonly kind: "drained" | "stopped" } | { readonly kind: "gaveUp"; readonly failure: FailureData };

interface Prepared {
  readonly task: Task;
  readonly ready: ReadyImage;
}

/** Works until nothing is left, the signal fires, or a pause outlasts the patience. Never rejects. */
export class QueueRun {
  readonly #parts: RunParts;
  readonly #signal: AbortSignal;
  readonly #giveUp = new AbortController();
  #buffer: ReadyBuffer<Prepared>;
  readonly #judge = new PauseJudge();
  /** Resolves when the pause is over; undefined while there is none. */
  #pause: Promise<void> | undefined;
  #gaveUpFor: FailureData | undefined;
  /** How many images were begun and have not ended? */
  #atWork = 0;
  /** Resolves when the folders are given up; undefined while nobody does that. */
  #releasing: Promise<void> | undefined;
  /** Which contents have their record still on its way to the disk? */
  readonly #storing = new Map<string, Promise<void>>();
  /** Which answers are not on the disk yet? */
  readonly #unkept = new Set<Promise<void>>();
  /** Who waits for the look at the same content to end, to take its answer over? Absent where nobody looks at it. */
  readonly #same = new Map<string, Prepared[]>();

  constructor(parts: RunParts, stop: AbortSignal) {
    this.#parts = parts;
    this.#signal = AbortSignal.any([stop, this.#giveUp.signal]);
    this.#buffer = this.#newBuffer();
  }

  async run(): Promise<RunEnd> {
    // a fault of the disk at the very end puts its image back: then there is another round
    do await this.#round();
    while (this.#parts.tasks.size > 0 && !this.#signal.aborted);
    await this.#parts.tagging.engine.rest?.();
    if (this.#gaveUpFor) return { kind: "gaveUp", failure: this.#gaveUpFor };
    return { kind: this.#signal.aborted ? "stopped" : "drained" };
  }

  async #round(): Promise<void> {
    this.#buffer = this.#newBuffer();
    const makers = Promise.all(Array.from({ length: readyMakers }, () => this.#makeReady())).then(() =>
      this.#buffer.close(),
    );
    const lookers = Array.from({ length: this.#parts.tagging.engine.concurrency }, () => this.#look());
    await Promise.all([makers, ...lookers]);
    await Promise.all(this.#storing.values());
    for (const { task, ready } of this.#buffer.drain()) this.#again(task, ready.image);
  }

  #newBuffer(): ReadyBuffer<Prepared> {
    return new ReadyBuffer(this.#parts.tagging.engine.concurrency + 1);
  }

  async #makeReady(): Promise<void> {
    while (!this.#signal.aborted) {
      await this.#buffer.room();
      await this.#pause;
      const task = await this.#next();
      if (!task) return;
      const image = this.#parts.image(task.id);
      if (!image) continue; // left the library while it waited
      this.#atWork++;
      this.#parts.events.begun(image, task);
      try {
        this.#buffer.give({ task, ready: await makeReady(image, task.again, this.#parts.tagging, this.#signal) });
      } catch (thrown) {
        await this.#fail(task, image, thrown, undefined);
      }
    }
  }

  /** The next task; waits while only tasks of busy folders are left. */
  async #next(): Promise<Task | undefined> {
    while (!this.#signal.aborted) {
      await this.#releasing;
      const next = this.#parts.tasks.take(this.#parts.clock.now());
      if (!next || "id" in next) return next;
      // two programs that both wait would wait for each other for ever: what is done here is given up meanwhile
      if (this.#atWork === 0)
        await (this.#releasing ??= this.#parts.tagging.releaseFolders().finally(() => (this.#releasing = undefined)));
      await this.#sleep(next.waitMs);
    }
    return undefined;
  }

  #ended(outcome: TaskOutcome): void {
    this.#atWork--;
    this.#parts.events.ended(outcome);
  }

  async #look(): Promise<void> {
    for (let item = await this.#buffer.take(); item; item = await this.#buffer.take()) {
      if (!item.ready.work?.mayCopy) await this.#lookAt(item);
      else await this.#lookAtSame(item);
    }
  }

  /** Looks at a picture, or leaves it to the one who looks at the same picture now: no two hosts are asked for one answer. */
  async #lookAtSame(first: Prepared): Promise<void> {
    const { contentKey } = first.ready;
    const waiting = this.#same.get(contentKey);
    if (waiting) {
      waiting.push(first);
      return;
    }
    const same = [first];
    this.#same.set(contentKey, same);
    for (let item = same.shift(); item; item = same.shift()) await this.#lookAt(item);
    this.#same.delete(contentKey);
  }

  /** An engine that is faster than the disk waits for it: answers that pile up in memory would be lost with the process. */
  async #keepUp(): Promise<void> {
    while (this.#unkept.size > this.#parts.tagging.engine.concurrency) await Promise.race(this.#unkept);
  }

  async #lookAt({ task, ready }: Prepared): Promise<void> {
    await this.#pause;
    await this.#keepUp();
    if (this.#signal.aborted) return this.#again(task, ready.image);
    const onEvent = (event: TaggingEvent): void => {
      if (event.type === "calls") task.modelCalls += event.modelCalls;
      else if (event.type === "phase") this.#parts.events.phase(ready.image, event.phase);
      else if (event.type === "progress") this.#parts.events.progress(ready.image, event.step, event.progress);
      else this.#parts.events.stored(ready, event.step, event.record);
    };
    try {
      await this.#storing.get(ready.contentKey); // the same picture again: its answer can be taken over
      if (ready.work) this.#parts.events.looking(ready.image);
      const { stored, kept } = await look(ready, this.#parts.tagging, onEvent, this.#signal);
      this.#judge.succeeded();
      this.#unkept.add(kept);
      void kept.then(() => this.#unkept.delete(kept));
      this.#await(ready.contentKey, this.#finish(task, ready, stored));
    } catch (thrown) {
      await this.#fail(task, ready.image, thrown, ready);
    }
  }

  async #finish(task: Task, ready: ReadyImage, stored: Promise<ImageRecord | undefined>): Promise<void> {
    try {
      const record = await stored;
      const state = ready.work || ready.isCopied ? "completed" : "skipped";
      this.#ended({ image: ready.image, state, modelCalls: callsOf(task), record, ready });
    } catch (thrown) {
      await this.#fail(task, ready.image, thrown, ready);
    }
  }

  async #fail(task: Task, image: ImageRef, thrown: unknown, ready: ReadyImage | undefined): Promise<void> {
    if (isAbort(thrown) || this.#signal.aborted) return this.#again(task, image);
    // the image was moved under the work
    if (task.id !== image.id) return this.#again(task, image);
    const failure = await this.#whyOf(image, thrown);
    if (isFoldersFault(failure.reason)) return this.#waitForFolder(task, image, failure);
    if (failure.reason === "fileChanged" && ++task.changes <= mostChangesUnderWork) return this.#again(task, image);
    if (this.#judge.pausesFor(failure.reason)) {
      this.#again(task, image);
      await this.#pauseFor(failure);
      return;
    }
    const record = await this.#keep(image, failure, ready);
    this.#ended({ image, state: "failed", failure, modelCalls: callsOf(task), record, ready });
  }

  /** An image that is not found is not gone where its drive is. */
  async #whyOf(image: ImageRef, thrown: unknown): Promise<FailureData> {
    const failure = failureOf(thrown);
    if (failure.reason !== "notFound") return failure;
    try {
      await this.#parts.tagging.scanner.stamp(image.folder.root, image.path, this.#signal);
      return failure;
    } catch (other) {
      const why = failureOf(other);
      return why.reason === "volumeMissing" ? why : failure;
    }
  }

  /** A failure is noted with the image; where even that fails, it is at least told. */
  async #keep(image: ImageRef, failure: FailureData, ready: ReadyImage | undefined): Promise<ImageRecord | undefined> {
    if (failure.reason === "notFound") return undefined;
    const { scanner } = this.#parts.tagging;
    const never = new AbortController().signal;
    try {
      const stamp = ready?.stamp ?? (await scanner.stamp(image.folder.root, image.path, never));
      const contentKey = ready?.contentKey ?? (await scanner.contentKey(image.folder.root, image.path, never));
      return await storeFailure(
        image,
        failure,
        { contentKey, ...(stamp ? { stamp } : {}) },
        this.#parts.tagging,
        never,
      );
    } catch {
      return undefined; // an unreadable file or a full disk: the failure is told all the same and met again next time
    }
  }

  #waitForFolder(task: Task, image: ImageRef, failure: FailureData): void {
    const nowMs = this.#parts.clock.now();
    task.busySinceMs ||= nowMs;
    if (nowMs - task.busySinceMs >= this.#parts.patienceMs(failure)) {
      this.#ended({ image, state: "failed", failure, modelCalls: callsOf(task) });
      return;
    }
    task.notBeforeMs = nowMs + (failure.reason === "folderBusy" ? busyRetryMs : awayRetryMs);
    this.#again(task, image);
  }

  /** Puts an image back into the queue, whether it is to be tried once more or its work was broken off. */
  #again(task: Task, image: ImageRef): void {
    this.#parts.tasks.putBack(task);
    this.#ended({ image, state: "interrupted", modelCalls: callsOf(task) });
  }

  /** One pause at a time: asks the engine until it is well again, or gives up. */
  #pauseFor(failure: FailureData): Promise<void> {
    this.#pause ??= this.#waitForHealth(failure).finally(() => {
      this.#pause = undefined;
    });
    return this.#pause;
  }

  async #waitForHealth(first: FailureData): Promise<void> {
    const { sinceMs, inVain } = this.#judge.paused(this.#parts.clock.now());
    const firstWaitMs = Math.min(firstHealthWaitMs * 2 ** inVain, longestFirstWaitMs);
    const longestMs = Math.max(firstWaitMs, longestHealthWaitMs);
    let failure = first;
    for (let waitMs = firstWaitMs; !this.#signal.aborted; waitMs = Math.min(waitMs * 2, longestMs)) {
      this.#parts.events.paused(failure);
      if (this.#parts.clock.now() - sinceMs >= this.#parts.patienceMs(failure)) {
        this.#gaveUpFor = failure;
        this.#giveUp.abort();
        return;
      }
      await this.#sleep(waitMs);
      try {
        await this.#parts.tagging.engine.checkHealth(this.#signal);
        this.#judge.recovered();
        this.#parts.events.paused(undefined);
        return;
      } catch (thrown) {
        if (!isAbort(thrown)) failure = failureOf(thrown);
      }
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await this.#parts.clock.sleep(milliseconds, this.#signal).catch(() => undefined); // a stop ends the wait; the loops look
  }

  #await(contentKey: string, finishing: Promise<void>): void {
    const storing = Promise.all([this.#storing.get(contentKey), finishing]).then(() => undefined);
    this.#storing.set(contentKey, storing);
    void storing.finally(() => {
      if (this.#storing.get(contentKey) === storing) this.#storing.delete(contentKey);
    });
  }
}

/** Each request is told of once, with the outcome that follows it. */
function callsOf(task: Task): number {
  const calls = task.modelCalls;
  task.modelCalls = 0;
  return calls;
}
