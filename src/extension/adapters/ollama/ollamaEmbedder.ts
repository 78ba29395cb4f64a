/** An embedding model on an Ollama server. */
import { ExpectedError } from "../../../shared/failures.ts";
import { ModelEmbedder, type VectorSource } from "../../core/tagging/modelEmbedder.ts";
import { bestEmbeddingModel, findModel } from "../../core/tagging/modelChoice.ts";
import { withClient } from "./http.ts";
import { OllamaModels } from "./ollamaModels.ts";

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

/** Embeds through one model on one server. */
export class OllamaEmbedder extends ModelEmbedder {
  constructor(options: OllamaEmbedderOptions) {
    super(new OllamaVectors(options), options.batchSize);
  }

  /** The embedder for the named model or the best installed one; undefined if none is named and none is installed. */
  static async find(options: OllamaEmbedderOptions, signal: AbortSignal): Promise<OllamaEmbedder | undefined> {
    if (options.model !== "") return new OllamaEmbedder(options);
    const best = bestEmbeddingModel(await new OllamaModels(options.host, options.authorization).list(signal));
    return best && new OllamaEmbedder({ ...options, model: best.name });
  }
}

class OllamaVectors implements VectorSource {
  readonly model: string;
  /** By the digest. */
  readonly isExact = true;
  readonly #options: OllamaEmbedderOptions;
  readonly #models: OllamaModels;

  constructor(options: OllamaEmbedderOptions) {
    this.model = options.model;
    this.#options = options;
    this.#models = new OllamaModels(options.host, options.authorization);
  }

  async identity(signal: AbortSignal): Promise<string> {
    const model = findModel(await this.#models.list(signal), this.model);
    if (model) return `${model.name}@${model.digest.replace(/^sha256:/u, "").slice(0, 12)}`;
    throw new ExpectedError(
      "modelMissing",
      `The embedding model ${this.model} is not installed. Get it with \`ollama pull ${this.model}\`.`,
    );
  }

  async vectors(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const { authorization, deadlineMs = 120_000, keepAlive = "10m" } = this.#options;
    const { embeddings } = await withClient(
      { host: this.#models.host, authorization, model: this.model, deadlineMs },
      (client) => client.embed({ model: this.model, input: [...texts], truncate: true, keep_alive: keepAlive }),
      signal,
    );
    if (Array.isArray(embeddings)) return embeddings.map((numbers) => (Array.isArray(numbers) ? numbers : []));
    throw new ExpectedError(
      "embedderUnavailable",
      `The embedding model ${this.model} gave no vectors. Choose another model.`,
    );
  }
}
