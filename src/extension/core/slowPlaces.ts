/** Deadlines for places that may not answer, as a share whose server is away: they fail by name, and hold nothing else. */
import { ExpectedError } from "../../shared/failures.ts";

/** Longer than any drive needs to wake up, or a share to come back after a stumble. */
const usualDeadlineMs = 30_000;
/** Each call that hangs takes one of the few threads that files are read with: no more than so many for a place. */
const mostHanging = 2;

/** Calls to places, told apart by their root. */
export class SlowPlaces {
  readonly #deadlineMs: number;
  /** How many calls are past their deadline and have not come back? */
  readonly #hanging = new Map<string, number>();

  constructor(deadlineMs = usualDeadlineMs) {
    this.#deadlineMs = deadlineMs;
  }

  /** The answer of the call; `volumeMissing` once the deadline is over. What comes of the call later is nobody's business. */
  async call<T>(root: string, call: () => Promise<T>): Promise<T> {
    if ((this.#hanging.get(root) ?? 0) >= mostHanging) throw noAnswer(root);
    const working = call();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#hangs(root, working);
      late.reject(noAnswer(root));
    }, this.#deadlineMs);
    try {
      return await Promise.race([working, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #hangs(root: string, working: Promise<unknown>): void {
    this.#hanging.set(root, (this.#hanging.get(root) ?? 0) + 1);
    const back = (): void => {
      const left = (this.#hanging.get(root) ?? 1) - 1;
      if (left > 0) this.#hanging.set(root, left);
      else this.#hanging.delete(root);
    };
    working.then(back, back);
  }
}

/** Answers when the work is done or the time is over, whichever comes first; the work goes on. */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

function noAnswer(root: string): ExpectedError {
  const cause = Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
  return new ExpectedError("volumeMissing", `${root} does not answer. Check its drive or network share.`, { cause });
}
