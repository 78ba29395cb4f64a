/** Vectors of queries, made once: typing on, paging and switching back must not ask the embedder again. */
import type { Embedder } from "../ports.ts";

const mostKept = 50;

/** A vector with the key of the embedder that made it. */
export interface QueryVector {
  readonly embedderKey: string;
  readonly vector: Float32Array;
}

/** Keeps the vectors of the latest queries, by embedder. */
export class QueryVectors {
  /** Which queries were asked lately? Least recently used first. */
  readonly #kept = new Map<string, Float32Array>();

  /** The vector of a query; rejects as the embedder does. */
  async get(embedder: Embedder, query: string, signal: AbortSignal): Promise<QueryVector> {
    const { key: embedderKey } = await embedder.open(signal);
    const key = JSON.stringify([embedderKey, query]);
    const vector = this.#kept.get(key) ?? (await embedder.embedQuery(query, signal));
    this.#kept.delete(key);
    this.#kept.set(key, vector);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return { embedderKey, vector };
  }
}
