/** What a person can do about a failure that stops the tagging, in the order in which it is offered. */
import type { Reason } from "../../shared/failures.ts";

export type Remedy = "startOllama" | "tryAgain" | "useBuiltin" | "pullModel" | "chooseEngine" | "runDoctor" | "showLog";

const serverIsAway: readonly Remedy[] = ["tryAgain", "useBuiltin", "chooseEngine"];
const serverFails: readonly Remedy[] = ["tryAgain", "chooseEngine", "showLog"];
const otherModel: readonly Remedy[] = ["chooseEngine", "useBuiltin"];
const diskFails: readonly Remedy[] = ["tryAgain", "runDoctor", "showLog"];

/** At most three for a reason: more would not be read. */
const remedies: Partial<Readonly<Record<Reason, readonly Remedy[]>>> = {
  engineUnreachable: serverIsAway,
  engineBusy: serverIsAway,
  modelMissing: ["pullModel", ...otherModel],
  modelWithoutVision: otherModel,
  modelUnloadable: otherModel,
  imageNotSeen: otherModel,
  outOfMemory: serverFails,
  timedOut: serverFails,
  engineFailed: serverFails,
  engineRefused: serverFails,
  engineForbidden: ["tryAgain", "chooseEngine", "useBuiltin"],
  diskFull: diskFails,
  volumeMissing: diskFails,
  writeFailed: diskFails,
  folderReadOnly: diskFails,
  folderBusy: diskFails,
};

/** Empty for failures that concern one image only. `canStart`: Ollama is on this computer and could be started. */
export function remediesFor(reason: Reason, canStart = false): readonly Remedy[] {
  const usual = remedies[reason] ?? [];
  const withStart: readonly Remedy[] = ["startOllama", ...usual];
  return reason === "engineUnreachable" && canStart ? withStart.slice(0, 3) : usual;
}

/** Failures whose cause the doctor finds where the sentence alone does not tell it. */
const unclear: ReadonlySet<Reason> = new Set<Reason>([
  "catalogUnavailable",
  "diskFull",
  "exiftoolMissing",
  "folderReadOnly",
  "indexUnreadable",
  "internal",
  "nativeCrashed",
  "unreadable",
  "volumeMissing",
  "writeFailed",
]);

/** True where a message does well to offer the doctor. */
export function asksForDoctor(reason: Reason): boolean {
  return unclear.has(reason);
}

/** How long the queue waits for this by itself: what a server's return mends is waited for, the rest needs a person. */
export function patienceMs(reason: Reason): number {
  if (reason === "folderBusy" || reason === "volumeMissing") return 15 * 60_000;
  const isMendedOutside = reason === "engineUnreachable" || reason === "engineBusy" || reason === "modelMissing";
  return isMendedOutside ? Number.POSITIVE_INFINITY : 0;
}
