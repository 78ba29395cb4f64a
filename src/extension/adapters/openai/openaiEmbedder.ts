/** An embedding model on an OpenAI-compatible server. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { Embedder } from "../../core/ports.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import { ModelEmbedder, type VectorSource } from "../../core/tagging/modelEmbedder.ts";
import { normaliseBase } from "./address.ts";
import { jsonOf, send, type ServerAccess } from "./http.ts";
import { OpenAiModels } from "./openaiModels.ts";

/** Which model, and where. */
export interface OpenAiEmbedderOptions extends ServerAccess {
  readonly model: string;
  /** Texts in one request; 32. */
  readonly batchSize?: number;
  /** For one request; 2 minutes, because the model may have to be loaded. */
  readonly deadlineMs?: number;
}

/** An embedder over one model on one server. */
export function openAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  return new ModelEmbedder(new OpenAiVectors(options), options.batchSize);
}

class OpenAiVectors implements VectorSource {
  readonly model: string;
  readonly isExact = false;
  readonly #access: ServerAccess;
  readonly #deadlineMs: number;
  readonly #models: OpenAiModels;

  constructor({ base, authorization, model, deadlineMs = 120_000 }: OpenAiEmbedderOptions) {
    this.model = model;
    this.#access = { base: normaliseBase(base), authorization };
    this.#deadlineMs = deadlineMs;
    this.#models = new OpenAiModels(this.#access);
  }

  /** There is no digest here: the same name at another server counts as another model. */
  async identity(signal: AbortSignal): Promise<string> {
    return `${await this.#models.check(this.model, signal)}@${shownHost(this.#access.base)}`;
  }

  async vectors(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const target = { ...this.#access, model: this.model, deadlineMs: this.#deadlineMs };
    const body = { model: this.model, input: texts };
    const answer = await send(target, { url: `${this.#access.base}/embeddings`, body }, jsonOf, signal);
    return this.#inOrder(answer["data"], texts.length);
  }

  /** By their `index`: servers that work on several at once may give them in another order. */
  #inOrder(data: unknown, count: number): readonly (readonly number[])[] {
    const vectors: (readonly number[] | undefined)[] = Array.from({ length: count });
    for (const [at, entry] of (Array.isArray(data) ? (data as readonly unknown[]) : []).entries()) {
      const { index, embedding } = (entry ?? {}) as { index?: unknown; embedding?: unknown };
      const place = typeof index === "number" ? index : at;
      if (place in vectors && vectors[place] === undefined && isNumbers(embedding)) vectors[place] = embedding;
    }
    const whole = vectors.filter((vector) => vector !== undefined);
    if (whole.length === count) return whole;
    const message = `The embedding model ${this.model} gave ${whole.length} vectors for ${count} texts. Choose another model.`;
    throw new ExpectedError("embedderUnavailable", message);
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((number) => typeof number === "number");
}
