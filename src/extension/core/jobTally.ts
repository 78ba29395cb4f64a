/** Counts what one job came to, and says whether it was long enough that its end is worth a word. */
import type { TaskOutcome } from "./queue/queueRun.ts";

const longMs = 60_000;

/** From the first image of a job to its end; a stop and a resume make two jobs. */
export class JobTally {
  readonly #startedAtMs: number;
  #completed = 0;
  #failed = 0;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  get completed(): number {
    return this.#completed;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Takes what became of one image; what was skipped or put back is no work done. */
  take({ state }: Pick<TaskOutcome, "state">): void {
    if (state === "completed") this.#completed++;
    if (state === "failed") this.#failed++;
  }

  /** People who waited that long look elsewhere by now; a short job was watched. */
  isWorthAWord(nowMs: number): boolean {
    return this.#completed + this.#failed > 0 && nowMs - this.#startedAtMs > longMs;
  }
}
