/** How a person wants models to be asked: for which kind of picture, in whose words, in which language, with which facts. */
import type { Hash } from "../ports.ts";

/** Kinds of pictures for which the instructions have a wording of their own. */
const promptPresets = ["general", "photo", "screenshot", "diagram", "training"] as const;
type PromptPreset = (typeof promptPresets)[number];

/** What may go along with the picture: the file's own facts, its folder's name, tags that it has, words that OCR read. */
const promptContexts = ["file", "folder", "tags", "words"] as const;
type PromptContext = (typeof promptContexts)[number];

/** The settings of the prompt. */
export interface PromptSettings {
  readonly preset: PromptPreset;
  /** Instructions of the person's own, with variables; "" for none. */
  readonly instructions: string;
  /** English name of the language to write in; "" for the model's choice. */
  readonly language: string;
  readonly context: readonly PromptContext[];
}

/** What holds where nobody set anything. */
export const usualPrompt: PromptSettings = {
  preset: "general",
  instructions: "",
  language: "",
  context: ["file", "folder"],
};

/** Stands for the wording of prompts in records: those of another key are stale. */
export function promptKey({ preset, instructions, language, context }: PromptSettings, hash: Hash): string {
  return hash(JSON.stringify([preset, instructions, language, context.toSorted()])).slice(0, 8);
}
