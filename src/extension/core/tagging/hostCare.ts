/** Cares for hosts that are set aside: remembers why, asks them again with growing pauses, and takes them back when they are well. */
import { ExpectedError, failureOf, isAbort, type FailureData, type Reason } from "../../../shared/failures.ts";
import type { Clock, Log } from "../ports.ts";
import { SharedCall } from "../views/sharedCall.ts";
import type { Host } from "./hostTurns.ts";

export const firstPauseMs = 500;
const longestPauseMs = 15_000;

/** Waiting alone mends these. */
const passing: ReadonlySet<Reason> = new Set<Reason>(["engineUnreachable", "engineBusy"]);

/** A question after its health does not show whether these are mended, and each trial costs an upload. */
const slowToMend: ReadonlySet<Reason> = new Set<Reason>([
  "outOfMemory",
  "modelUnloadable",
  "modelWithoutVision",
  "engineForbidden",
  "timedOut",
]);

/** These say for certain that the host cannot do the work, whatever the image. */
export const liesInHost: ReadonlySet<Reason> = new Set<Reason>([
  "engineUnreachable",
  "engineBusy",
  "engineForbidden",
  "modelMissing",
  "modelWithoutVision",
  "modelUnloadable",
  "outOfMemory",
]);

/** What the care needs. */
export interface HostCareParts {
  readonly hosts: readonly Host[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told when a host leaves or comes back. */
  readonly onChanged: () => void;
}

/** Decides who takes part. Works in the background only between `watch` and `rest`. */
export class HostCare {
  readonly #parts: HostCareParts;
  #background = new AbortController();
  /** Who is watched now? */
  readonly #watches = new Map<Host, Promise<void>>();
  /** Which hosts are being asked after their health? A second caller joins the first. */
  readonly #questions = new Map<Host, SharedCall<void>>();
  /** Who was set aside last? The latest stands at the end. */
  readonly #left: Host[];

  constructor(parts: HostCareParts) {
    this.#parts = parts;
    this.#left = parts.hosts.filter(({ failure }) => failure);
  }

  get wellCount(): number {
    return this.#parts.hosts.filter(({ failure }) => !failure).length;
  }

  /** Asks those that are set aside again and again, until `rest`. */
  watch(): void {
    const { signal } = this.#background;
    for (const host of this.#parts.hosts) {
      if (!host.failure || this.#watches.has(host)) continue;
      this.#watches.set(
        host,
        this.#watch(host, signal).finally(() => this.#watches.delete(host)),
      );
    }
  }

  /** Ends what goes on in the background; answers when it has ended. */
  async rest(): Promise<void> {
    const ending = this.#background;
    this.#background = new AbortController();
    ending.abort();
    await Promise.all(this.#watches.values());
  }

  /** Takes a host out. `epoch` is the one in which it failed: it may have left and come back since. */
  setAside(host: Host, failure: FailureData, epoch: number): void {
    if (host.failure || host.epoch !== epoch) return;
    host.failure = failure;
    host.epoch++;
    this.#left.splice(0, this.#left.length, ...this.#left.filter((other) => other !== host), host);
    // a server that is busy now and then would fill the log
    const level = host.saidOf === failure.reason ? "debug" : "warn";
    host.saidOf = failure.reason;
    this.#parts.log[level](`${host.name} is set aside, and asked again later. ${failure.message}`);
    this.#parts.onChanged();
    this.watch();
  }

  /** It has done some work: after its next fault it is asked again soon. */
  praise(host: Host): void {
    host.pauseMs = firstPauseMs;
  }

  /** Answers when one of them is well; rejects with `failure()` where none is. */
  async checkHealth(signal: AbortSignal): Promise<void> {
    if (this.wellCount > 0) return;
    try {
      await Promise.any(this.#parts.hosts.map((host) => this.#ask(host, signal)));
    } catch {
      // each host keeps its own reason
      if (signal.aborted) throw new ExpectedError("aborted", "Stopped.");
      throw this.failure();
    }
  }

  /** Why none takes part: a reason that pauses the queue, so that no image is failed which nobody looked at. */
  failure(): ExpectedError {
    const reasons = this.#left.flatMap(({ failure }) => failure ?? []);
    const told = reasons.findLast(({ reason }) => passing.has(reason)) ?? reasons.at(-1);
    const reason = told && liesInHost.has(told.reason) ? told.reason : "engineUnreachable";
    const others = this.#parts.hosts.length - 1;
    const rest = others === 1 ? "The other server" : `The other ${others} servers`;
    const message = told?.message ?? "No server can be used now.";
    return new ExpectedError(reason, others > 0 ? `${message} ${rest} cannot be used now either.` : message);
  }

  async #watch(host: Host, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (host.failure && !signal.aborted) {
      const pauseMs = slowToMend.has(host.failure.reason) ? longestPauseMs : host.pauseMs;
      host.pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      try {
        await clock.sleep(pauseMs, signal);
        if (host.failure) await this.#ask(host, signal);
      } catch {
        // not well yet, as its reason says, or the run is over: the loop looks
      }
    }
  }

  /** Resolves when the host is well and takes part; each caller may leave by its own signal. */
  #ask(host: Host, signal: AbortSignal): Promise<void> {
    const going = this.#questions.get(host);
    if (going && !going.isAborted) return going.join(signal);
    const question = new SharedCall<void>((shared) =>
      this.#question(host, shared).finally(() => {
        if (this.#questions.get(host) === question) this.#questions.delete(host);
      }),
    );
    this.#questions.set(host, question);
    return question.join(signal);
  }

  async #question(host: Host, signal: AbortSignal): Promise<void> {
    try {
      await host.engine.checkHealth(signal);
    } catch (thrown) {
      if (host.failure && !isAbort(thrown)) host.failure = failureOf(thrown);
      throw thrown;
    }
    if (!host.failure) return;
    host.failure = undefined;
    host.epoch++;
    this.#parts.log.info(`${host.name} takes part.`);
    this.#parts.onChanged();
  }
}
