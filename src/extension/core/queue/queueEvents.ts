/** Who is told of the queue: of each task as it happens, of the status at most every 100 ms. */
import type { QueueStatus, Step, ImageRecord } from "../../../shared/model.ts";
import type { ImageRef } from "../ports.ts";
import type { TaskOutcome } from "./queueRun.ts";
import type { ReadyImage } from "./readyImage.ts";

const coalesceMs = 100;

/** Told as it happens, for each image. */
export type TaskEvent =
  | { readonly type: "step"; readonly image: ImageRef; readonly step: Step; readonly progress: number }
  | { readonly type: "stored"; readonly ready: ReadyImage; readonly step: Step; readonly record: ImageRecord }
  | { readonly type: "ended"; readonly outcome: TaskOutcome };

/** The listeners of a queue. */
export class QueueEvents {
  readonly #status: () => QueueStatus;
  readonly #taskListeners = new Set<(event: TaskEvent) => void>();
  readonly #statusListeners = new Set<(status: QueueStatus) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(status: () => QueueStatus) {
    this.#status = status;
  }

  onTask(listener: (event: TaskEvent) => void): () => void {
    this.#taskListeners.add(listener);
    return () => this.#taskListeners.delete(listener);
  }

  onStatus(listener: (status: QueueStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  tell(event: TaskEvent): void {
    for (const listener of this.#taskListeners) listener(event);
  }

  statusChanged(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#statusListeners) listener(this.#status());
    }, coalesceMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#taskListeners.clear();
    this.#statusListeners.clear();
  }
}
