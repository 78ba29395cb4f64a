/** What the command line says of the prompt: kind of picture, language, and a file with the person's own instructions. */
import { readFile } from "node:fs/promises";
import type { Log } from "../extension/core/ports.ts";
import { promptSettingsFrom, type PromptSettings } from "../extension/core/tagging/promptSettings.ts";
import { unknownVariables } from "../extension/core/tagging/promptTemplate.ts";
import { ExpectedError, failureOf, isAbort } from "../shared/failures.ts";
import type { Arguments } from "./arguments.ts";

/** The settings of the prompt; reads the file of instructions where one is named, and says which variables in it are none. */
export async function promptSettingsOf(
  { preset, language, promptFile }: Arguments,
  log: Log,
  signal: AbortSignal,
): Promise<PromptSettings> {
  const instructions = promptFile === undefined ? "" : await contentOf(promptFile, signal);
  const unknown = unknownVariables(instructions);
  if (unknown.length > 0) log.warn(`These are no variables and stay as they stand: {${unknown.join("}, {")}}.`);
  const given: Readonly<Record<string, unknown>> = { preset, language, instructions };
  return promptSettingsFrom((name) => given[name]);
}

async function contentOf(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: "utf8", signal });
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    throw new ExpectedError(
      "unreadable",
      `The file of instructions ${file} cannot be read: ${failureOf(thrown).message}`,
      { cause: thrown },
    );
  }
}
