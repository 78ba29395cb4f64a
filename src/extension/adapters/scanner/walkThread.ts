/** The thread in which folders are walked: started at the first order, kept for a while, ended at once by a stop. */
import path from "node:path";
import { Worker } from "node:worker_threads";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { WalkAnswer, WalkOrder } from "./scanWorker.ts";
import type { WalkResult } from "./walk.ts";

/** In a bundle the thread's entry lies beside it; from source it is run as it is. */
const entry = path.join(import.meta.dirname, import.meta.filename.endsWith(".ts") ? "scanWorker.ts" : "scanWorker.js");
const idleMs = 30_000;

/** One walk at a time; a waiting process is not kept alive by it. */
export class WalkThread {
  #worker: Worker | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  /** The walk before: the next one waits for it, however it ends. */
  #last: Promise<unknown> = Promise.resolve();

  walk(order: WalkOrder, signal: AbortSignal): Promise<WalkResult> {
    const turn = this.#last.then(() => this.#walkNow(order, signal));
    this.#last = turn.catch(() => undefined); // its caller is told
    return turn;
  }

  async #walkNow(order: WalkOrder, signal: AbortSignal): Promise<WalkResult> {
    throwIfAborted(signal);
    clearTimeout(this.#idleTimer);
    const worker = (this.#worker ??= new Worker(entry, { execArgv: [] }));
    worker.ref();
    const done = Promise.withResolvers<WalkResult>();
    const onMessage = (answer: WalkAnswer): void => {
      if ("result" in answer) done.resolve(answer.result);
      else done.reject(new ExpectedError(answer.failure.reason, answer.failure.message));
    };
    const onError = (error: Error): void => done.reject(error);
    const onExit = (): void => done.reject(new Error(`The walk over ${order.root} ended without an answer.`));
    // also in the middle of a folder, or on a share that does not answer
    const onAbort = (): void => done.reject(new ExpectedError("aborted", "Stopped."));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    let isSound = false;
    try {
      worker.postMessage(order);
      const result = await done.promise;
      isSound = true;
      return result;
    } catch (thrown) {
      isSound = thrown instanceof ExpectedError && thrown.reason !== "aborted";
      throw thrown;
    } finally {
      signal.removeEventListener("abort", onAbort);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      if (isSound) this.#rest(worker);
      else this.#end(worker);
    }
  }

  #rest(worker: Worker): void {
    worker.unref();
    this.#idleTimer = setTimeout(() => this.#end(worker), idleMs).unref();
  }

  #end(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
    // a thread that failed tells it once more while it ends
    worker.on("error", () => undefined);
    void worker.terminate();
  }
}
