/** The rate of finished images over the recent past, and the time that the rest will take. */

/** How far back the rate looks: long enough to be steady, short enough to follow a change of the machine's load. */
const windowMs = 5 * 60_000;
const mostStamps = 50;

/** Counts finished images by time. */
export class Rate {
  #stamps: number[] = [];

  /** An image's work began: the first one starts the clock. */
  begin(nowMs: number): void {
    if (this.#stamps.length === 0) this.#stamps.push(nowMs);
  }

  finished(nowMs: number): void {
    this.#stamps.push(nowMs);
    this.#stamps = this.#stamps.filter((stamp) => nowMs - stamp <= windowMs).slice(-mostStamps);
  }

  /** After a pause the time before it says nothing. */
  reset(): void {
    this.#stamps = [];
  }

  /** Images a minute; undefined before the second stamp. */
  perMinute(nowMs: number): number | undefined {
    const first = this.#stamps[0];
    if (first === undefined || this.#stamps.length < 2 || nowMs <= first) return undefined;
    return ((this.#stamps.length - 1) * 60_000) / (nowMs - first);
  }

  /** Seconds that `left` images will take at this rate. */
  secondsLeft(left: number, nowMs: number): number | undefined {
    const perMinute = this.perMinute(nowMs);
    return perMinute === undefined || perMinute === 0 ? undefined : Math.round((left * 60) / perMinute);
  }
}
