/** Folders whose records cannot be written for now: which they are, and what the user was told of them. */
import { ExpectedError, type Reason } from "../../../shared/failures.ts";
import { codeOf, writeFault } from "../../core/fileFaults.ts";
import type { Clock, RecordNotice } from "../../core/ports.ts";

/** For this long nothing is tried there: each try may wait, and may write a line more to a full disk. */
const holdsMs = 5_000;

/** For these a record goes to the program's storage; everything else is somebody's fault or another program's turn. */
const turning: ReadonlySet<Reason> = new Set<Reason>(["folderReadOnly", "diskFull", "volumeMissing", "writeFailed"]);

/** True for failures for which records are kept in storage. */
export function turnsAway(thrown: unknown): thrown is ExpectedError {
  return thrown instanceof ExpectedError && turning.has(thrown.reason);
}

/** What is known of folders that could not be written. */
export class AwayFolders {
  readonly #clock: Clock;
  /** Where records are kept meanwhile. */
  readonly #keptIn: string;
  /** When did writing fail there last? */
  readonly #since = new Map<string, number>();
  /** Of which folders was the user told, and for which reasons? */
  readonly #told = new Map<string, Set<Reason>>();

  constructor(clock: Clock, keptIn: string) {
    this.#clock = clock;
    this.#keptIn = keptIn;
  }

  /** True where it is too early to try again. */
  isAway(folder: string): boolean {
    const sinceMs = this.#since.get(folder);
    return sinceMs !== undefined && Math.abs(this.#clock.now() - sinceMs) < holdsMs;
  }

  /** Writing failed. */
  failed(folder: string): void {
    this.#since.set(folder, this.#clock.now());
  }

  /** What to tell of a folder that turned records away: once for each reason, until that is over. */
  notice(folder: string, failure: ExpectedError | undefined): RecordNotice | undefined {
    const reason = failure?.reason ?? "folderReadOnly";
    const told = this.#told.get(folder) ?? new Set();
    if (told.has(reason)) return undefined;
    this.#told.set(folder, told.add(reason));
    const what = writeFault(codeOf(failure))?.what ?? failure?.message.replace(/\.$/u, "") ?? "it is read-only";
    const message = `${folder} cannot be written: ${what}. Its new records are kept in ${this.#keptIn} until it can; nothing is lost.`;
    return { reason, path: folder, message };
  }

  /** Something was written there. */
  isBack(folder: string): void {
    this.#since.delete(folder);
    this.#told.delete(folder);
  }
}
