/** The tasks of the queue: which images wait, and in which order. */

import type { SavedTask } from "../queueSnapshot.ts";

/** The work on one image. */
export interface Task {
  readonly id: string;
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
}

/** Waiting tasks in order; each image at most once. */
export class Tasks {
  #order: Task[] = [];
  #head = 0;
  readonly #byId = new Map<string, Task>();

  get size(): number {
    return this.#byId.size;
  }

  /** Ids that wait, in order, with whether they are to be done again. */
  snapshot(): readonly SavedTask[] {
    return this.#order.slice(this.#head).map(({ id, again }) => ({ id, again }));
  }

  /** Adds an image at the end; a second request for it only raises `again`, where it stands. Answers whether it is new. */
  add(id: string, again: boolean): boolean {
    const known = this.#byId.get(id);
    if (known) known.again ||= again;
    else this.#push({ id, again, notBeforeMs: 0, busySinceMs: 0, changes: 0, modelCalls: 0 });
    return !known;
  }

  /** Puts a task back: to the front, or to the end if it has to wait. */
  putBack(task: Task): void {
    if (this.#byId.has(task.id)) return;
    if (task.notBeforeMs > 0) return this.#push(task);
    this.#order = [task, ...this.#order.slice(this.#head)];
    this.#head = 0;
    this.#byId.set(task.id, task);
  }

  /** Takes the first task whose time has come; else says when the earliest comes, or that none is left. */
  take(nowMs: number): Task | { readonly waitMs: number } | undefined {
    if (this.#byId.size === 0) return undefined;
    let earliestMs = Infinity;
    for (let i = this.#head; i < this.#order.length; i++) {
      const task = this.#order[i];
      if (!task) continue;
      if (task.notBeforeMs > nowMs) {
        earliestMs = Math.min(earliestMs, task.notBeforeMs);
        continue;
      }
      if (i === this.#head) this.#head++;
      else this.#order.splice(i, 1);
      this.#byId.delete(task.id);
      this.#compact();
      return task;
    }
    return { waitMs: earliestMs - nowMs };
  }

  /** Brings these images to the front, in this order. */
  prioritise(ids: readonly string[]): void {
    const first = ids.flatMap((id) => this.#byId.get(id) ?? []);
    const wanted = new Set(first);
    this.#order = [...first, ...this.#order.slice(this.#head).filter((task) => !wanted.has(task))];
    this.#head = 0;
  }

  clear(): void {
    this.#order = [];
    this.#head = 0;
    this.#byId.clear();
  }

  #push(task: Task): void {
    this.#order.push(task);
    this.#byId.set(task.id, task);
  }

  /** Taken tasks are cut off now and then, so that taking costs the same however long the queue is. */
  #compact(): void {
    if (this.#head < 1_000 || this.#head * 2 < this.#order.length) return;
    this.#order = this.#order.slice(this.#head);
    this.#head = 0;
  }
}
