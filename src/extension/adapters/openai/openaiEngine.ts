/** The engine that looks at images with a vision model on an OpenAI-compatible server. */
import type { Engine } from "../../core/ports.ts";
import { ModelEngine, type ModelEngineOptions } from "../../core/tagging/modelEngine.ts";
import { OpenAiChat, type OpenAiChatOptions } from "./openaiChat.ts";

/** Where and with which model, and how the engine works. */
export type OpenAiEngineOptions = OpenAiChatOptions & Omit<ModelEngineOptions, "chat">;

/** An engine over one model on one server. */
export function openAiEngine(options: OpenAiEngineOptions): Engine {
  return new ModelEngine({ ...options, chat: new OpenAiChat(options) });
}
