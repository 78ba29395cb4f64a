/** The thread in which folders are walked: started at the first order, kept for a while, ended at once by a stop. */
import path from "node:path";
import { Worker } from "node:worker_threads";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { FoundDocument } from "../../core/references/imageUses.ts";
import type { Answer, DocumentOrder, WalkOrder } from "./scanWorker.ts";
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
    return this.#inTurn(order, signal);
  }

  /** Documents with what they name, read in the same thread. */
  documents(order: DocumentOrder, signal: AbortSignal): Promise<readonly FoundDocument[]> {
    return this.#inTurn(order, signal);
  }

  #inTurn<Result>(order: WalkOrder | DocumentOrder, signal: AbortSignal): Promise<Result> {
    const turn = this.#last.then(() => this.#walkNow<Result>(order, signal));
    this.#last = turn.catch(() => undefined); // its caller is told
    return turn;
  }

  async #walkNow<Result>(order: WalkOrder | DocumentOrder, signal: AbortSignal): Promise<Result> {
    throwIfAborted(signal);
    clearTimeout(this.#idleTimer);
    const worker = (this.#worker ??= new Worker(entry, { execArgv: [] }));
    worker.ref();
    const done = Promise.withResolvers<Result>();
    const onMessage = (answer: Answer<Result>): void => {
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
