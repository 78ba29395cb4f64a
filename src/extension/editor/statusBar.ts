/** The one status-bar item: the model at rest and at work, count and time left, the reason in a pause; a click shows what can be done. */
import * as vscode from "vscode";
import type { QueueStatus } from "../../shared/model.ts";
import { shownHost } from "../core/tagging/hosts.ts";
import { displayText, shortDuration } from "../core/views/displayText.ts";
import type { VectorWork } from "../core/vectorWork.ts";
import type { EngineKeeper } from "./engineKeeper.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";
import { engineName, timeWords, vectorWords, workWords } from "./workWords.ts";

interface Words {
  readonly text: string;
  readonly tooltip: string;
}

export class StatusBar implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #engines: EngineKeeper;
  readonly #library: LibraryKeeper;
  readonly #vectors: VectorWork;
  readonly #item: vscode.StatusBarItem;
  readonly #stops: readonly (() => void)[];

  constructor(outside: Outside, engines: EngineKeeper, library: LibraryKeeper, vectors: VectorWork) {
    this.#outside = outside;
    this.#engines = engines;
    this.#library = library;
    this.#vectors = vectors;
    this.#item = vscode.window.createStatusBarItem("imageTagger.status", vscode.StatusBarAlignment.Left, 20);
    this.#item.name = vscode.l10n.t("Image Tagger");
    this.#item.command = "imageTagger.showMenu";
    const subscriptions = [engines.onChanged(() => this.#draw()), library.onChanged(() => this.#draw()), this.#item];
    this.#stops = [
      outside.workshop.queue.onStatus(() => this.#draw()),
      vectors.onStatus(() => this.#draw()),
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
      ? this.#working(status)
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

  #atRest({ pending }: QueueStatus): Words {
    const { engine, model, reason } = this.#engines.status();
    const isUndecided = this.#engines.decision === undefined;
    const nameless = isUndecided ? vscode.l10n.t("Image Tagger") : vscode.l10n.t("No Engine");
    const name = engine === "none" ? nameless : shortName(engine, model);
    const icon = engine === "none" && !isUndecided ? "$(warning)" : "$(tag)";
    const { state, made, total } = this.#vectors.status;
    const making = vectorWords(this.#vectors.status);
    const sentences = [
      ...(making === "" ? [] : [making]),
      ...(engine === "none" ? [] : this.#madeBy(engine, model)),
      reason === undefined ? vscode.l10n.t("The engine is chosen when it is needed.") : displayText(reason, 500),
      ...(pending > 0 ? [waiting(pending)] : []),
    ];
    if (state === "working")
      return {
        text: `$(sync~spin) ${vscode.l10n.t("Vectors {0}/{1}", made, total)}`,
        tooltip: sentences.join("\n"),
      };
    return { text: `${icon} ${name}${pending > 0 ? ` (${pending})` : ""}`, tooltip: sentences.join("\n") };
  }

  #working(status: QueueStatus): Words {
    const { completed, failed, pending, active, secondsLeft, current, ratePerMinute, engine = "", model } = status;
    const done = completed + failed;
    const all = done + pending + active;
    const left = secondsLeft === undefined ? "" : ` · ${shortDuration(secondsLeft)}`;
    const name = shortName(engine, model);
    const tooltip = [
      vscode.l10n.t("Tagging images: {0} of {1}", done, all),
      ...this.#madeBy(engine, model),
      ...current.map((work) => `${displayText(work.path, 80)}: ${workWords(work)}`),
      ...(ratePerMinute === undefined
        ? []
        : [vscode.l10n.t("{0} images a minute", Math.round(ratePerMinute * 10) / 10)]),
      ...(failed > 0 ? [vscode.l10n.t("{0} failed", failed)] : []),
    ].join("\n");
    const says = isLoading(status) ? vscode.l10n.t("Loading {0}…", name) : `${name} ${done}/${all}${left}`;
    return { text: `$(sync~spin) ${says}`, tooltip };
  }

  /** The engine and its model, and the servers that work. */
  #madeBy(engine: string, model: string | undefined): readonly string[] {
    const { decision } = this.#engines;
    const hosts = decision?.engine === engine ? this.#engines.hostsOf(decision).map(shownHost) : [];
    const { hosts: working } = this.#engines.status();
    const [host] = hosts;
    return [
      displayText(model === undefined || engine === "builtin" ? engineName(engine) : `${engineName(engine)}: ${model}`),
      ...(host === undefined
        ? []
        : hosts.length === 1
          ? [vscode.l10n.t("Server: {0}", displayText(host))]
          : [
              vscode.l10n.t("Servers: {0}", displayText(hosts.join(", "), 500)),
              ...(working ? [vscode.l10n.t("{0} of {1} servers share the work", working.well, working.all)] : []),
            ]),
    ];
  }
}

/** The model is what differs from day to day; where an engine has none that a person chose, its own name. */
function shortName(engine: string, model: string | undefined): string {
  return engine === "builtin" ? vscode.l10n.t("Built-in") : displayText(model ?? engineName(engine), 40);
}

/** True while nothing can come but the loaded model. */
function isLoading({ current }: QueueStatus): boolean {
  return current.some(({ phase }) => phase === "loading") && current.every(({ progress }) => progress === 0);
}

function paused({ pending, pausedSinceMs }: QueueStatus, reason: string): Words {
  const since =
    pausedSinceMs === undefined ? [] : [vscode.l10n.t("Paused since {0}", timeWords(pausedSinceMs, Date.now()))];
  const tooltip = [displayText(reason, 500), ...since, waiting(pending)].join("\n");
  return { text: `$(warning) ${vscode.l10n.t("Tagging paused")}`, tooltip };
}

function waiting(pending: number): string {
  return pending === 1
    ? vscode.l10n.t("1 image waits in the queue.")
    : vscode.l10n.t("{0} images wait in the queue.", pending);
}
