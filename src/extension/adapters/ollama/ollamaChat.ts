/** One vision model on an Ollama server as a chat: a streamed question about one picture, and how its answer ended. */
import type { ChatRequest, Ollama } from "ollama";
import { ExpectedError } from "../../../shared/failures.ts";
import type { Chat, ChatEnd, ChatLimits, ChatQuestion, ChatWatch } from "../../core/tagging/chat.ts";
import { isCloudName, isSameModel } from "../../core/tagging/modelChoice.ts";
import { LoopWatch } from "../../core/tagging/repetition.ts";
import { withClient } from "./http.ts";
import { OllamaModels } from "./ollamaModels.ts";
import { type PhasePauses, tellPhases } from "./phases.ts";

const maxAnswerCharacters = 64_000;

/** Which model, where, and how it is to answer; host and model must be given. */
export interface OllamaChatOptions {
  readonly host: string;
  readonly model: string;
  /** Value of the Authorization header, for a server behind a proxy. */
  readonly authorization?: string;
  /** One value for all images of a model: a change loads it anew. */
  readonly contextTokens?: number;
  readonly maxAnswerTokens?: number;
  /** How long the server keeps the model in memory; "10m". */
  readonly keepAlive?: string;
  /** When the list of loaded models is asked for while no words come. */
  readonly phasePauses?: PhasePauses;
  /** Hears what the server counted at the end of an answer. */
  readonly onTokens?: (tokens: TokenCount) => void;
}

/** Tokens of one answer and of what was asked, the picture among it. */
export interface TokenCount {
  readonly asked: number;
  readonly answered: number;
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
    this.#models = new OllamaModels(options.host, options.authorization);
  }

  async ask(question: ChatQuestion, watch: ChatWatch, limits: ChatLimits, signal: AbortSignal): Promise<ChatEnd> {
    const { authorization } = this.#options;
    const waiting = new AbortController();
    this.#tellPhases(watch, AbortSignal.any([signal, waiting.signal]));
    try {
      return await withClient(
        { host: this.#models.host, authorization, model: this.model, streams: true, ...limits },
        (client) => this.#read(client, question, watch, () => waiting.abort()),
        signal,
      );
    } finally {
      waiting.abort();
    }
  }

  /** Reads the answer to its end; `onFirst` is called at the first of it. */
  async #read(client: Ollama, question: ChatQuestion, watch: ChatWatch, onFirst: () => void): Promise<ChatEnd> {
    const loop = new LoopWatch();
    const thinkingLoop = new LoopWatch();
    let content = "";
    let thinking = "";
    const request = { ...this.#request(question), stream: true } as const;
    for await (const { message, done, ...rest } of await client.chat(request)) {
      onFirst();
      const piece = typeof message?.content === "string" ? message.content : "";
      const thought = typeof message?.thinking === "string" ? message.thinking : "";
      thinking = (thinking + thought).slice(-maxAnswerCharacters);
      if (content.length < maxAnswerCharacters) content += piece;
      if (piece !== "") watch.piece(piece);
      if (done) {
        this.#options.onTokens?.({ asked: rest.prompt_eval_count ?? 0, answered: rest.eval_count ?? 0 });
        return { content, thinking, end: rest.done_reason === "length" ? "tooLong" : "complete" };
      }
      if (loop.push(piece) || thinkingLoop.push(thought)) return { content, thinking, end: "looping" };
    }
    return { content, thinking, end: "broken" };
  }

  /** The cloud has no list of what is loaded: there nothing can be told. */
  #tellPhases(watch: ChatWatch, signal: AbortSignal): void {
    if (isCloudName(this.model)) return;
    void tellPhases(this.#models, this.model, (phase) => watch.phase(phase), signal, this.#options.phasePauses);
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
