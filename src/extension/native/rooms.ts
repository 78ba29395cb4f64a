/** A native room as the host sees it: forked on demand, ended after idling, started again after a crash. */
import type { Client, Methods } from "../../shared/calls.ts";
import { ExpectedError, failureOf, throwIfAborted } from "../../shared/failures.ts";
import { RoomProcess, type RoomStart } from "./roomProcess.ts";
import type { Closing } from "./roomProtocols.ts";

/** What is needed to keep a room. */
export interface RoomOptions extends RoomStart {
  /** How long the process stays without work; the next call starts another. */
  readonly idleMs?: number;
}

/** One call's name and limit: `subject` is the image or table at work, for the message when the room dies of it. */
export interface Errand {
  readonly subject: string;
  readonly deadlineMs: number;
}

/** The room's process died while this call was in flight; whether this call's subject was at fault is not known. */
export class RoomDied extends ExpectedError {
  constructor(message: string, options?: { cause?: unknown }) {
    super("nativeCrashed", message, options);
  }
}

const defaultIdleMs = 60_000;

/** Runs calls in a child process of which there is one at a time, or none while nothing is to be done. */
export class Room<M extends Methods<M> & Closing> {
  readonly #options: RoomOptions;
  #process: RoomProcess<M> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** How many calls are in flight in the present process? */
  readonly #inFlight = new Map<RoomProcess<M>, number>();

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** The present process, if there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Calls the room; `work` may make several calls. Rejects with RoomDied, `timedOut`, `aborted`, or what the room says. */
  async call<T>(
    work: (client: Client<M>, signal: AbortSignal) => Promise<T>,
    errand: Errand,
    signal: AbortSignal,
  ): Promise<T> {
    throwIfAborted(signal);
    if (this.#isClosed) throw new ExpectedError("aborted", `The ${this.#options.kind} room is closed.`);
    const process = this.#begin();
    let isOverdue = false;
    const timer = setTimeout(() => {
      isOverdue = true;
      this.#drop(process);
      process.kill();
    }, errand.deadlineMs);
    try {
      return await work(process.client, signal);
    } catch (thrown) {
      if (isOverdue) throw overdue(errand, thrown);
      if (process.hasEnded && failureOf(thrown).reason === "nativeCrashed") {
        throw new RoomDied(`The ${this.#options.kind} process crashed while it worked on ${errand.subject}.`, {
          cause: thrown,
        });
      }
      throw thrown;
    } finally {
      clearTimeout(timer);
      this.#end(process);
    }
  }

  /** Ends the process in order, for good. Calls in flight fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const process = this.#process;
    if (!process) return;
    this.#drop(process);
    await process.close();
  }

  #begin(): RoomProcess<M> {
    clearTimeout(this.#idleTimer);
    const process = (this.#process ??= this.#start());
    const before = this.#inFlight.get(process) ?? 0;
    this.#inFlight.set(process, before + 1);
    if (before === 0) process.hold();
    return process;
  }

  #end(process: RoomProcess<M>): void {
    const left = (this.#inFlight.get(process) ?? 1) - 1;
    if (left > 0) {
      this.#inFlight.set(process, left);
      return;
    }
    this.#inFlight.delete(process);
    process.release();
    if (process !== this.#process) return;
    this.#idleTimer = setTimeout(() => {
      this.#drop(process);
      void process.close();
    }, this.#options.idleMs ?? defaultIdleMs);
    this.#idleTimer.unref();
  }

  #start(): RoomProcess<M> {
    let process: RoomProcess<M>;
    try {
      process = new RoomProcess<M>(this.#options);
    } catch (cause) {
      throw new ExpectedError("nativeCrashed", `The ${this.#options.kind} process could not be started.`, { cause });
    }
    void process.ended.then(() => this.#drop(process));
    return process;
  }

  /** From here on calls go to another process. */
  #drop(process: RoomProcess<M>): void {
    if (process !== this.#process) return;
    this.#process = undefined;
    clearTimeout(this.#idleTimer);
  }
}

function overdue(errand: Errand, cause: unknown): ExpectedError {
  const seconds = Math.round(errand.deadlineMs / 1000);
  return new ExpectedError("timedOut", `Work on ${errand.subject} took longer than ${seconds} seconds and was ended.`, {
    cause,
  });
}
