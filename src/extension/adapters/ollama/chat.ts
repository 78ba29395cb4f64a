/** One streamed question about one picture: sends it, hands on the pieces, and says how the answer ended. */
import type { ChatRequest } from "ollama";
import type { Prompt } from "../../core/tagging/prompt.ts";
import { LoopWatch } from "../../core/tagging/repetition.ts";
import { type RequestTarget, withClient } from "./http.ts";

const maxAnswerCharacters = 64_000;

/** How a model is to answer; the same for every picture, because a change of `contextTokens` loads the model anew. */
export interface ChatSettings {
  readonly model: string;
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
  readonly keepAlive: string;
}

/** The whole answer and how it ended. `looping`: it ran in circles and was cut off by us. */
export interface ChatEnd {
  readonly content: string;
  readonly thinking: string;
  readonly end: "complete" | "tooLong" | "broken" | "looping";
}

/** Asks once. `constrained` sends the schema for the server to enforce; else the prompt alone must do. */
export async function askOnce(
  target: RequestTarget,
  settings: ChatSettings,
  question: { readonly prompt: Prompt; readonly jpeg: Uint8Array; readonly constrained: boolean },
  onPiece: (piece: string) => void,
  signal: AbortSignal,
): Promise<ChatEnd> {
  return withClient(
    target,
    async (client) => {
      const watch = new LoopWatch();
      let content = "";
      let thinking = "";
      const stream = await client.chat({ ...requestOf(settings, question), stream: true });
      for await (const { message, done, done_reason: reason } of stream) {
        const piece = typeof message?.content === "string" ? message.content : "";
        if (typeof message?.thinking === "string") thinking = (thinking + message.thinking).slice(-maxAnswerCharacters);
        if (content.length < maxAnswerCharacters) content += piece;
        if (piece !== "") onPiece(piece);
        if (done) return { content, thinking, end: reason === "length" ? "tooLong" : "complete" };
        if (watch.push(piece)) return { content, thinking, end: "looping" };
      }
      return { content, thinking, end: "broken" };
    },
    signal,
  );
}

function requestOf(
  settings: ChatSettings,
  question: { readonly prompt: Prompt; readonly jpeg: Uint8Array; readonly constrained: boolean },
): ChatRequest {
  const { prompt, jpeg, constrained } = question;
  return {
    model: settings.model,
    messages: [
      { role: "system", content: prompt.system },
      // bytes, never a string: the client library reads a string that happens to be a path from the disk
      { role: "user", content: prompt.user, images: [jpeg] },
    ],
    ...(constrained && { format: prompt.schema }),
    think: false,
    keep_alive: settings.keepAlive,
    options: {
      temperature: 0,
      seed: 42,
      num_ctx: settings.contextTokens,
      num_predict: settings.maxAnswerTokens,
      // since 0.32.10 the server's default penalises nothing, and small models loop
      repeat_penalty: 1.1,
      repeat_last_n: 128,
    },
  };
}
