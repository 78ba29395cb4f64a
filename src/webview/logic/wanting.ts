/** Which places of the grid are wanted: those in view, or for a while those of what stands before it. */
import type { IndexRange } from "./gridLayout.ts";

/** Time between one asking and the next: most of what is only flown over is never asked for. */
const settleMs = 60;
const nothing: IndexRange = { first: 0, end: 0 };

export class Wanting {
  /** What is asked for now. */
  range: IndexRange = nothing;
  /** What the grid has in view, whatever stands before it. */
  inGrid: IndexRange = nothing;
  readonly #ask: () => void;
  #isInstead = false;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  close(): void {
    clearTimeout(this.#settling);
  }

  want(range: IndexRange): void {
    this.inGrid = range;
    if (!this.#isInstead) this.#want(range);
  }

  /** These come before those of the grid; undefined: the grid's again. */
  wantInstead(range: IndexRange | undefined): void {
    this.#isInstead = range !== undefined;
    const next = range ?? this.inGrid;
    if (next.first !== this.range.first || next.end !== this.range.end) this.#want(next);
  }

  #want(range: IndexRange): void {
    this.range = range;
    if (this.#settling !== undefined) return;
    // the first wish of a while is granted at once, those of a scroll that goes on no oftener than so
    this.#ask();
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      if (this.range !== range) this.#want(this.range);
    }, settleMs);
  }
}
