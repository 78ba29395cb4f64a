/** Several hosts as one engine: they share the work, and one that fails costs no image. */
import { ExpectedError, failureOf, isAbort, throwIfAborted, type Reason } from "../../../shared/failures.ts";
import type { Clock, Engine, EngineKind, Log, LookEvent, LookRequest, Prepared } from "../ports.ts";
import { EngineFailure } from "./engineFailure.ts";
import { firstPauseMs, HostCare, liesInHost } from "./hostCare.ts";
import { Host, HostTurns, type GroupMember } from "./hostTurns.ts";
import { LookRelay } from "./lookRelay.ts";

/** The host's fault or the image's? Where another host manages the image, it was the host's. */
const isDoubtful: ReadonlySet<Reason> = new Set<Reason>(["engineFailed", "engineRefused", "timedOut", "imageNotSeen"]);

/** What a group is made of: engines of one kind, model and prompt, which do not try again by themselves. */
export interface EngineGroupOptions {
  /** At least one. */
  readonly members: readonly GroupMember[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told when a host leaves or comes back. */
  readonly onChanged?: () => void;
}

/** One image on its way through the group. */
interface Journey {
  readonly relay: LookRelay;
  readonly prepared: Prepared;
  /** Who has failed at this image? */
  readonly tried: Set<Host>;
  /** Whose fault is not certain yet? */
  readonly doubted: Map<Host, { readonly thrown: unknown; readonly epoch: number }>;
  /** What the last host that failed threw. */
  last?: { readonly thrown: unknown };
  hasRestarted: boolean;
}

/** Shares looks between hosts. */
export class EngineGroup implements Engine {
  readonly kind: EngineKind;
  readonly model: string;
  readonly promptKey: string;
  /** Places of all hosts, also of those that are set aside: they may come back at any moment. */
  readonly concurrency: number;
  readonly #first: Engine;
  readonly #hosts: readonly Host[];
  readonly #turns: HostTurns;
  readonly #care: HostCare;
  readonly #clock: Clock;

  constructor({ members, clock, log, onChanged }: EngineGroupOptions) {
    const [first] = members;
    if (!first) throw new ExpectedError("invalidCall", "A group of engines needs a member.");
    this.kind = first.engine.kind;
    this.model = first.engine.model;
    this.promptKey = first.engine.promptKey;
    this.concurrency = members.reduce((sum, { engine }) => sum + engine.concurrency, 0);
    this.#first = first.engine;
    this.#hosts = members.map((member) => new Host(member, firstPauseMs));
    this.#turns = new HostTurns(this.#hosts);
    this.#clock = clock;
    const changed = (): void => {
      this.#turns.serve();
      onChanged?.();
    };
    this.#care = new HostCare({ hosts: this.#hosts, clock, log, onChanged: changed });
  }

  /** How many hosts take part now, of how many. */
  get hosts(): { readonly well: number; readonly all: number } {
    return { well: this.#care.wellCount, all: this.#hosts.length };
  }

  /** The picture is the same for all hosts. */
  prepare(request: LookRequest, signal: AbortSignal): Promise<Prepared> {
    return this.#first.prepare(request, signal);
  }

  async look(
    request: LookRequest,
    prepared: Prepared,
    onEvent: (event: LookEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.#care.watch();
    const relay = new LookRelay(request, onEvent);
    const journey: Journey = { relay, prepared, tried: new Set(), doubted: new Map(), hasRestarted: false };
    try {
      while (!relay.isComplete) {
        const host = await this.#turns.begin(journey.tried, signal);
        if (host) await this.#attempt(host, journey, signal);
        else await this.#beforeLastAttempt(journey, signal);
      }
    } finally {
      relay.tellCalls();
    }
  }

  /** Answers when any of them is well. */
  checkHealth(signal: AbortSignal): Promise<void> {
    return this.#care.checkHealth(signal);
  }

  rest(): Promise<void> {
    return this.#care.rest();
  }

  /** One host's try. Rejects at a stop and with what is the image's own fault; else the next host may try. */
  async #attempt(host: Host, journey: Journey, signal: AbortSignal): Promise<void> {
    const { relay, prepared, tried, doubted } = journey;
    const { epoch } = host;
    const { hear, end } = relay.listen();
    try {
      throwIfAborted(signal);
      await host.engine.look(relay.request, prepared, hear, signal);
      this.#care.praise(host);
      for (const [other, { thrown, epoch }] of doubted)
        if (other !== host) this.#care.setAside(other, failureOf(thrown), epoch);
    } catch (thrown) {
      if (signal.aborted || isAbort(thrown)) throw thrown;
      const failure = failureOf(thrown);
      if (liesInHost.has(failure.reason)) this.#care.setAside(host, failure, epoch);
      else if (isDoubtful.has(failure.reason)) doubted.set(host, { thrown, epoch });
      else throw thrown;
      tried.add(host);
      journey.last = { thrown };
    } finally {
      end();
      this.#turns.end(host);
    }
  }

  /** All that take part have tried, or none takes part. A crash is often followed by a clean start: that is waited for once. */
  async #beforeLastAttempt(journey: Journey, signal: AbortSignal): Promise<void> {
    const { last, doubted, tried } = journey;
    if (this.#care.wellCount === 0) throw this.#care.failure();
    if (!last) return; // one has just come back
    const crashed = [...doubted].findLast(([host, { thrown }]) => !host.failure && isCrash(thrown))?.[0];
    if (!crashed || journey.hasRestarted) throw last.thrown;
    journey.hasRestarted = true;
    await this.#clock.sleep(firstPauseMs, signal);
    tried.delete(crashed);
  }
}

function isCrash(thrown: unknown): boolean {
  return thrown instanceof EngineFailure && thrown.retry === "once";
}
