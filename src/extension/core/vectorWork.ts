/** How far the making of search vectors is, for everybody who shows it, and whether it may begin: not when a person stopped it, not soon after a failure. */
import type { FailureData } from "../../shared/failures.ts";
import type { VectorStatus } from "../../shared/protocol.ts";

const firstRetryMs = 60_000;
const longestRetryMs = 30 * 60_000;
const atRest: VectorStatus = { state: "rest", made: 0, total: 0 };

/** One library's making of vectors. */
export class VectorWork {
  readonly #listeners = new Set<(status: VectorStatus) => void>();
  #status = atRest;
  #failures = 0;
  #retryAtMs = 0;
  /** The failure that a person was told of, until it is over. */
  #told = "";
  /** What was made before a stop, so that a person sees it go on from there. */
  #before = 0;

  get status(): VectorStatus {
    return this.#status;
  }

  /** Hears of every change; returns the function that stops hearing. */
  onStatus(listener: (status: VectorStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** False after a person stopped it, and for a while after a failure. */
  mayBegin(nowMs: number): boolean {
    return this.#status.state !== "stopped" && nowMs >= this.#retryAtMs;
  }

  /** How long until it may be tried again after a failure; 0 where nothing keeps it. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#retryAtMs - nowMs);
  }

  progressed(made: number, total: number): void {
    // the batch in flight when a person said stop may still end
    if (this.#status.state === "stopped") return;
    this.#set({ state: "working", made: this.#before + made, total: this.#before + total });
  }

  /** A person wants no more of it for now; false where nothing is being made or was to be tried again. */
  stop(): boolean {
    const { state, made, total } = this.#status;
    if (state !== "working" && state !== "failed") return false;
    this.#set({ state: "stopped", made, total });
    return true;
  }

  /** A person, or the next tagging, wants it to go on: neither a stop nor a failure holds it back any more. */
  resume(): void {
    this.#retryAtMs = 0;
    const { state, made, total } = this.#status;
    if (state !== "stopped") return;
    this.#before = made;
    this.#set({ state: "working", made, total });
  }

  /** What failed may work by now: another server or model. What a person stopped stays so. */
  forgive(): void {
    this.#retryAtMs = 0;
    this.#failures = 0;
    this.#before = 0;
  }

  /** Nothing lacks a vector, or there is nothing to make them with. */
  ended(): void {
    this.forgive();
    this.#told = "";
    if (this.#status.state !== "stopped") this.#set(atRest);
  }

  /** Something else goes first; it goes on by itself. */
  brokeOff(): void {
    this.#before = 0;
    if (this.#status.state === "working") this.#set(atRest);
  }

  /** True where a person should be told: once for each failure, until it has worked again. */
  failed(failure: FailureData, nowMs: number): boolean {
    this.#retryAtMs = nowMs + Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures++;
    const { state, made, total } = this.#status;
    if (state === "stopped") return false;
    this.#set({ state: "failed", made, total, failure });
    const isNew = this.#told !== failure.message;
    this.#told = failure.message;
    return isNew;
  }

  #set(status: VectorStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
