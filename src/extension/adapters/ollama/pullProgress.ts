/** Adds up the lines of a download, in which layers come mixed or one after the other, to one share that never goes back. */

/** How far a pull is; `fraction` is absent until a size is known. */
export interface PullProgress {
  readonly status: string;
  readonly completedBytes: number;
  readonly totalBytes: number;
  readonly fraction?: number;
}

/** A line of the stream. */
interface PullLine {
  readonly status: string;
  readonly digest?: string;
  readonly total?: number;
  readonly completed?: number;
}

interface Layer {
  readonly completed: number;
  readonly total: number;
}

/** Only the end is everything: another layer may still be announced. */
const mostBeforeEnd = 0.99;

/** One for each download. */
export class PullTally {
  readonly #layers = new Map<string, Layer>();
  #shown = 0;

  /** Takes a line; what was shown once is not taken back when another layer is announced or a part is fetched again. */
  add({ status, digest, total = 0, completed }: PullLine): PullProgress {
    if (digest && total > 0) {
      const before = this.#layers.get(digest)?.completed ?? 0;
      this.#layers.set(digest, { total, completed: Math.min(total, Math.max(before, completed ?? 0)) });
    }
    const layers = [...this.#layers.values()];
    const completedBytes = layers.reduce((sum, layer) => sum + layer.completed, 0);
    const totalBytes = layers.reduce((sum, layer) => sum + layer.total, 0);
    if (status === "success") this.#shown = 1;
    else if (totalBytes > 0) this.#shown = Math.max(this.#shown, Math.min(mostBeforeEnd, completedBytes / totalBytes));
    const isKnown = totalBytes > 0 || status === "success";
    return { status, completedBytes, totalBytes, ...(isKnown && { fraction: this.#shown }) };
  }
}
