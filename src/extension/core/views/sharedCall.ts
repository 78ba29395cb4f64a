/** One piece of work that several callers wait for: it is aborted when the last of them has given up. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";

/** Starts at once; each caller joins with a signal of its own. */
export class SharedCall<T> {
  readonly #abort = new AbortController();
  readonly #answer: Promise<T>;
  #waiting = 0;
  #isSettled = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#answer = work(this.#abort.signal).finally(() => (this.#isSettled = true));
    // every caller hears of a failure by itself; one that comes when all have left is nobody's
    this.#answer.catch(() => undefined);
  }

  /** True once nobody waited any more: a later caller must start anew. */
  get isAborted(): boolean {
    return this.#abort.signal.aborted;
  }

  /** The answer, or `aborted` when the caller's own signal fires. */
  async join(signal: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    this.#waiting++;
    let leave = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(new ExpectedError("aborted", "Stopped."));
    });
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([this.#answer, left]);
    } finally {
      signal.removeEventListener("abort", leave);
      if (--this.#waiting === 0 && !this.#isSettled) this.#abort.abort();
    }
  }
}
