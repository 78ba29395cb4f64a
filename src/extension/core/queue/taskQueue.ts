/** The queue as the rest of the program sees it: add, start, stop, clear, status, events. */
import type { FailureData } from "../../../shared/failures.ts";
import { steps, type ImageRecord, type LookPhase, type QueueStatus, type Step } from "../../../shared/model.ts";
import type { Clock, ImageRef } from "../ports.ts";
import type { SavedTask } from "../queueSnapshot.ts";
import { QueueRun, type RunEnd, type TaskOutcome } from "./queueRun.ts";
import { Rate } from "./rate.ts";
import type { ReadyImage, TaggingParts } from "./tagImage.ts";
import { Tasks } from "./tasks.ts";

const coalesceMs = 100;

/** Told as it happens, for each image. */
export type TaskEvent =
  | { readonly type: "step"; readonly image: ImageRef; readonly step: Step; readonly progress: number }
  | { readonly type: "stored"; readonly ready: ReadyImage; readonly step: Step; readonly record: ImageRecord }
  | { readonly type: "ended"; readonly outcome: TaskOutcome };

interface Active {
  readonly image: ImageRef;
  readonly again: boolean;
  step: Step;
  progress: number;
  /** Until the first words of the answer come. */
  phase?: LookPhase;
}

/** The asynchronous queue of images to tag. One run at a time; what waits can be saved and put back. */
export class TaskQueue {
  readonly #clock: Clock;
  readonly #image: (id: string) => ImageRef | undefined;
  readonly #tasks = new Tasks();
  /** Which images are being made ready or looked at? */
  readonly #active = new Map<string, Active>();
  /** How far did an image come before it had to wait? Its progress never goes back. */
  readonly #reached = new Map<string, number>();
  readonly #rate = new Rate();
  readonly #taskListeners = new Set<(event: TaskEvent) => void>();
  readonly #statusListeners = new Set<(status: QueueStatus) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: QueueStatus["state"] = "idle";
  #pausedBy: FailureData | undefined;
  #engine: { readonly kind: string; readonly model: string } | undefined;
  #completed = 0;
  #failed = 0;
  #stop: AbortController | undefined;
  #running: Promise<RunEnd> | undefined;

  constructor(options: { clock: Clock; image: (id: string) => ImageRef | undefined }) {
    this.#clock = options.clock;
    this.#image = options.image;
  }

