/** The engine that looks at images with a vision model on an Ollama server. */
import type { Engine } from "../../core/ports.ts";
import { ModelEngine, type ModelEngineOptions } from "../../core/tagging/modelEngine.ts";
import { OllamaChat, type OllamaChatOptions } from "./ollamaChat.ts";

/** Where and with which model, and how the engine works. */
export type OllamaEngineOptions = OllamaChatOptions & Omit<ModelEngineOptions, "chat">;

/** An engine over one model on one server. */
export function ollamaEngine(options: OllamaEngineOptions): Engine {
  return new ModelEngine({ ...options, chat: new OllamaChat(options) });
}
