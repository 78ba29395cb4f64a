/** Turns at the stand-in's only graphics card: so many at once, the others wait, who leaves gives up its place. */

export class Turns {
  readonly #parallel: number;
  readonly #maxQueue: number;
  /** Who waits, in order of arrival? */
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(parallel: number, maxQueue: number) {
    this.#parallel = parallel;
    this.#maxQueue = maxQueue;
  }

  /** Answers with the function that ends the turn; undefined if the queue is full. Rejects when the signal fires. */
  async take(signal: AbortSignal): Promise<(() => void) | undefined> {
    signal.throwIfAborted();
    if (this.#busy >= this.#parallel) {
      if (this.#waiting.length >= this.#maxQueue) return undefined;
      await this.#wait(signal);
    } else this.#busy++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy--;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(new Error("the client left", { cause: signal.reason }));
      };
      const turn = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(turn);
    });
  }
}
