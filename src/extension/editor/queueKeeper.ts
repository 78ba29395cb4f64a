/** Keeps the queue over restarts: written when it changes and now and then while it runs, put back at the start. */
import * as vscode from "vscode";
import { failureOf } from "../../shared/failures.ts";
import type { QueueStatus } from "../../shared/model.ts";
import { emptyQueue, readQueue, writeQueue, type SavedQueue } from "../core/queueSnapshot.ts";
import type { Outside } from "./outside.ts";

const saveEveryMs = 30_000;
const saveSoonMs = 500;

/** Saves and restores. */
export class QueueKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #lastState = "";
  #lastSaved = writeQueue(emptyQueue);
  #saving: Promise<void> = Promise.resolve();
  /** At the end the run is stopped, which must not be kept as a wish of the person's. */
  #isClosed = false;
  /** What was kept must not be overwritten by what began before it was read. */
  #isLoaded = false;

  constructor(outside: Outside) {
    this.#outside = outside;
    this.#stopListening = outside.workshop.queue.onStatus((status) => this.#heard(status));
  }

  /** What waited when the window was closed; nothing where nothing was kept. What had ended by then is put back at once. */
  async load(): Promise<SavedQueue> {
    const file = vscode.Uri.file(this.#outside.queueFile);
    // a program that was killed while it wrote may have left a part
    await this.#outside.storage.removeLeftovers(vscode.Uri.joinPath(file, "..").fsPath);
    try {
      const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      this.#lastSaved = content;
      const saved = readQueue(content);
      this.#isLoaded = true;
      this.#outside.workshop.queue.restoreHistory(saved.history);
      return saved;
    } catch {
      this.#isLoaded = true;
      return emptyQueue; // nothing was ever kept here
    }
  }

  /** Writes what waits now. `wasRunning` says whether the work shall go on at the next start. */
  save(wasRunning: boolean): Promise<void> {
    if (this.#isClosed) return this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueAtMs = Number.POSITIVE_INFINITY;
    this.#saving = this.#saving.then(() => this.#write(wasRunning));
    return this.#saving;
  }

  dispose(): void {
    this.#isClosed = true;
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  #heard({ state }: QueueStatus): void {
    const isOther = state !== this.#lastState;
    this.#lastState = state;
    this.#saveWithin(isOther ? saveSoonMs : saveEveryMs);
  }

  #saveWithin(milliseconds: number): void {
    const dueAtMs = Date.now() + milliseconds;
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(this.#outside.workshop.queue.isRunning), milliseconds);
  }

  async #write(wasRunning: boolean): Promise<void> {
    if (!this.#isLoaded) return;
    const { queue } = this.#outside.workshop;
    const content = writeQueue({ wasRunning, tasks: queue.snapshot(), history: queue.history.snapshot() });
    if (content === this.#lastSaved) return;
    try {
      await this.#outside.storage.replace(this.#outside.queueFile, content, new AbortController().signal);
      this.#lastSaved = content;
    } catch (thrown) {
      this.#outside.log.warn(`The queue could not be kept: ${failureOf(thrown).message}`);
    }
  }
}
