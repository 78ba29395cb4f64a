/** Turns texts into unit vectors through any embedding model: prefixes, batches that one bad text cannot spoil, checked vectors. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { Embedder } from "../ports.ts";
import { embeddingTemplateVersion, withDocumentPrefix, withQueryPrefix } from "./embeddingText.ts";

/** What every model embeds: shows the length of its vectors, and stands in for a text that it refuses. */
const neutralText = "text: a picture";

/** One embedding model at one server. Rejects with failures of engines. */
export interface VectorSource {
  readonly model: string;
  /** What tells this very model from all others: its name, with a digest or the server. Rejects where it is missing. */
  identity(signal: AbortSignal): Promise<string>;
  /** True where the identity changes with the model, so that vectors of the same identity are of the same model. */
  readonly isExact: boolean;
  /** The numbers for each text, in order, as the server gives them. */
  vectors(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}

interface Opened {
  readonly key: string;
  readonly dimensions: number;
}

/** Embeds through one source. */
export class ModelEmbedder implements Embedder {
  readonly model: string;
  readonly keyOfLength?: (dimensions: number, signal: AbortSignal) => Promise<string>;
  readonly #source: VectorSource;
  readonly #batchSize: number;
  #opened: Opened | undefined;

  constructor(source: VectorSource, batchSize = 32) {
    this.model = source.model;
    this.#source = source;
    this.#batchSize = Math.max(1, batchSize);
    if (source.isExact)
      this.keyOfLength = async (dimensions, signal) =>
        keyOf(await asEmbedder(this.#source.identity(signal)), dimensions);
  }

  async open(signal: AbortSignal): Promise<Opened> {
    if (this.#opened) return this.#opened;
    const identity = await asEmbedder(this.#source.identity(signal));
    const [probe] = await this.#request([withDocumentPrefix(this.model, neutralText)], signal);
    if (!probe) throw this.#unusable("gave no vector");
    const dimensions = probe.length;
    this.#opened = { key: keyOf(identity, dimensions), dimensions };
    return this.#opened;
  }

  async embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += this.#batchSize) {
      const batch = texts.slice(start, start + this.#batchSize).map((text) => withDocumentPrefix(this.model, text));
      vectors.push(...(await this.#batch(batch, signal)));
    }
    return vectors;
  }

  async embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    return this.#one(withQueryPrefix(this.model, text), signal);
  }

  /** As one request; where it fails for a reason that may lie in one text, each text for itself. */
  async #batch(batch: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    try {
      return await this.#checked(batch, signal);
    } catch (thrown) {
      if (!mayLieInText(thrown)) throw thrown;
      const vectors: Float32Array[] = [];
      for (const text of batch) vectors.push(await this.#single(text, signal));
      return vectors;
    }
  }

  /**
   * A text that the model refuses is tried cut short and without signs; at last a neutral text stands in, so that one
   * record does not keep all the others from their vectors. Its image is still found by its words.
   */
  async #single(text: string, signal: AbortSignal): Promise<Float32Array> {
    const start = text.slice(0, 200);
    for (const attempt of [text, start, start.replace(/[^\p{L}\p{M}\p{N}:|]+/gu, " ")]) {
      try {
        return await this.#one(attempt, signal);
      } catch (thrown) {
        if (!mayLieInText(thrown)) throw thrown;
      }
    }
    return this.#one(withDocumentPrefix(this.model, neutralText), signal);
  }

  async #one(text: string, signal: AbortSignal): Promise<Float32Array> {
    const [vector] = await this.#checked([text], signal);
    if (!vector) throw this.#unusable("gave no vector");
    return vector;
  }

  /** Vectors of the length that the model had when it was opened, finite, of length one. */
  async #checked(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { dimensions } = await this.open(signal);
    const vectors = await this.#request(texts, signal);
    if (vectors.length !== texts.length) throw this.#unusable("gave another number of vectors than texts");
    if (vectors.every((vector) => vector.length === dimensions)) return vectors;
    // another model stands behind the name now: the next call opens it anew, with another key
    this.#opened = undefined;
    throw new ExpectedError("embedderUnavailable", `The embedding model ${this.model} was replaced. Try again.`);
  }

  async #request(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    throwIfAborted(signal);
    const vectors = await asEmbedder(this.#source.vectors(texts, signal));
    return vectors.map((numbers) => this.#unit(numbers));
  }

  #unit(numbers: readonly number[]): Float32Array {
    const vector = Float32Array.from(numbers);
    const norm = Math.hypot(...vector);
    if (!Number.isFinite(norm) || norm === 0)
      throw new BadVector("embedderUnavailable", `The model ${this.model} gave a vector without a direction.`);
    return Math.abs(norm - 1) < 1e-3 ? vector : vector.map((value) => value / norm);
  }

  #unusable(what: string): ExpectedError {
    return new ExpectedError("embedderUnavailable", `The embedding model ${this.model} ${what}. Choose another model.`);
  }
}

function keyOf(identity: string, dimensions: number): string {
  return `${identity}/${dimensions}/t${embeddingTemplateVersion}`;
}

/** A vector that cannot be used, which may be the fault of its text. */
class BadVector extends ExpectedError {}

/** The server refused or failed at the content; a server that is away or a model that is missing is no text's fault. */
function mayLieInText(thrown: unknown): boolean {
  if (thrown instanceof BadVector) return true;
  const cause = thrown instanceof ExpectedError && thrown.cause instanceof ExpectedError ? thrown.cause : undefined;
  return cause?.reason === "engineRefused" || cause?.reason === "engineFailed";
}

/** Failures of an engine as failures of the embedder, for which meaning search has its own words. */
async function asEmbedder<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!(cause instanceof ExpectedError)) throw cause;
    if (["aborted", "modelMissing", "embedderUnavailable"].includes(cause.reason)) throw cause;
    throw new ExpectedError("embedderUnavailable", cause.message, { cause });
  }
}
