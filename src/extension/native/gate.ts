/** A gate that lets a bounded amount of work through at once, first come first served. */
import { ExpectedError, throwIfAborted } from "../../shared/failures.ts";

interface Waiter {
  readonly weight: number;
  readonly start: () => void;
}

/** Work enters with a weight; the weights inside never exceed the capacity. Work of full weight runs alone. */
export class Gate {
  readonly #capacity: number;
  /** Who is next? The head is never overtaken, so heavy work is not starved by light work. */
  readonly #waiting: Waiter[] = [];
  #inside = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Runs the task when there is room; a stop while it waits drops it, a stop later is the task's own affair. */
  async run<T>(weight: number, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(Math.min(weight, this.#capacity), signal);
    try {
      return await task();
    } finally {
      this.#inside -= Math.min(weight, this.#capacity);
      this.#advance();
    }
  }

  #enter(weight: number, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new ExpectedError("aborted", "Stopped."));
        this.#advance();
      };
      const waiter: Waiter = {
        weight,
        start: () => {
          signal.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiter);
      this.#advance();
    });
  }

  #advance(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#inside + next.weight > this.#capacity) return;
      this.#waiting.shift();
      this.#inside += next.weight;
      next.start();
    }
  }
}
