/** Lets a bounded number of calls run at once; the others wait in the order in which they came. */
export class Slots {
  #free: number;
  /** Who waits for a slot? */
  readonly #waiting: (() => void)[] = [];
  #head = 0;

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs the call as soon as a slot is free. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await call();
    } finally {
      this.#release();
    }
  }

  #release(): void {
    const next = this.#waiting[this.#head];
    if (!next) {
      this.#waiting.length = 0;
      this.#head = 0;
      this.#free++;
      return;
    }
    this.#head++;
    next();
  }
}
