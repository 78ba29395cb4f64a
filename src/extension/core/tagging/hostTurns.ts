/** Whose turn it is: gives each look a free place at the least loaded host that is well, in the order in which they came. */
import { ExpectedError, throwIfAborted, type FailureData, type Reason } from "../../../shared/failures.ts";
import type { Engine } from "../ports.ts";

/** One host of a group, with its engine. */
export interface GroupMember {
  /** The host as it may be shown. */
  readonly name: string;
  readonly engine: Engine;
  /** Why it cannot take part at the start; absent where it can. */
  readonly absentFor?: FailureData;
}

/** A host and how it stands. */
export class Host {
  readonly name: string;
  readonly engine: Engine;
  /** Why is it set aside? Undefined while it takes part. */
  failure: FailureData | undefined;
  /** Why was it set aside when that was last said aloud? */
  saidOf: Reason | undefined;
  /** How often did it leave or come back? A failure from before its return says nothing of it now. */
  epoch = 0;
  looks = 0;
  /** When did it get its last look, counted in looks of all? */
  lastTurn = 0;
  /** How long is it left alone when it is set aside the next time? Grows until it has done some work. */
  pauseMs: number;

  constructor({ name, engine, absentFor }: GroupMember, pauseMs: number) {
    this.name = name;
    this.engine = engine;
    this.failure = absentFor;
    this.pauseMs = pauseMs;
  }
}

interface Waiter {
  readonly not: ReadonlySet<Host>;
  readonly answer: (host: Host | undefined) => void;
}

/** The places of all hosts, and the looks that wait for one. */
export class HostTurns {
  readonly #hosts: readonly Host[];
  #waiters: readonly Waiter[] = [];
  #turns = 0;

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
  }

  /**
   * A place at a host that is none of `not`, as soon as one is free; give it back with `end`. Undefined where none of them
   * takes part (any more). Rejects with `aborted` at a stop.
   */
  async begin(not: ReadonlySet<Host>, signal: AbortSignal): Promise<Host | undefined> {
    throwIfAborted(signal);
    const { promise, resolve, reject } = Promise.withResolvers<Host | undefined>();
    const waiter: Waiter = { not, answer: resolve };
    const leave = (): void => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
      reject(new ExpectedError("aborted", "Stopped."));
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiters = [...this.#waiters, waiter];
    this.serve();
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  end(host: Host): void {
    host.looks--;
    this.serve();
  }

  /** To be called when a host left or came back. */
  serve(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    const still = waiters.filter(({ not, answer }) => {
      const open = this.#hosts.filter((host) => !host.failure && !not.has(host));
      const host = leastLoaded(open.filter(({ looks, engine }) => looks < engine.concurrency));
      if (!host && open.length > 0) return true;
      if (host) {
        host.looks++;
        host.lastTurn = ++this.#turns;
      }
      answer(host);
      return false;
    });
    this.#waiters = [...still, ...this.#waiters];
  }
}

/** By the share of its places that is taken; among equals the one that had its turn longest ago. */
function leastLoaded(hosts: readonly Host[]): Host | undefined {
  const load = ({ looks, engine }: Host): number => looks / engine.concurrency;
  return hosts.toSorted((a, b) => load(a) - load(b) || a.lastTurn - b.lastTurn)[0];
}
