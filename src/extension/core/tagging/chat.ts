/** A chat model that sees pictures, as the engine's core asks it: one question about one picture, answered in pieces. */
import type { LookPhase } from "../../../shared/model.ts";
import type { Prompt } from "./prompt.ts";

/** One question. `constrained`: the server is to enforce the prompt's schema; else the prompt alone must do. */
export interface ChatQuestion {
  readonly prompt: Prompt;
  readonly jpeg: Uint8Array;
  readonly constrained: boolean;
}

/** Called while the answer comes. */
export interface ChatWatch {
  piece(text: string): void;
  /** What goes on before the first piece, as far as the server tells. */
  phase(phase: LookPhase): void;
}

/** The whole answer and how it ended. `looping`: it ran in circles and was cut off by us. */
export interface ChatEnd {
  readonly content: string;
  readonly thinking: string;
  readonly end: "complete" | "tooLong" | "broken" | "looping";
}

/** How long a question may take; `promisedMs` is what a failure names where `deadlineMs` is only what is left of it. */
export interface ChatLimits {
  readonly deadlineMs: number;
  readonly promisedMs: number;
}

/** One model at one server. Rejects with an EngineFailure, which says whether to try again. */
export interface Chat {
  readonly kind: "ollama" | "openai" | "vscode";
  readonly model: string;
  /** False where schemas are not enforced at all: there the prompt alone must do. */
  readonly enforcesSchema: boolean;
  ask(question: ChatQuestion, watch: ChatWatch, limits: ChatLimits, signal: AbortSignal): Promise<ChatEnd>;
  /** Answers when the model may be asked; rejects with the reason while it may not. */
  check(signal: AbortSignal): Promise<void>;
}
