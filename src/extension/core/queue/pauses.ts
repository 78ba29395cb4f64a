/** Which failures are the image's own, and which stop the whole queue until the user or the server does something. */
import type { Reason } from "../../../shared/failures.ts";
import type { ImageRow } from "../rows.ts";

/** The engine or the disk is at fault: the image stays in the queue, the queue pauses and tells the remedy. */
const pausing: ReadonlySet<Reason> = new Set<Reason>([
  "engineUnreachable",
  "engineBusy",
  "engineForbidden",
  "modelMissing",
  "modelWithoutVision",
  "modelUnloadable",
  "outOfMemory",
  "diskFull",
  "volumeMissing",
  "writeFailed",
]);

/** Faults that may be the server's or the image's: several in a row are the server's. */
const suspicious: ReadonlySet<Reason> = new Set<Reason>(["engineRefused", "engineFailed", "timedOut"]);
const mostInARow = 3;

/** Tells pauses from failures, remembering how many suspicious ones came in a row. */
export class PauseJudge {
  #inARow = 0;

  succeeded(): void {
    this.#inARow = 0;
  }

  /** True where the queue must pause for this failure. */
  pausesFor(reason: Reason): boolean {
    if (pausing.has(reason)) return true;
    if (!suspicious.has(reason)) return false;
    this.#inARow++;
    return this.#inARow > mostInARow;
  }
}

/** The file itself is at fault: trying again is no use until it changes. */
export function isFilesOwnFault(reason: string): boolean {
  return reason === "undecodable" || reason === "tooLarge";
}

/** Of images in order, those that failed, and those of them that are worth another try. */
export function failedAmong(
  ids: readonly string[],
  rowOf: (id: string) => Pick<ImageRow, "state" | "failureReason"> | undefined,
): { readonly failed: readonly string[]; readonly worthIt: readonly string[] } {
  const failed = ids.filter((id) => rowOf(id)?.state === "failed");
  return { failed, worthIt: failed.filter((id) => !isFilesOwnFault(rowOf(id)?.failureReason ?? "")) };
}
