/** Typed calls over any port of frames: one implementation for the webviews and for the native rooms. */
import { ExpectedError, failureOf, type FailureData } from "./failures.ts";

/** A two-way pipe for plain data: a webview's messages or a child process's IPC channel. */
export interface Port {
  post(frame: Frame): void;
  /** Returns the function that stops listening. */
  listen(onFrame: (frame: unknown) => void): () => void;
}

/** What travels. A call is answered by exactly one `value` or `failure` with its number. */
export type Frame =
  | { readonly kind: "call"; readonly call: number; readonly method: string; readonly request: unknown }
  | { readonly kind: "abort"; readonly call: number }
  | { readonly kind: "value"; readonly call: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly call: number; readonly failure: FailureData }
  | { readonly kind: "event"; readonly event: string; readonly payload: unknown };

/** Types that survive a structured clone and a JSON round trip alike; anything else in a protocol is a type error. */
export type Plain =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Float32Array
  | readonly Plain[]
  | { readonly [key: string]: Plain };
type IsPlain<T> = T extends
  Date | Map<unknown, unknown> | Set<unknown> | ((...args: never) => unknown) | Promise<unknown>
  ? false
  : T extends Plain
    ? true
    : T extends object
      ? { [K in keyof T]-?: IsPlain<T[K]> } extends { [K in keyof T]-?: true }
        ? true
        : false
      : false;
/** Resolves to M where every request and answer of M is plain data; a method with a Date or a Map in it becomes never. */
export type PlainMethods<M> = {
  [K in keyof M]: M[K] extends (request: infer Q) => infer R
    ? IsPlain<Q> extends true
      ? [R] extends [void]
        ? M[K]
        : IsPlain<R> extends true
          ? M[K]
          : never
      : never
    : never;
};

/** The widest method type: a request that no value fits, which every method of one request accepts. */
type AnyMethod = (request: never) => unknown;
/** A protocol: every method takes one object and answers with one value. */
export type Methods<M> = { [K in keyof M]: AnyMethod };

/** The caller's side: each method takes its request and an optional signal, and answers a promise. */
export type Client<M extends Methods<M>> = {
  [K in keyof M]: (request: Parameters<M[K]>[0], signal?: AbortSignal) => Promise<Awaited<ReturnType<M[K]>>>;
};

/** The server's side: each method is handed its request and a signal. */
export type Handlers<M extends Methods<M>> = {
  [K in keyof M]: (request: Parameters<M[K]>[0], signal: AbortSignal) => Awaitable<ReturnType<M[K]>>;
};
type Awaitable<T> = T | Promise<Awaited<T>>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Calls methods at the other end of a port; `close` fails every call that still waits, with the given failure. */
export class Caller<M extends Methods<M>, Events extends object = object> {
  /** Which calls have no answer yet? */
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();
  readonly #port: Port;
  readonly #stopListening: () => void;
  #nextCall = 1;
  #closedBy: FailureData | undefined;
  readonly client: Client<M>;

  constructor(port: Port) {
    this.#port = port;
    this.#stopListening = port.listen((frame) => this.#receive(frame));
    this.client = new Proxy({} as Client<M>, {
      // "then" is not a method: a client that is awaited or returned from an async function is no promise
      get: (_target, method) =>
        method === "then"
          ? undefined
          : (request: unknown, signal?: AbortSignal) => this.#call(String(method), request, signal),
    });
  }

  /** Hears one kind of event; returns the function that stops hearing it. */
  on<E extends keyof Events & string>(event: E, listener: (payload: Events[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Ends the conversation: waiting and later calls fail with this reason. */
  close(failure: FailureData): void {
    if (this.#closedBy) return;
    this.#closedBy = failure;
    this.#stopListening();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new ExpectedError(failure.reason, failure.message));
  }

  #call(method: string, request: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closedBy) return reject(new ExpectedError(this.#closedBy.reason, this.#closedBy.message));
      if (signal?.aborted) return reject(new ExpectedError("aborted", "Stopped."));
      const call = this.#nextCall++;
      const abort = (): void => {
        if (!this.#waiting.delete(call)) return;
        this.#port.post({ kind: "abort", call });
        reject(new ExpectedError("aborted", "Stopped."));
      };
      const settle = (): void => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.set(call, {
        resolve: (value) => (settle(), resolve(value)),
        reject: (error) => (settle(), reject(error)),
      });
      try {
        this.#port.post({ kind: "call", call, method, request });
      } catch (thrown) {
        this.#waiting.delete(call);
        settle();
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  }

  #receive(frame: unknown): void {
    if (!isFrame(frame)) return;
    if (frame.kind === "event") {
      for (const listener of this.#listeners.get(frame.event) ?? []) listener(frame.payload as never);
      return;
    }
    if (frame.kind !== "value" && frame.kind !== "failure") return;
    const waiting = this.#waiting.get(frame.call);
    if (!waiting) return;
    this.#waiting.delete(frame.call);
    if (frame.kind === "value") waiting.resolve(frame.value);
    else waiting.reject(new ExpectedError(frame.failure.reason, frame.failure.message));
  }
}

/** Answers calls that come through a port; returns the function that aborts what runs and stops answering. */
export function serve<M extends Methods<M>>(
  port: Port,
  handlers: Handlers<M>,
  onUnexpected: (error: unknown, method: string) => void,
): () => void {
  const running = new Map<number, AbortController>();
  const answer = async (call: number, method: string, request: unknown): Promise<void> => {
    const abort = new AbortController();
    running.set(call, abort);
    try {
      const handler = Object.hasOwn(handlers, method) ? handlers[method as keyof M] : undefined;
      if (!handler) throw new ExpectedError("invalidCall", `There is no method "${method}".`);
      const value = await handler.call(handlers, request as never, abort.signal);
      if (running.has(call)) port.post({ kind: "value", call, value });
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.reason === "internal") onUnexpected(thrown, method);
      if (running.has(call)) port.post({ kind: "failure", call, failure });
    } finally {
      running.delete(call);
    }
  };
  const stopListening = port.listen((frame) => {
    if (!isFrame(frame)) return;
    if (frame.kind === "call") void answer(frame.call, frame.method, frame.request);
    if (frame.kind === "abort") {
      const abort = running.get(frame.call);
      running.delete(frame.call);
      abort?.abort();
    }
  });
  return () => {
    stopListening();
    for (const abort of running.values()) abort.abort();
    running.clear();
  };
}

/** Sends events through a port, typed by the protocol's map of events. */
export function eventSender<Events extends object>(
  port: Port,
): <E extends keyof Events & string>(event: E, payload: Events[E]) => void {
  return (event, payload) => port.post({ kind: "event", event, payload });
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  const frame = value as Record<string, unknown>;
  if (frame["kind"] === "event") return typeof frame["event"] === "string";
  if (!Number.isSafeInteger(frame["call"])) return false;
  if (frame["kind"] === "call") return typeof frame["method"] === "string";
  if (frame["kind"] === "failure") return isFailure(frame["failure"]);
  return frame["kind"] === "abort" || frame["kind"] === "value";
}

function isFailure(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { reason, message } = value as Record<string, unknown>;
  return typeof reason === "string" && typeof message === "string";
}
