/** Says in the log which variables in a person's own instructions are none: once for each wording. */
import * as vscode from "vscode";
import { unknownVariables } from "../core/tagging/promptTemplate.ts";
import type { Outside } from "./outside.ts";
import { engineSettings, section } from "./settings.ts";

/** Looks at the instructions now and whenever they change. */
export function notePromptVariables({ log }: Outside): vscode.Disposable {
  let said = "";
  const look = (): void => {
    const unknown = unknownVariables(engineSettings().prompt.instructions).map((name) => `{${name}}`);
    const sentence = unknown.join(", ");
    if (sentence !== "" && sentence !== said)
      log.warn(`In imageTagger.prompt.instructions these are no variables and stay as they stand: ${sentence}.`);
    said = sentence;
  };
  look();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.prompt.instructions`)) look();
  });
}
