/** Expected failures: every way a call may fail by name, the same on both sides of every wire. */

/** Each reason is a case that some caller treats differently or that has a remedy of its own. */
export type Reason =
  | "aborted"
  | "notFound"
  | "unreadable"
  | "undecodable"
  | "tooLarge"
  | "fileChanged"
  | "engineUnreachable"
  | "engineBusy"
  | "engineFailed"
  | "engineRefused"
  | "engineForbidden"
  | "modelMissing"
  | "modelWithoutVision"
  | "modelUnloadable"
  | "outOfMemory"
  | "answerInvalid"
  | "answerTruncated"
  | "imageNotSeen"
  | "timedOut"
  | "folderReadOnly"
  | "folderBusy"
  | "diskFull"
  | "volumeMissing"
  | "writeFailed"
  | "indexUnreadable"
  | "fileReadOnly"
  | "outsideFolder"
  | "severalNames"
  | "formatUnfit"
  | "exiftoolMissing"
  | "nativeCrashed"
  | "catalogUnavailable"
  | "embedderUnavailable"
  | "notTrusted"
  | "invalidCall"
  | "internal";

/** A failure as plain data: what crosses a wire and what a record keeps. */
export interface FailureData {
  readonly reason: Reason;
  readonly message: string;
}

/** A failure that was foreseen: it has a reason to act upon and a sentence for a person. */
export class ExpectedError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ExpectedError";
    this.reason = reason;
  }
}

/** The failure as data, for any thrown value; what was not foreseen becomes `internal` and keeps its message. */
export function failureOf(thrown: unknown): FailureData {
  if (thrown instanceof ExpectedError) return { reason: thrown.reason, message: thrown.message };
  if (thrown instanceof Error && thrown.name === "AbortError") return { reason: "aborted", message: "Stopped." };
  return { reason: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** True for a stop that was asked for, which is no fault of anything. */
export function isAbort(thrown: unknown): boolean {
  return failureOf(thrown).reason === "aborted";
}

/** Throws the `aborted` failure if the signal has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ExpectedError("aborted", "Stopped.");
}
