/** What became of the tasks that have ended: kept until a person clears it, the newest of them where they are very many. */
import type { TaskView } from "../../../shared/model.ts";

/** More than this nobody reads; failures stay longest, since something can be done about them. */
const mostEnded = 2_000;

/** A task that has ended; `key` is given by the history. */
export type EndedTask = Omit<TaskView, "key" | "state" | "endedAtMs"> & {
  readonly state: "completed" | "skipped" | "failed";
  readonly endedAtMs: number;
};

/** What is kept of it over a restart. */
export interface SavedHistory {
  /** In the order in which they ended. */
  readonly ended: readonly EndedTask[];
  /** How many more there were. */
  readonly dropped: number;
}

/** Ended tasks, oldest first inside; lists are newest first. */
export class History {
  /** By image: those whose last task failed. */
  readonly #failed = new Map<string, Kept>();
  /** By number: all others, and failures that a later task of their image made good or repeated. */
  readonly #others = new Map<number, Kept>();
  #numbers = 0;
  #dropped = 0;
  #revision = 0;

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  get failedCount(): number {
    return this.#failed.size;
  }

  get doneCount(): number {
    return this.#others.size;
  }

  /** How many ended tasks are not kept any more. */
  get dropped(): number {
    return this.#dropped;
  }

  put(task: EndedTask): void {
    this.#revision++;
    const number = ++this.#numbers;
    const kept = { number, task };
    const earlier = this.#failed.get(task.id);
    if (earlier) {
      this.#failed.delete(task.id);
      this.#others.set(earlier.number, earlier);
    }
    if (task.state === "failed") this.#failed.set(task.id, kept);
    else this.#others.set(number, kept);
    this.#trim();
  }

  /** Images whose last task failed, newest first. */
  failed(limit = Infinity): readonly TaskView[] {
    return newest(this.#failed, limit);
  }

  /** All other ended tasks, newest first. */
  done(limit = Infinity): readonly TaskView[] {
    return newest(this.#others, limit);
  }

  clear(): void {
    this.#failed.clear();
    this.#others.clear();
    this.#dropped = 0;
    this.#revision++;
  }

  snapshot(): SavedHistory {
    const all = [...this.#others.values(), ...this.#failed.values()].sort((a, b) => a.number - b.number);
    return { ended: all.map(({ task }) => task), dropped: this.#dropped };
  }

  /** Puts back what was kept, before what has ended since. */
  restore({ ended, dropped }: SavedHistory): void {
    const since = this.snapshot();
    this.clear();
    this.#dropped = dropped + since.dropped;
    for (const task of [...ended, ...since.ended]) this.put(task);
  }

  #trim(): void {
    if (this.#failed.size + this.#others.size <= mostEnded) return;
    const [oldest] = this.#others.keys();
    const [oldestFailed] = this.#failed.keys();
    if (oldest !== undefined) this.#others.delete(oldest);
    else if (oldestFailed !== undefined) this.#failed.delete(oldestFailed);
    this.#dropped++;
  }
}

interface Kept {
  readonly number: number;
  readonly task: EndedTask;
}

function newest(kept: ReadonlyMap<unknown, Kept>, limit: number): readonly TaskView[] {
  return [...kept.values()]
    .reverse()
    .slice(0, limit)
    .map(({ number, task }) => ({ ...task, key: String(number) }));
}
