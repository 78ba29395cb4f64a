/** Asks for the stats of many files, a bounded number at a time, by callbacks: a promise for each would cost more than the stat. */
import { stat, type Stats } from "node:fs";

/** What came of one question; `stats` or `error`. */
type Told = (error: Error | null, stats: Stats | undefined) => void;

/** Thirty-two at a time keep the system's threads busy without a long line behind them. */
export class StatPool {
  readonly #limit: number;
  /** Which files wait, with whom to tell? Two lists instead of objects, because there may be 100,000. */
  #files: string[] = [];
  #tellers: Told[] = [];
  #head = 0;
  #active = 0;
  #whenIdle: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  ask(file: string, tell: Told): void {
    this.#files.push(file);
    this.#tellers.push(tell);
    if (this.#active < this.#limit) this.#next();
  }

  /** Drops what waits; what is under way is still told. */
  clear(): void {
    this.#files = [];
    this.#tellers = [];
    this.#head = 0;
  }

  /** Resolves when everything that was asked is told. */
  idle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #next(): void {
    const file = this.#files[this.#head];
    const tell = this.#tellers[this.#head];
    if (file === undefined || tell === undefined) {
      if (this.#head > 0) this.clear();
      if (this.#active === 0) this.#whenIdle?.();
      return;
    }
    this.#head++;
    this.#active++;
    stat(file, (error, stats) => {
      this.#active--;
      tell(error, stats);
      this.#next();
    });
  }
}
