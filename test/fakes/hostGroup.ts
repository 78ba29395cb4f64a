/** Hosts that do as they are told, a clock that stands until it is moved, and a group over them. */
import type { Answer, Clock, Engine, LookEvent, LookRequest, Prepared } from "../../src/extension/core/ports.ts";
import { EngineGroup } from "../../src/extension/core/tagging/engineGroup.ts";
import { ExpectedError, failureOf, type FailureData, type Reason } from "../../src/shared/failures.ts";
import { steps as allSteps, type Step } from "../../src/shared/model.ts";
import { quietLog } from "../fixtures/quietLog.ts";

const never = new AbortController().signal;

/** What every host's `prepare` answers. */
export const prepared = { kind: "jpeg", image: { facts: { width: 1, height: 1, format: "jpeg" } } } as Prepared;

/** Lets everything happen that needs no time. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands until it is moved. */
function stoppedClock() {
  let nowMs = 0;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: nowMs + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(new ExpectedError("aborted", "Stopped."));
        };
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      }),
  };
  const pass = async (milliseconds: number): Promise<void> => {
    nowMs += milliseconds;
    for (const sleeper of [...sleepers].filter(({ atMs }) => atMs <= nowMs)) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    await settle();
  };
  return { clock, pass, waiting: () => [...sleepers].map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b) };
}

/** What a host does with a look: throws this, maybe after some steps. */
export interface Script {
  /** Asked at each look; the failure comes after `after` steps (none, if not said). */
  readonly fault?: (path: string, look: number) => { thrown: Error; after?: number } | undefined;
  readonly concurrency?: number;
  /** Looks wait until `release`. */
  readonly slow?: boolean;
}

/** A host whose engine does as it is told, and what it was asked. */
export function host(name: string, script: Script = {}) {
  const asked: { path: string; steps: readonly Step[]; known: object }[] = [];
  const held: (() => void)[] = [];
  const state = { health: undefined as Error | undefined, checks: 0, most: 0 };
  let inFlight = 0;
  const engine: Engine = {
    kind: "ollama",
    model: "m",
    promptKey: "p",
    concurrency: script.concurrency ?? 1,
    prepare: () => Promise.resolve(prepared),
    look: async ({ path, steps, known }: LookRequest, _prepared, onEvent, signal) => {
      asked.push({ path, steps, known });
      state.most = Math.max(state.most, ++inFlight);
      try {
        const fault = script.fault?.(path, asked.length - 1);
        if (script.slow) await orStopped(new Promise<void>((resolve) => held.push(resolve)), signal);
        await settle();
        for (const [index, step] of steps.entries()) {
          onEvent({ type: "progress", step, fraction: 0.1 });
          if (fault && index === (fault.after ?? 0)) throw fault.thrown;
          onEvent({ type: "progress", step, fraction: 0.6 });
          onEvent({ type: "step", step, answer: answers[step](`${name}: ${path}`) });
        }
      } finally {
        inFlight--;
        onEvent({ type: "calls", modelCalls: 1 });
      }
    },
    checkHealth: () => {
      state.checks++;
      return state.health ? Promise.reject(state.health) : Promise.resolve();
    },
  };
  return { name, engine, asked, state, release: () => held.splice(0).forEach((go) => go()) };
}

const answers: Readonly<Record<Step, (text: string) => Answer>> = {
  description: (description) => ({ description }),
  tags: (tag) => ({ tags: [tag] }),
  text: (text) => ({ text, alt: text }),
};

/** The work, or `aborted` at a stop. */
export function orStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    void work.then(resolve);
    signal.addEventListener("abort", () => reject(new ExpectedError("aborted", "Stopped.")), { once: true });
  });
}

/** A fault for a script. */
export const fails = (reason: Reason, after?: number) => ({
  thrown: new ExpectedError(reason, `${reason}.`),
  ...(after === undefined ? {} : { after }),
});
/** Fails at every look. */
export const always = (reason: Reason): Script => ({ fault: () => fails(reason) });

/** A group over these hosts, with a clock that stands. */
export function group(members: readonly (ReturnType<typeof host> & { absentFor?: FailureData })[]) {
  const time = stoppedClock();
  let changes = 0;
  const engine = new EngineGroup({ members, clock: time.clock, log: quietLog().log, onChanged: () => changes++ });
  return { engine, ...time, changes: () => changes };
}

/** One look through a group: its events and its end. */
export function look(engine: Engine, path = "a.jpg", stop = never, steps: readonly Step[] = allSteps) {
  const events: LookEvent[] = [];
  const request: LookRequest = { file: `/${path}`, path, steps, known: {} };
  const ended = engine
    .look(request, prepared, (event) => events.push(event), stop)
    .then(
      () => "done" as const,
      (thrown: unknown) => failureOf(thrown),
    );
  return { events, ended };
}

/** The steps that were delivered, in order. */
export const delivered = (events: readonly LookEvent[]): readonly Step[] =>
  events.flatMap((event) => (event.type === "step" ? [event.step] : []));
