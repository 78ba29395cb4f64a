/** Says a failure that stops the tagging, with its remedies as buttons: one message at a time for one reason. */
import * as vscode from "vscode";
import type { FailureData } from "../../shared/failures.ts";
import { offer } from "./messages.ts";
import { remediesFor, type Remedy } from "../core/remedies.ts";

/** What the buttons do. */
export type RemedyActions = Readonly<Record<Remedy, () => unknown>>;

/** Shows messages until they are answered or their cause is gone. */
export class RemedyMessages {
  readonly #actions: RemedyActions;
  readonly #canStart: () => Promise<boolean>;
  /** Which reason is being said, or was said since all was well last? */
  #said = "";

  /** `canStart`: is Ollama on this computer, so that it could be started? */
  constructor(actions: RemedyActions, canStart: () => Promise<boolean>) {
    this.#actions = actions;
    this.#canStart = canStart;
  }

  /** All is well again: the next failure is said even if it is the same. */
  clear(): void {
    this.#said = "";
  }

  /** Says it, unless the same was said and nothing has changed since. */
  say(failure: FailureData): void {
    if (this.#said === failure.reason) return;
    this.#said = failure.reason;
    void this.#show(failure);
  }

  async #show(failure: FailureData): Promise<void> {
    const canStart = failure.reason === "engineUnreachable" && (await this.#canStart());
    // the cause may have gone, or another come, while that was looked up
    if (this.#said !== failure.reason) return;
    const remedies = remediesFor(failure.reason, canStart);
    const offered: readonly Remedy[] = remedies.length > 0 ? remedies : ["showLog"];
    const buttons = Object.fromEntries(offered.map((remedy) => [labelOf(remedy), this.#actions[remedy]]));
    offer("warning", failure.message, buttons, () => this.clear());
  }
}

function labelOf(remedy: Remedy): string {
  switch (remedy) {
    case "startOllama":
      return vscode.l10n.t("Start Ollama");
    case "tryAgain":
      return vscode.l10n.t("Try Again");
    case "useBuiltin":
      return vscode.l10n.t("Use Built-in Analysis");
    case "pullModel":
      return vscode.l10n.t("Get a Model…");
    case "chooseEngine":
      return vscode.l10n.t("Choose Engine…");
    case "runDoctor":
      return vscode.l10n.t("Run Doctor");
    case "showLog":
      return vscode.l10n.t("Show Log");
  }
}
