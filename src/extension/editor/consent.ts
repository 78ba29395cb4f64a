/** Asks once before pictures leave this computer, and remembers the answer for that host and model. */
import * as vscode from "vscode";
import type { EngineDecision } from "../core/tagging/chooseEngine.ts";
import { shownHost } from "../core/tagging/hosts.ts";
import { isCloudName } from "../core/tagging/modelChoice.ts";

const memoryKey = "imageTagger.consents";

/** What a person agreed to, kept on this machine for all workspaces. */
export class Consent {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** True where this host (and, for models that run elsewhere, this model) was agreed to. */
  isGiven(host: string, model: string): boolean {
    return this.#memory.get<readonly string[]>(memoryKey, []).includes(keyOf(host, model));
  }

  /** Asks if the engine would send pictures away and nobody agreed yet; false where the person says no. */
  async ask(decision: EngineDecision, host: string): Promise<boolean> {
    if (decision.engine !== "ollama" || !decision.leavesMachine || this.isGiven(host, decision.model)) return true;
    const where = isCloudName(decision.model) ? "ollama.com" : shownHost(host);
    const send = vscode.l10n.t("Send Images");
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t("Send your images to {0}?", where),
      {
        modal: true,
        detail: vscode.l10n.t(
          "The model {0} does not run on this computer. Reduced copies of the images to tag, and the texts of their records, will be sent to {1}.",
          decision.model,
          where,
        ),
      },
      send,
    );
    if (answer !== send) return false;
    const given = this.#memory.get<readonly string[]>(memoryKey, []);
    await this.#memory.update(memoryKey, [...given, keyOf(host, decision.model)]);
    return true;
  }
}

function keyOf(host: string, model: string): string {
  const shown = shownHost(host);
  return isCloudName(model) ? `${shown} ${model}` : shown;
}
