/** The queue as the rest of the program sees it: add, order, start, stop, clear, status, lists, events. */
import type { FailureData } from "../../../shared/failures.ts";
import { steps, type QueueStatus, type Step, type TaskView } from "../../../shared/model.ts";
import type { Clock, ImageRef } from "../ports.ts";
import type { SavedTask } from "../queueSnapshot.ts";
import { AtWork } from "./atWork.ts";
import { History, type SavedHistory } from "./history.ts";
import { QueueEvents, type TaskEvent } from "./queueEvents.ts";
import { QueueRun, type RunEnd, type RunEvents, type TaskOutcome } from "./queueRun.ts";
import { RunState } from "./runState.ts";
import type { TaggingParts } from "./readyImage.ts";
import { Tasks } from "./tasks.ts";

/** How images are added. */
export interface AddOptions {
  /** All steps again, whatever their records say. */
  readonly again: boolean;
  /** Before all that waits already; those that wait are brought to the front with them. */
  readonly first?: boolean;
}

const mostMissed = 1_000;

/** The asynchronous queue of images to tag. One run at a time; what waits can be saved and put back. */
export class TaskQueue {
  /** What became of the tasks before. */
  readonly history = new History();
  readonly #clock: Clock;
  readonly #image: (id: string) => ImageRef | undefined;
  readonly #tasks = new Tasks();
  readonly #atWork = new AtWork();
  readonly #run = new RunState();
  readonly #events = new QueueEvents(() => this.status());
  /** Which tasks ended because their file was gone? It may have moved only. */
  readonly #missed = new Map<string, SavedTask>();
  #stop: AbortController | undefined;
  #running: Promise<RunEnd> | undefined;

  constructor(options: { clock: Clock; image: (id: string) => ImageRef | undefined }) {
    this.#clock = options.clock;
    this.#image = options.image;
  }

  // ---------------------------------------------------------------- what waits

  /** Adds images; answers how many were not waiting yet. Nothing starts by itself. */
  add(ids: readonly string[], options: AddOptions): number {
    const nowMs = this.#clock.now();
    const added = this.#add(ids.map((id) => ({ id, again: options.again, sinceMs: nowMs })));
    if (options.first) this.#tasks.prioritise(ids);
    return added;
  }

  /** Puts back what waited before a restart, in its order. */
  restore(tasks: readonly SavedTask[]): void {
    this.#add(tasks);
  }

  /** Brings images that wait to the front, in this order; answers how many of them wait. */
  prioritise(ids: readonly string[]): number {
    const moved = this.#tasks.prioritise(ids);
    this.#events.statusChanged();
    return moved;
  }