  /** Adds images; answers how many were not waiting yet. Nothing starts by itself. */
  add(ids: readonly string[], options: { readonly again: boolean }): number {
    if (!this.#running && this.#tasks.size === 0) this.#completed = this.#failed = 0;
    let added = 0;
    for (const id of ids) if (!this.#active.has(id) && this.#tasks.add(id, options.again)) added++;
    if (added > 0 && this.#state === "idle") this.#state = "stopped";
    this.#statusChanged();
    return added;
  }

  /** Brings images that wait to the front. */
  prioritise(ids: readonly string[]): void {
    this.#tasks.prioritise(ids);
  }

  /** What waits or is at work, in order: enough to go on after a restart. */
  snapshot(): readonly SavedTask[] {
    return [...[...this.#active].map(([id, { again }]) => ({ id, again })), ...this.#tasks.snapshot()];
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Works until nothing is left, `stop` is called, or a pause outlasts the patience; a second call joins the first. */
  start(tagging: TaggingParts, patienceMs: (failure: FailureData) => number): Promise<RunEnd> {
    this.#running ??= this.#run(tagging, patienceMs).finally(() => {
      this.#running = undefined;
      this.#stop = undefined;
    });
    return this.#running;
  }

  /** Ends the requests in flight; answers when nothing is at work any more. What was complete is kept, the rest waits. */
  async stop(): Promise<void> {
    if (!this.#stop) return;
    this.#state = "stopping";
    this.#statusChanged();
    this.#stop.abort();
    await this.#running;
  }

  /** Forgets what waits; what is at work goes on to its end. */
  clear(): void {
    this.#tasks.clear();
    if (!this.#running) this.#state = "idle";
    this.#completed = this.#failed = 0;
    this.#statusChanged();
  }

  /** Progress of one image at work. */
  progressOf(id: string): { readonly step: Step; readonly progress: number } | undefined {
    return this.#active.get(id);
  }

  status(): QueueStatus {
    const left = this.#tasks.size + this.#active.size;
    const nowMs = this.#clock.now();
    const ratePerMinute = this.#state === "running" ? this.#rate.perMinute(nowMs) : undefined;
    const secondsLeft = this.#state === "running" ? this.#rate.secondsLeft(left, nowMs) : undefined;
    return {
      state: this.#state,
      pending: this.#tasks.size,
      active: this.#active.size,
      completed: this.#completed,
      failed: this.#failed,
      current: [...this.#active.values()].map(({ image, step, progress, phase }) => ({
        id: image.id,
        path: image.path,
        step,
        progress,
        ...(phase ? { phase } : {}),
      })),
      ...(this.#pausedBy ? { pausedBy: this.#pausedBy } : {}),
      ...(this.#engine ? { engine: this.#engine.kind, model: this.#engine.model } : {}),
      ...(ratePerMinute === undefined ? {} : { ratePerMinute }),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    };
  }

  onTask(listener: (event: TaskEvent) => void): () => void {
    this.#taskListeners.add(listener);
    return () => this.#taskListeners.delete(listener);
  }

  /** Hears of the status, at most every 100 ms. */
  onStatus(listener: (status: QueueStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#taskListeners.clear();
    this.#statusListeners.clear();
  }

  async #run(tagging: TaggingParts, patienceMs: (failure: FailureData) => number): Promise<RunEnd> {
    this.#stop = new AbortController();
    this.#engine = { kind: tagging.engine.kind, model: tagging.engine.model };
    this.#state = "running";
    this.#rate.reset();
    this.#statusChanged();
    const run = new QueueRun(
      { tagging, tasks: this.#tasks, image: this.#image, clock: this.#clock, patienceMs, events: this.#events() },
      this.#stop.signal,
    );
    const end = await run.run();
    this.#active.clear();
    this.#reached.clear();
    this.#state = end.kind === "gaveUp" ? "paused" : this.#tasks.size > 0 ? "stopped" : "idle";
    this.#pausedBy = end.kind === "gaveUp" ? end.failure : undefined;
    this.#statusChanged();
    return end;
  }

  #events() {
    return {
      begun: (image: ImageRef, again: boolean): void => {
        this.#rate.begin(this.#clock.now());
        const progress = this.#reached.get(image.id) ?? 0;
        this.#active.set(image.id, { image, again, step: "description", progress });
        this.#statusChanged();
      },
      progress: (image: ImageRef, step: Step, progress: number): void => this.#progress(image, step, progress),
      phase: (image: ImageRef, phase: LookPhase): void => {
        const active = this.#active.get(image.id);
        if (!active || active.phase === phase) return;
        active.phase = phase;
        this.#statusChanged();
      },
      stored: (ready: ReadyImage, step: Step, record: ImageRecord): void => {
        this.#tell({ type: "stored", ready, step, record });
        this.#progress(ready.image, step, (steps.indexOf(step) + 1) / steps.length);
      },
      ended: (outcome: TaskOutcome): void => this.#ended(outcome),
      paused: (failure: FailureData | undefined): void => {
        this.#state = failure ? "paused" : "running";
        this.#pausedBy = failure;
        this.#rate.reset();
        this.#statusChanged();
      },
    };
  }

  #progress(image: ImageRef, step: Step, progress: number): void {
    const active = this.#active.get(image.id);
    if (!active || progress <= active.progress) return;
    active.step = step;
    active.progress = progress;
    delete active.phase;
    this.#reached.set(image.id, progress);
    this.#tell({ type: "step", image, step, progress });
    this.#statusChanged();
  }

  #ended(outcome: TaskOutcome): void {
    this.#active.delete(outcome.image.id);
    if (outcome.state === "failed") this.#failed++;
    else if (outcome.state !== "interrupted") this.#completed++;
    if (outcome.state !== "interrupted") {
      this.#reached.delete(outcome.image.id);
      this.#rate.finished(this.#clock.now());
    }
    this.#tell({ type: "ended", outcome });
    this.#statusChanged();
  }

  #tell(event: TaskEvent): void {
    for (const listener of this.#taskListeners) listener(event);
  }

  #statusChanged(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#statusListeners) listener(this.status());
    }, coalesceMs);
  }
}
