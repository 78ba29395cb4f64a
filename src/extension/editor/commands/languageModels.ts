/** Lets a person choose one of the language models that VS Code offers. */
import * as vscode from "vscode";
import { displayText } from "../../core/views/displayText.ts";
import { tell } from "../messages.ts";
import type { ModelAt } from "../../core/tagging/modelNotes.ts";

/** A model, and under which name its test is remembered. */
export interface PickedLanguageModel {
  readonly id: string;
  readonly at: ModelAt;
}

/** Undefined where there is none, or the person took none. */
export async function pickLanguageModel(chosen: string): Promise<PickedLanguageModel | undefined> {
  const models = await vscode.lm.selectChatModels();
  if (models.length === 0) {
    tell(
      "info",
      vscode.l10n.t(
        "VS Code offers no language models now. Install an extension that brings some, such as GitHub Copilot Chat, and sign in.",
      ),
    );
    return undefined;
  }
  const items = models.map((model) => ({
    label: `${model.id === chosen ? "$(check) " : ""}${displayText(model.name)}`,
    description: displayText(`${model.vendor} · ${model.family}`),
    detail: vscode.l10n.t("Up to {0} tokens in one question", model.maxInputTokens),
    model,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Language Models of VS Code"),
    placeHolder: vscode.l10n.t(
      "They run elsewhere: you are asked before images are sent. Choose one that sees images.",
    ),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  const { id, version } = picked.model;
  return { id, at: { host: "vscode", digest: `${id} ${version}` } };
}
