/** Turns texts into unit vectors with an embedding model on an Ollama server, in batches that one bad text cannot spoil. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { Embedder } from "../../core/ports.ts";
import { embeddingTemplateVersion, withDocumentPrefix, withQueryPrefix } from "../../core/tagging/embeddingText.ts";
import { bestEmbeddingModel, findModel } from "../../core/tagging/modelChoice.ts";
import { withClient } from "./http.ts";
import { OllamaModels } from "./ollamaModels.ts";

/** What every model embeds: shows the length of its vectors, and stands in for a text that it refuses. */
const neutralText = "text: a picture";

/** `model` is "" for the best installed one. */
export interface OllamaEmbedderOptions {
  readonly host: string;
  readonly model: string;
  /** Value of the Authorization header, for a server behind a proxy. */
  readonly authorization?: string;
  /** Texts in one request; 32. */
  readonly batchSize?: number;
  /** For one request; 2 minutes, because the model may have to be loaded. */
  readonly deadlineMs?: number;
  readonly keepAlive?: string;
}

interface Opened {
  readonly key: string;
  readonly dimensions: number;
}

/** Embeds through one model on one server. */
export class OllamaEmbedder implements Embedder {
  readonly model: string;
  readonly #options: OllamaEmbedderOptions;
  readonly #models: OllamaModels;
  #opened: Opened | undefined;

  constructor(options: OllamaEmbedderOptions) {
    this.model = options.model;
    this.#options = options;
    this.#models = new OllamaModels(options.host, options.authorization);
  }

  /** The embedder for the named model or the best installed one; undefined if none is named and none is installed. */
  static async find(options: OllamaEmbedderOptions, signal: AbortSignal): Promise<OllamaEmbedder | undefined> {
    if (options.model !== "") return new OllamaEmbedder(options);
    const best = bestEmbeddingModel(await new OllamaModels(options.host, options.authorization).list(signal));
    return best && new OllamaEmbedder({ ...options, model: best.name });
  }

  async open(signal: AbortSignal): Promise<Opened> {
    if (this.#opened) return this.#opened;
    const model = findModel(await asEmbedder(this.#models.list(signal)), this.model);
    if (!model) throw this.#missing();
    const [probe] = await this.#request([withDocumentPrefix(this.model, neutralText)], signal);
    if (!probe) throw this.#unusable("gave no vector");
    const digest = model.digest.replace(/^sha256:/u, "").slice(0, 12);
    const dimensions = probe.length;
    this.#opened = { key: `${model.name}@${digest}/${dimensions}/t${embeddingTemplateVersion}`, dimensions };
    return this.#opened;
  }

  async embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const batchSize = Math.max(1, this.#options.batchSize ?? 32);
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += batchSize) {
      const batch = texts.slice(start, start + batchSize).map((text) => withDocumentPrefix(this.model, text));
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
    const neutral = withDocumentPrefix(this.model, neutralText);
    for (const attempt of [text, start, start.replace(/[^\p{L}\p{M}\p{N}:|]+/gu, " ")]) {
      try {
        return await this.#one(attempt, signal);
      } catch (thrown) {
        if (!mayLieInText(thrown)) throw thrown;
      }
    }
    return this.#one(neutral, signal);
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
    return vectors.map((vector) => {
      if (vector.length === dimensions) return vector;
      // another model stands behind the name now: the next call opens it anew, with another key
      this.#opened = undefined;
      throw new ExpectedError("embedderUnavailable", `The embedding model ${this.model} was replaced. Try again.`);
    });
  }

  async #request(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    throwIfAborted(signal);
    const { authorization, deadlineMs = 120_000, keepAlive = "10m" } = this.#options;
    const input = [...texts];
    const { embeddings } = await asEmbedder(
      withClient(
        { host: this.#models.host, authorization, model: this.model, deadlineMs },
        (client) => client.embed({ model: this.model, input, truncate: true, keep_alive: keepAlive }),
        signal,
      ),
    );
    if (!Array.isArray(embeddings)) throw this.#unusable("gave no vectors");
    return embeddings.map((numbers) => this.#unit(numbers));
  }

  #unit(numbers: readonly number[]): Float32Array {
    const vector = Float32Array.from(Array.isArray(numbers) ? numbers : []);
    const norm = Math.hypot(...vector);
    if (!Number.isFinite(norm) || norm === 0)
      throw new BadVector(`The model ${this.model} gave a vector without a direction.`);
    return Math.abs(norm - 1) < 1e-3 ? vector : vector.map((value) => value / norm);
  }

  #unusable(what: string): ExpectedError {
    return new ExpectedError("embedderUnavailable", `The embedding model ${this.model} ${what}. Choose another model.`);
  }

  #missing(): ExpectedError {
    return new ExpectedError(
      "modelMissing",
      `The embedding model ${this.model} is not installed. Get it with \`ollama pull ${this.model}\`.`,
    );
  }
}

/** A vector that cannot be used, which may be the fault of its text. */
class BadVector extends ExpectedError {
  constructor(message: string) {
    super("embedderUnavailable", message);
  }
}

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
    if (cause.reason === "aborted" || cause.reason === "modelMissing" || cause.reason === "embedderUnavailable")
      throw cause;
    throw new ExpectedError("embedderUnavailable", cause.message, { cause });
  }
}