  /** Takes images out that wait; answers how many. What is at work goes on to its end. */
  remove(ids: readonly string[]): number {
    const removed = this.#tasks.remove(ids);
    if (!this.#running && this.#tasks.size === 0) this.#run.enter("idle");
    this.#events.statusChanged();
    return removed;
  }

  /** Images were moved and have other ids: what waits for them goes with them, also what just ended because they were gone. */
  follow(moved: ReadonlyMap<string, string>): void {
    if (moved.size === 0) return;
    for (const [from, to] of moved) {
      this.#tasks.follow(from, to);
      const work = this.#atWork.get(from);
      // its work fails, because the file is not there any more, and begins again with this one
      if (work) work.task.id = to;
      const missed = this.#missed.get(from);
      if (missed && this.#missed.delete(from)) this.#add([{ ...missed, id: to }]);
    }
    this.#events.statusChanged();
  }

  /** Forgets what waits; what is at work goes on to its end. */
  clear(): void {
    this.#tasks.clear();
    if (!this.#running) this.#run.enter("idle");
    this.#run.forgetCounts();
    this.#events.statusChanged();
  }

  /** Puts back what had become of tasks before a restart. */
  restoreHistory(saved: SavedHistory): void {
    this.history.restore(saved);
    this.#events.statusChanged();
  }

  /** Forgets what became of the tasks before. */
  clearHistory(): void {
    this.history.clear();
    this.#events.statusChanged();
  }

  /** What waits or is at work, in order: enough to go on after a restart. */
  snapshot(): readonly SavedTask[] {
    return [...this.#atWork.snapshot(), ...this.#tasks.snapshot()];
  }

  // ---------------------------------------------------------------- the work

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Works until nothing is left, `stop` is called, or a pause outlasts the patience; a second call joins the first. */
  start(tagging: TaggingParts, patienceMs: (failure: FailureData) => number): Promise<RunEnd> {
    this.#running ??= this.#work(tagging, patienceMs).finally(() => {
      this.#running = undefined;
      this.#stop = undefined;
    });
    return this.#running;
  }

  /** Ends the requests in flight; answers when nothing is at work any more. What was complete is kept, the rest waits. */
  async stop(): Promise<void> {
    if (!this.#stop) return;
    this.#run.enter("stopping");
    this.#events.statusChanged();
    this.#stop.abort();
    await this.#running;
  }

  // ---------------------------------------------------------------- what is shown

  /** Progress of one image at work. */
  progressOf(id: string): { readonly step: Step; readonly progress: number } | undefined {
    return this.#atWork.get(id);
  }

  status(): QueueStatus {
    return this.#run.status(this.#tasks.size, this.#atWork.current(), this.#clock.now());
  }

  /** Grow when images come to work or leave it, when what waits or its order changes, and when a task ends. */
  revisions(): { readonly running: number; readonly waiting: number; readonly ended: number } {
    return { running: this.#atWork.revision, waiting: this.#tasks.revision, ended: this.history.revision };
  }

  /** The tasks at work. */
  running(): readonly TaskView[] {
    return this.#atWork.views(this.#run.made);
  }

  /** The first of those that wait; no more of them are looked at, however many there are. */
  waiting(limit: number): readonly TaskView[] {
    const views: TaskView[] = [];
    for (const { id, again, sinceMs, reached } of this.#tasks) {
      if (views.length >= limit) break;
      const path = this.#image(id)?.path;
      if (path === undefined) continue; // left the library while it waited
      const way = reached > 0 ? { state: "interrupted" as const, progress: reached } : { state: "pending" as const };
      views.push({ key: id, id, path, again, waitingSinceMs: sinceMs, ...way });
    }
    return views;
  }

  /** The images that wait, in order. */
  *waitingIds(): Generator<string> {
    for (const { id } of this.#tasks) yield id;
  }

  onTask(listener: (event: TaskEvent) => void): () => void {
    return this.#events.onTask(listener);
  }

  /** Hears of the status, at most every 100 ms. */
  onStatus(listener: (status: QueueStatus) => void): () => void {
    return this.#events.onStatus(listener);
  }

  dispose(): void {
    this.#events.dispose();
  }

  // ---------------------------------------------------------------- inside

  #miss({ id, again, waitingSinceMs }: Pick<TaskView, "id" | "again" | "waitingSinceMs">): void {
    this.#missed.set(id, { id, again, sinceMs: waitingSinceMs });
    const [oldest] = this.#missed.keys();
    if (this.#missed.size > mostMissed && oldest !== undefined) this.#missed.delete(oldest);
  }

  #add(tasks: readonly SavedTask[]): number {
    if (!this.#running && this.#tasks.size === 0) this.#run.forgetCounts();
    const nowMs = this.#clock.now();
    let added = 0;
    for (const { id, again, sinceMs } of tasks)
      if (!this.#atWork.get(id) && this.#tasks.add(id, again, sinceMs ?? nowMs)) added++;
    if (added > 0 && this.#run.state === "idle") this.#run.enter("stopped");
    this.#events.statusChanged();
    return added;
  }

  async #work(tagging: TaggingParts, patienceMs: (failure: FailureData) => number): Promise<RunEnd> {
    this.#stop = new AbortController();
    this.#run.run(tagging.engine.kind, tagging.engine.model);
    this.#events.statusChanged();
    const events = this.#runEvents();
    const run = new QueueRun(
      { tagging, tasks: this.#tasks, image: this.#image, clock: this.#clock, patienceMs, events },
      this.#stop.signal,
    );
    const end = await run.run();
    this.#atWork.clear();
    if (end.kind === "gaveUp") this.#run.pause(end.failure, this.#clock.now());
    else this.#run.enter(this.#tasks.size > 0 ? "stopped" : "idle");
    this.#events.statusChanged();
    return end;
  }

  #runEvents(): RunEvents {
    return {
      begun: (image, task) => {
        const nowMs = this.#clock.now();
        this.#run.begun(nowMs);
        this.#atWork.begin(image, task);
        this.#events.statusChanged();
      },
      looking: (image) => {
        this.#atWork.looking(image.id, this.#clock.now());
        this.#events.statusChanged();
      },
      progress: (image, step, progress) => this.#progress(image, step, progress),
      phase: (image, phase) => {
        if (this.#atWork.entered(image.id, phase)) this.#events.statusChanged();
      },
      stored: (ready, step, record) => {
        this.#events.tell({ type: "stored", ready, step, record });
        this.#progress(ready.image, step, (steps.indexOf(step) + 1) / steps.length);
      },
      ended: (outcome) => this.#ended(outcome),
      paused: (failure) => {
        if (failure) this.#run.pause(failure, this.#clock.now());
        else this.#run.goOn();
        this.#events.statusChanged();
      },
    };
  }

  #progress(image: ImageRef, step: Step, progress: number): void {
    if (!this.#atWork.progressed(image.id, step, progress)) return;
    this.#events.tell({ type: "step", image, step, progress });
    this.#events.statusChanged();
  }

  #ended(outcome: TaskOutcome): void {
    const { image, state, failure } = outcome;
    const work = this.#atWork.end(image.id);
    if (failure?.reason === "notFound" && work) this.#miss(work.origin);
    if (state !== "interrupted") {
      const endedAtMs = this.#clock.now();
      this.#run.ended(state, endedAtMs);
      if (work)
        this.history.put({ ...work.origin, state, endedAtMs, ...(failure ? { failure } : {}), ...this.#run.made });
    }
    this.#events.tell({ type: "ended", outcome });
    this.#events.statusChanged();
  }
}
