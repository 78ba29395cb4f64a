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
  readonly #notify: (notice: RecordNotice) => void;
  /** When did writing fail there last? */
  readonly #since = new Map<string, number>();
  /** Of which folders was the user told, and for which reasons? */
  readonly #told = new Map<string, Set<Reason>>();
  readonly #waiting = new Set<string>();

  constructor(clock: Clock, keptIn: string, notify: (notice: RecordNotice) => void) {
    this.#clock = clock;
    this.#keptIn = keptIn;
    this.#notify = notify;
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

  /** Tells of a folder that turned records away: once for each reason, until that is over. */
  tell(folder: string, failure: ExpectedError | undefined): void {
    this.#waiting.add(folder);
    const reason = failure?.reason ?? "folderReadOnly";
    const told = this.#told.get(folder) ?? new Set();
    if (told.has(reason)) return;
    this.#told.set(folder, told.add(reason));
    const what = writeFault(codeOf(failure))?.what ?? failure?.message.replace(/\.$/u, "") ?? "it is read-only";
    const message = `${folder} cannot be written: ${what}. Its new records are kept in ${this.#keptIn} until it can; nothing is lost.`;
    this.#notify({ reason, path: folder, message });
  }

  /** Tells that its records were written back. */
  tellBack(folder: string): void {
    this.isBack(folder);
    const message = `The records of ${folder} were written back.`;
    this.#notify({ reason: "folderReadOnly", path: folder, message, isOver: true });
  }

  /** Records wait for this folder; the user was told of it, perhaps by an earlier program. */
  waitsFor(folder: string): void {
    this.#waiting.add(folder);
  }

  /** True while records wait for any folder, as far as this program knows. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Something was written there. */
  isBack(folder: string): void {
    this.#since.delete(folder);
    this.#told.delete(folder);
    this.#waiting.delete(folder);
  }
}
