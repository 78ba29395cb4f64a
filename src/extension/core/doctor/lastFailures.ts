/** The reasons of the last failures that a person was told of, for a support report: nothing else of them is kept. */
import type { Reason } from "../../../shared/failures.ts";

const mostKept = 50;

/** Newest first. */
export class LastFailures {
  #kept: readonly { readonly reason: Reason }[] = [];

  add({ reason }: { readonly reason: Reason }): void {
    if (reason !== "aborted") this.#kept = [{ reason }, ...this.#kept].slice(0, mostKept);
  }

  get all(): readonly { readonly reason: Reason }[] {
    return this.#kept;
  }
}
