/** How a person wants models to be asked: for which kind of picture, in whose words, in which language, with which facts. */
import { steps } from "../../../shared/model.ts";
import type { Hash } from "../ports.ts";
import { buildPrompt, type PromptRequest } from "./prompt.ts";
import { hintsOf, promptContexts, valuesOf, type KnownOfPicture, type PromptContext } from "./promptContext.ts";
import { promptPresets, type PromptPreset } from "./promptPresets.ts";
import { cleanTemplate, fillTemplate, usesVariable } from "./promptTemplate.ts";

/** The settings of the prompt. */
export interface PromptSettings {
  readonly preset: PromptPreset;
  /** Instructions of the person's own, with variables; "" for none. */
  readonly instructions: string;
  /** English name of the language to write in; "" for the model's choice. */
  readonly language: string;
  readonly context: readonly PromptContext[];
  /**
   * One request for each step, for models that fail at all of them together. The picture is sent three times then: a server keeps
   * nothing of a request.
   */
  readonly asksStepByStep: boolean;
}

/** What holds where nobody set anything. */
export const usualPrompt: PromptSettings = {
  preset: "general",
  instructions: "",
  language: "",
  context: ["file", "folder"],
  asksStepByStep: false,
};

/** The settings by the names that people know. */
type SettingName = "preset" | "instructions" | "language" | "context" | "stepByStep";

/** Settings as somebody wrote them, by their names; what is no possible value is as if it were not there. */
export function promptSettingsFrom(read: (name: SettingName) => unknown): PromptSettings {
  const text = (name: "instructions" | "language"): string => {
    const value = read(name);
    return typeof value === "string" ? value.trim() : usualPrompt[name];
  };
  const preset = read("preset");
  const context = read("context");
  return {
    preset: promptPresets.find((one) => one === preset) ?? usualPrompt.preset,
    instructions: text("instructions"),
    language: text("language"),
    // an empty list is a wish: nothing is to go along
    context: Array.isArray(context) ? promptContexts.filter((one) => context.includes(one)) : usualPrompt.context,
    asksStepByStep: read("stepByStep") === true,
  };
}

/** True where the words that OCR reads are to go along, so that they have to be waited for. */
export function asksForWords({ context, instructions }: PromptSettings): boolean {
  return context.includes("words") || usesVariable(instructions, "words");
}

/** The part of a prompt's request that follows from the settings and from what is known of the picture. */
export function askedWith(
  { preset, instructions, language, context }: PromptSettings,
  known: KnownOfPicture,
): Pick<PromptRequest, "preset" | "wishes" | "language" | "hints"> {
  return {
    preset,
    language,
    wishes: fillTemplate(instructions, valuesOf(known, language)),
    hints: hintsOf(known, context),
  };
}

/**
 * Stands for the wording of prompts in records: those of another key are stale. It is made from the wording itself and not
 * from a number that somebody has to raise: a release that words one preset anew marks the records of that preset alone, and
 * settings that come to the same prompt have the same key. One request for each step asks in the same words.
 */
export function promptKey({ preset, instructions, language, context }: PromptSettings, hash: Hash): string {
  const prompt = buildPrompt({ steps, known: {}, preset, language });
  const contexts = promptContexts.filter((one) => context.includes(one));
  return hash(JSON.stringify([prompt.system, prompt.instructions, cleanTemplate(instructions), contexts])).slice(0, 8);
}
