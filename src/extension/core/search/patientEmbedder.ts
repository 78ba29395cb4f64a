/** An embedder for searching: words do not wait for a model that is slow to answer; its vector is used as soon as it is there. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { Embedder } from "../ports.ts";

/** Longer than a model needs that is loaded, shorter than a person waits without wondering. */
const usualPatienceMs = 1_500;

interface Late {
  readonly text: string;
  readonly answer: Promise<Float32Array>;
  readonly stop: AbortController;
}

/** Gives up waiting, not asking: what comes late is kept for the search that is made anew then. */
export class PatientEmbedder implements Embedder {
  readonly model: string;
  readonly #embedder: Embedder;
  readonly #onLate: () => void;
  readonly #patienceMs: number;
  #opening: ReturnType<Embedder["open"]> | undefined;
  /** The only query that is still asked for although its search went on without. */
  #late: Late | undefined;

  constructor(embedder: Embedder, onLate: () => void, patienceMs = usualPatienceMs) {
    this.model = embedder.model;
    this.#embedder = embedder;
    this.#onLate = onLate;
    this.#patienceMs = patienceMs;
  }

  /** Looking at a model loads it: that goes on for the next search, whatever becomes of this one. */
  open(signal: AbortSignal): ReturnType<Embedder["open"]> {
    this.#opening ??= this.#embedder.open(new AbortController().signal).finally(() => (this.#opening = undefined));
    return this.#within(this.#opening, () => undefined, signal);
  }

  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    return this.#embedder.embedDocuments(texts, signal);
  }

  embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    const before = this.#late;
    if (before && before.text !== text) before.stop.abort();
    const asked = before?.text === text ? before : this.#ask(text);
    this.#late = undefined;
    return this.#within(asked.answer, () => (this.#late = asked), signal, asked.stop);
  }

  #ask(text: string): Late {
    const stop = new AbortController();
    return { text, stop, answer: this.#embedder.embedQuery(text, stop.signal) };
  }

  /** The answer, if it comes in time; at a stop `stop` fires. */
  async #within<T>(
    answer: Promise<T>,
    onImpatient: () => void,
    signal: AbortSignal,
    stop?: AbortController,
  ): Promise<T> {
    // whoever waited hears of a failure; one that comes when nobody does is the next one's
    answer.catch(() => undefined);
    const end = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      onImpatient();
      answer.then(this.#onLate, () => undefined);
      end.reject(new ExpectedError("embedderUnavailable", `The embedding model ${this.model} has not answered yet.`));
    }, this.#patienceMs);
    const leave = (): void => {
      stop?.abort();
      end.reject(new ExpectedError("aborted", "Stopped."));
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      throwIfAborted(signal);
      return await Promise.race([answer, end.promise]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    }
  }
}
