/** The waiting tasks of the queue: which images wait, and in which order. */
import type { SavedTask } from "../queueSnapshot.ts";
import { Line } from "./line.ts";

/** The work on one image. */
export interface Task {
  /** Another one after the image was moved. */
  id: string;
  /** When it was asked for (milliseconds since the epoch). */
  readonly sinceMs: number;
  /** Do all steps again, whatever the record says. A later request for a waiting image may raise it. */
  again: boolean;
  /** Not to be tried before this time (milliseconds since the epoch): another program holds its folder. */
  notBeforeMs: number;
  /** Since when has its folder been busy? 0 while it is not. */
  busySinceMs: number;
  /** How often did the file change under the work? */
  changes: number;
  /** Requests with this image that were sent so far and not told of yet. */
  modelCalls: number;
  /** How far it had come when its work was broken off, 0 to 1. */
  reached: number;
}

/** Waiting tasks in order; each image at most once. */
export class Tasks {
  /** Those whose time has come, and those of busy folders, which are looked at when nothing else is left. */
  readonly #due = new Line<Task>();
  readonly #later = new Line<Task>();
  readonly #byId = new Map<string, Task>();
  #revision = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Grows with every change of what waits or of its order. */
  get revision(): number {
    return this.#revision;
  }

  /** In order; who takes only the first few pays for no more. */
  *[Symbol.iterator](): Generator<Task> {
    yield* this.#due;
    yield* this.#later;
  }

  /** What waits, in order: enough to put it back. */
  snapshot(): readonly SavedTask[] {
    return Array.from(this, ({ id, again, sinceMs }) => ({ id, again, sinceMs }));
  }

  /** Adds an image at the end; a second request for it only raises `again`, where it stands. Answers whether it is new. */
  add(id: string, again: boolean, sinceMs: number): boolean {
    const known = this.#byId.get(id);
    if (known) known.again ||= again;
    else {
      const task = { id, sinceMs, again, notBeforeMs: 0, busySinceMs: 0, changes: 0, modelCalls: 0, reached: 0 };
      this.#byId.set(id, task);
      this.#due.addLast(task);
      this.#revision++;
    }
    return !known;
  }

  /** Puts a task back: to the front, or to the end if it has to wait. */
  putBack(task: Task): void {
    if (this.#byId.has(task.id)) return;
    this.#byId.set(task.id, task);
    if (task.notBeforeMs > 0) this.#later.addLast(task);
    else this.#due.addFirst(task);
    this.#revision++;
  }

  /** An image has another id from now on; if it waits, it keeps its place. */
  follow(from: string, to: string): void {
    const task = this.#byId.get(from);
    if (!task) return;
    const other = this.#byId.get(to);
    if (other) {
      other.again ||= task.again;
      return this.#leave(task);
    }
    this.#byId.delete(from);
    task.id = to;
    this.#byId.set(to, task);
    this.#revision++;
  }

  /** Takes the first task whose time has come; else says when the earliest comes, or that none is left. */
  take(nowMs: number): Task | { readonly waitMs: number } | undefined {
    // each of them waits equally long, so that the first of the line is the first whose time comes
    const task = this.#due.first ?? this.#later.first;
    if (!task) return undefined;
    if (task.notBeforeMs > nowMs) return { waitMs: task.notBeforeMs - nowMs };
    this.#leave(task);
    return task;
  }

  /** Brings these images to the front, in this order; answers how many of them wait. Also what waited for its folder is tried. */
  prioritise(ids: readonly string[]): number {
    const wanted = new Set(ids.flatMap((id) => this.#byId.get(id) ?? []));
    for (const task of [...wanted].reverse()) {
      this.#later.delete(task);
      task.notBeforeMs = 0;
      this.#due.addFirst(task);
    }
    if (wanted.size > 0) this.#revision++;
    return wanted.size;
  }

  /** Answers how many of these images waited. */
  remove(ids: readonly string[]): number {
    const before = this.size;
    for (const id of ids) {
      const task = this.#byId.get(id);
      if (task) this.#leave(task);
    }
    return before - this.size;
  }

  clear(): void {
    this.#due.clear();
    this.#later.clear();
    this.#byId.clear();
    this.#revision++;
  }

  #leave(task: Task): void {
    if (!this.#due.delete(task)) this.#later.delete(task);
    this.#byId.delete(task.id);
    this.#revision++;
  }
}
