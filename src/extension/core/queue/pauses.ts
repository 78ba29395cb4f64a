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
  "writeFailed",
]);

/** Faults that may be the server's or the image's: several in a row are the server's. */
const suspicious: ReadonlySet<Reason> = new Set<Reason>(["engineRefused", "engineFailed", "timedOut", "imageNotSeen"]);
const mostInARow = 3;

/** Tells pauses from failures, remembering how many suspicious ones came in a row, and how many pauses were in vain. */
export class PauseJudge {
  #inARow = 0;
  #inVain = 0;
  #troubleSinceMs: number | undefined;

  /** An image got its answer: what was before is over. */
  succeeded(): void {
    this.recovered();
    this.#inVain = 0;
    this.#troubleSinceMs = undefined;
  }

  /** The engine says that it is well, which is not proven before it answers for an image. */
  recovered(): void {
    this.#inARow = 0;
  }

  /** A pause begins: since when there has been no answer, and how many pauses since then ended too soon. */
  paused(nowMs: number): { readonly sinceMs: number; readonly inVain: number } {
    this.#troubleSinceMs ??= nowMs;
    return { sinceMs: this.#troubleSinceMs, inVain: this.#inVain++ };
  }

  /** True where the queue must pause for this failure. */
  pausesFor(reason: Reason): boolean {
    if (pausing.has(reason)) return true;
    if (!suspicious.has(reason)) return false;
    this.#inARow++;
    return this.#inARow > mostInARow;
  }
}

/** Only images of this folder have to wait: another program writes there, or its drive is away. */
export function isFoldersFault(reason: Reason): boolean {
  return reason === "folderBusy" || reason === "volumeMissing";
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
