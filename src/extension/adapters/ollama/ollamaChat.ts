/** One vision model on an Ollama server as a chat: a streamed question about one picture, and how its answer ended. */
import type { ChatRequest } from "ollama";
import { ExpectedError } from "../../../shared/failures.ts";
import type { Chat, ChatEnd, ChatLimits, ChatQuestion, ChatWatch } from "../../core/tagging/chat.ts";
import { isCloudName, isSameModel } from "../../core/tagging/modelChoice.ts";
import { LoopWatch } from "../../core/tagging/repetition.ts";
import { normaliseHost } from "./host.ts";
import { withClient } from "./http.ts";
import { OllamaModels } from "./ollamaModels.ts";

const maxAnswerCharacters = 64_000;

/** Which model, where, and how it is to answer; host and model must be given. */
export interface OllamaChatOptions {
  readonly host: string;
  readonly model: string;
  /** One value for all images of a model: a change loads it anew. */
  readonly contextTokens?: number;
  readonly maxAnswerTokens?: number;
  /** How long the server keeps the model in memory; "10m". */
  readonly keepAlive?: string;
}

/** Asks through one model on one server. */
export class OllamaChat implements Chat {
  readonly kind = "ollama";
  readonly model: string;
  /** Ollama's own servers do not enforce schemas. */
  readonly enforcesSchema: boolean;
  readonly #options: OllamaChatOptions;
  readonly #models: OllamaModels;

  constructor(options: OllamaChatOptions) {
    this.model = options.model;
    this.enforcesSchema = !isCloudName(options.model);
    this.#options = options;
    this.#models = new OllamaModels(normaliseHost(options.host));
  }

  ask(question: ChatQuestion, watch: ChatWatch, limits: ChatLimits, signal: AbortSignal): Promise<ChatEnd> {
    const loop = new LoopWatch();
    return withClient(
      { host: this.#models.host, model: this.model, ...limits },
      async (client) => {
        let content = "";
        let thinking = "";
        for await (const { message, done, done_reason: reason } of await client.chat({
          ...this.#request(question),
          stream: true,
        })) {
          const piece = typeof message?.content === "string" ? message.content : "";
          if (typeof message?.thinking === "string")
            thinking = (thinking + message.thinking).slice(-maxAnswerCharacters);
          if (content.length < maxAnswerCharacters) content += piece;
          if (piece !== "") watch.piece(piece);
          if (done) return { content, thinking, end: reason === "length" ? "tooLong" : "complete" };
          if (loop.push(piece)) return { content, thinking, end: "looping" };
        }
        return { content, thinking, end: "broken" };
      },
      signal,
    );
  }

  async check(signal: AbortSignal): Promise<void> {
    const names = await this.#models.names(signal);
    if (names.some((name) => isSameModel(name, this.model))) return;
    throw new ExpectedError(
      "modelMissing",
      `The model ${this.model} is no longer installed. Get it with \`ollama pull ${this.model}\`.`,
    );
  }

  #request({ prompt, jpeg, constrained }: ChatQuestion): ChatRequest {
    const {
      model,
      contextTokens = usualContextTokens(model),
      maxAnswerTokens = 1024,
      keepAlive = "10m",
    } = this.#options;
    return {
      model,
      messages: [
        { role: "system", content: prompt.system },
        // bytes, never a string: the client library reads a string that happens to be a path from the disk
        { role: "user", content: prompt.user, images: [jpeg] },
      ],
      ...(constrained && { format: prompt.schema }),
      think: false,
      keep_alive: keepAlive,
      options: {
        temperature: 0,
        seed: 42,
        num_ctx: contextTokens,
        num_predict: maxAnswerTokens,
        // since 0.32.10 the server's default penalises nothing, and small models loop
        repeat_penalty: 1.1,
        repeat_last_n: 128,
      },
    };
  }
}

/** Qwen's vision models spend over a thousand tokens on a picture, where others spend 300. */
function usualContextTokens(model: string): number {
  return /qwen[\d.]*-?vl|minicpm|ocr/iu.test(model) ? 8192 : 4096;
}
