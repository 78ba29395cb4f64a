/** The one status-bar item: the engine at rest, count and time left at work, the reason in a pause; a click shows what can be done. */
import * as vscode from "vscode";
import type { QueueStatus, Step } from "../../shared/model.ts";
import { displayText, shortDuration } from "../core/views/displayText.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";

export class StatusBar implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #engines: EngineKeeper;
  readonly #library: LibraryKeeper;
  readonly #item: vscode.StatusBarItem;
  readonly #stops: readonly (() => void)[];

  constructor(outside: Outside, engines: EngineKeeper, library: LibraryKeeper) {
    this.#outside = outside;
    this.#engines = engines;
    this.#library = library;
    this.#item = vscode.window.createStatusBarItem("imageTagger.status", vscode.StatusBarAlignment.Left, 20);
    this.#item.name = vscode.l10n.t("Image Tagger");
    this.#item.command = "imageTagger.showMenu";
    const subscriptions = [engines.onChanged(() => this.#draw()), library.onChanged(() => this.#draw()), this.#item];
    this.#stops = [
      outside.workshop.queue.onStatus(() => this.#draw()),
      () => subscriptions.forEach((subscription) => subscription.dispose()),
    ];
    this.#draw();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  #draw(): void {
    const status = this.#outside.workshop.queue.status();
    const isWorking = status.state === "running" || status.state === "stopping";
    const { text, tooltip } = isWorking
      ? working(status)
      : status.state === "paused" && status.pausedBy
        ? paused(status, status.pausedBy.message)
        : this.#atRest(status);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `${vscode.l10n.t("Image Tagger")}: ${tooltip}` };
    this.#item.backgroundColor =
      status.state === "paused" ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    // in a window without images and without anything to do there is nothing to say
    const hasReason = this.#outside.workshop.library.size > 0 || this.#library.isScanning || status.pending > 0;
    if (hasReason) this.#item.show();
    else this.#item.hide();
  }

  #atRest({ pending }: QueueStatus): { text: string; tooltip: string } {
    const { engine, model, reason } = this.#engines.status();
    const isUndecided = this.#engines.decision === undefined;
    const nameless = isUndecided ? vscode.l10n.t("Image Tagger") : vscode.l10n.t("No Engine");
    const modelName = model === undefined ? undefined : displayText(model, 40);
    const names = {
      ollama: modelName ?? vscode.l10n.t("Ollama"),
      openai: modelName ?? vscode.l10n.t("Model Server"),
      vscode: modelName ?? vscode.l10n.t("VS Code"),
      builtin: vscode.l10n.t("Built-in"),
      none: nameless,
    };
    const name = names[engine];
    const icon = engine === "none" && !isUndecided ? "$(warning)" : "$(tag)";
    const sentences = [
      reason === undefined ? vscode.l10n.t("The engine is chosen when it is needed.") : displayText(reason, 500),
      ...(pending > 0 ? [vscode.l10n.t("{0} images wait in the queue.", pending)] : []),
    ];
    return { text: `${icon} ${name}${pending > 0 ? ` (${pending})` : ""}`, tooltip: sentences.join("\n") };
  }
}

function working(status: QueueStatus): { text: string; tooltip: string } {
  const done = status.completed + status.failed;
  const all = done + status.pending + status.active;
  const left = status.secondsLeft === undefined ? "" : ` · ${shortDuration(status.secondsLeft)}`;
  const lines = status.current.map(
    ({ path, step, progress }) => `${displayText(path, 80)}: ${stepName(step)}, ${Math.round(progress * 100)} %`,
  );
  if (status.ratePerMinute !== undefined)
    lines.push(vscode.l10n.t("{0} images a minute", Math.round(status.ratePerMinute * 10) / 10));
  if (status.failed > 0) lines.push(vscode.l10n.t("{0} failed", status.failed));
  const tooltip = [vscode.l10n.t("Tagging images: {0} of {1}", done, all), ...lines].join("\n");
  return { text: `$(sync~spin) ${done}/${all}${left}`, tooltip };
}

function paused({ pending }: QueueStatus, reason: string): { text: string; tooltip: string } {
  const tooltip = `${displayText(reason, 500)}\n${vscode.l10n.t("{0} images wait in the queue.", pending)}`;
  return { text: `$(warning) ${vscode.l10n.t("Tagging paused")}`, tooltip };
}

/** The words for a step. */
function stepName(step: Step): string {
  if (step === "description") return vscode.l10n.t("describing");
  return step === "tags" ? vscode.l10n.t("choosing tags") : vscode.l10n.t("reading text");
}
