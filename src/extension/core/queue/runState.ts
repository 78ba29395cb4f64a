/** What the queue is doing as a whole: its state, its pause, who works, how much is done and how fast. */
import type { FailureData } from "../../../shared/failures.ts";
import type { QueueStatus } from "../../../shared/model.ts";
import { Rate } from "./rate.ts";

type State = QueueStatus["state"];

/** State and counts of a queue. */
export class RunState {
  readonly #rate = new Rate();
  #state: State = "idle";
  #pause: { readonly by: FailureData; readonly sinceMs: number } | undefined;
  #made: { readonly engine?: string; readonly model?: string } = {};
  #completed = 0;
  #failed = 0;

  get state(): State {
    return this.#state;
  }

  /** Who works, or worked last. */
  get made(): { readonly engine?: string; readonly model?: string } {
    return this.#made;
  }

  /** In every state but a pause there is nothing that it was paused by. */
  enter(state: Exclude<State, "paused">): void {
    this.#state = state;
    if (state !== "stopping") this.#pause = undefined;
  }

  /** A pause begins once, whatever reasons follow on the first. */
  pause(by: FailureData, nowMs: number): void {
    this.#state = "paused";
    this.#pause = { by, sinceMs: this.#pause?.sinceMs ?? nowMs };
    this.#rate.reset();
  }

  run(engine: string, model: string): void {
    this.#made = { engine, model };
    this.goOn();
  }

  /** The time before a pause or a stop says nothing of the rate after it. */
  goOn(): void {
    this.enter("running");
    this.#rate.reset();
  }

  begun(nowMs: number): void {
    this.#rate.begin(nowMs);
  }

  ended(state: "completed" | "skipped" | "failed", nowMs: number): void {
    if (state === "failed") this.#failed++;
    else this.#completed++;
    this.#rate.finished(nowMs);
  }

  forgetCounts(): void {
    this.#completed = this.#failed = 0;
  }

  status(pending: number, current: QueueStatus["current"], nowMs: number): QueueStatus {
    const isRunning = this.#state === "running";
    const active = current.length;
    const ratePerMinute = isRunning ? this.#rate.perMinute(nowMs) : undefined;
    const secondsLeft = isRunning ? this.#rate.secondsLeft(pending + active, nowMs) : undefined;
    return {
      state: this.#state,
      pending,
      active,
      completed: this.#completed,
      failed: this.#failed,
      current,
      ...(this.#pause ? { pausedBy: this.#pause.by, pausedSinceMs: this.#pause.sinceMs } : {}),
      ...this.#made,
      ...(ratePerMinute === undefined ? {} : { ratePerMinute }),
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
    };
  }
}
