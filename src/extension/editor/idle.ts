/** Does the tidy work when nothing has happened for a while: folds journals, brings the catalog up to date, makes vectors. */
import type * as vscode from "vscode";
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";
import type { VectorMaker } from "./vectorMaker.ts";

const idleMs = 5_000;
const soonMs = 200;
/** Nothing tells that a disk has room again or a drive is back: while records wait for one, it is tried this often. */
const writeBackMs = 60_000;

/** Waits for quiet. */
export class Idle implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #library: LibraryKeeper;
  readonly #vectors: VectorMaker;
  readonly #stops: readonly (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;
  /** Is there work for an embedder since it was last through? */
  #hasNew = true;

  constructor(outside: Outside, library: LibraryKeeper, vectors: VectorMaker) {
    this.#outside = outside;
    this.#library = library;
    this.#vectors = vectors;
    const { queue, library: rows } = outside.workshop;
    this.#stops = [
      rows.onChanged(() => {
        this.#hasNew = true;
        this.#within(idleMs);
      }),
      queue.onStatus(() => this.#within(idleMs)),
    ];
  }

  /** The queue has drained: there is no need to wait for more, and vectors are made again where a person had stopped that. */
  soon(): void {
    this.#hasNew = true;
    this.#vectors.resume();
    this.#within(soonMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #within(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#isDisposed) this.#timer = setTimeout(() => void this.#tidy(), milliseconds);
  }

  async #tidy(): Promise<void> {
    const { workshop, log } = this.#outside;
    if (workshop.queue.isRunning || !this.#library.isReady) return;
    if (this.#library.isScanning) return this.#within(idleMs);
    try {
      await this.#library.inTurn(() => workshop.settle());
      if (this.#outside.records.isWaiting) this.#within(writeBackMs);
      if ((!this.#hasNew && !this.#vectors.isBehind) || this.#isDisposed) return;
      this.#hasNew = false;
      await this.#vectors.fill();
    } catch (thrown) {
      if (!isAbort(thrown)) log.warn(`Not everything could be written: ${failureOf(thrown).message}`);
    }
  }
}
