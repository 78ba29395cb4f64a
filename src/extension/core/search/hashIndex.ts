/**
 * Finds the nearest of many hashes without comparing all: of two that differ by fewer than eight bits, at least one of four parts
 * differs by at most one bit, so only those that share such a part are compared.
 */
import { bitsApart, countBits, mostBitsApart, partsOf, type Look } from "./pictureHashes.ts";

/** So many are compared with one: more share a part only where they were made to, or show next to nothing. */
const mostCompared = 2_000;
const partBits = 16;

/** The nearest known picture by its number; -1 where none is near. `isCut`: not all that might be near were compared. */
interface Nearest {
  readonly at: number;
  readonly isCut: boolean;
}

/** The best so far, and how many may still be compared. */
interface Search {
  at: number;
  bits: number;
  left: number;
}

/** Looks by number, each found by the four parts of its hash. Flat arrays: an object for each would take ten times as long. */
export class HashIndex {
  readonly #looks: Look[] = [];
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  /** For each value of each part one more than the number of the last look that has it; 0 where none has. */
  readonly #heads = new Int32Array(4 * 2 ** partBits);
  /** For each part of each look the one before it that has the same value there, as in `#heads`. */
  readonly #before: Int32Array;
  #steps = 0;

  /** At most so many are taken. */
  constructor(capacity: number) {
    this.#high = new Int32Array(capacity);
    this.#low = new Int32Array(capacity);
    this.#before = new Int32Array(4 * capacity);
  }

  /** How much was looked up and compared so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Takes a look; its number is how many were taken before. */
  add(look: Look): void {
    const at = this.#looks.push(look) - 1;
    this.#high[at] = look.hash.high;
    this.#low[at] = look.hash.low;
    partsOf(look.hash).forEach((value, part) => {
      const head = (part << partBits) | value;
      this.#before[4 * at + part] = this.#heads[head] ?? 0;
      this.#heads[head] = at + 1;
    });
  }

  nearest(look: Look): Nearest {
    const search: Search = { at: -1, bits: Infinity, left: mostCompared };
    const parts = partsOf(look.hash);
    // the same parts first: the nearest are most likely among them, and come before a crowd uses up what may be compared
    parts.forEach((value, part) => this.#compare(look, part, value, search));
    for (let bit = 0; bit < partBits && search.bits > 0; bit++)
      parts.forEach((value, part) => this.#compare(look, part, value ^ (1 << bit), search));
    return { at: search.at, isCut: search.at < 0 && search.left < 0 };
  }

  /** Of two that are equally near the one that was added first is taken, whichever part leads to it. */
  #compare(look: Look, part: number, value: number, search: Search): void {
    const [high, low] = [look.hash.high | 0, look.hash.low | 0];
    let next = this.#heads[(part << partBits) | value] ?? 0;
    let [steps, { left }] = [1, search];
    for (; next > 0 && --left >= 0; steps++) {
      const at = next - 1;
      next = this.#before[4 * at + part] ?? 0;
      const most = Math.min(search.bits, mostBitsApart);
      if (countBits((this.#high[at] ?? 0) ^ high) + countBits((this.#low[at] ?? 0) ^ low) > most) continue;
      const other = this.#looks[at];
      const bits = other && bitsApart(look, other);
      if (bits === undefined || (bits === search.bits && at > search.at)) continue;
      [search.at, search.bits] = [at, bits];
    }
    search.left = left;
    this.#steps += steps;
  }
}
