/** The rows of the menu that chooses engine and model: what each says, and what its buttons do. */
import * as vscode from "vscode";
import type { EngineStatus } from "../../../shared/protocol.ts";
import type { ServerFinding } from "../../core/tagging/chooseEngine.ts";
import { isLoopback, shownHost } from "../../core/tagging/hosts.ts";
import { isSameModel, type ModelInfo } from "../../core/tagging/modelChoice.ts";
import {
  modelsToGet,
  visionChoices,
  type ModelChoiceEntry,
  type RecommendedModel,
} from "../../core/tagging/modelMenu.ts";
import type { KeptVerdict, ModelAt, ModelNotes } from "../../core/tagging/modelNotes.ts";
import { displayText, shortBytes } from "../../core/views/displayText.ts";
import type { LoadedModel, ModelServer } from "../outside.ts";
import type { EngineSettings } from "../settings.ts";

/** What a row stands for. */
export type Choice =
  | { readonly kind: "auto" | "builtin" | "served" | "vscode" | "host" | "start" | "otherModel" }
  | { readonly kind: "model"; readonly server: ModelServer; readonly model: ModelInfo; readonly version: string }
  | { readonly kind: "get"; readonly server: ModelServer; readonly model: RecommendedModel };

/** A row; separators and the line that says that a server is asked stand for nothing. */
export interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

/** A button of a row and what it asks for. */
export interface DeedButton extends vscode.QuickInputButton {
  readonly deed: "test" | "pull" | "settings";
}

/** What the rows of a server depend on. */
export interface RowContext {
  readonly settings: EngineSettings;
  readonly notes: ModelNotes;
  readonly memoryBytes: number;
  readonly canStart: boolean;
}

/** What a server said. */
export interface Asked {
  readonly server: ModelServer;
  readonly finding: ServerFinding;
  readonly loaded: readonly LoadedModel[];
}

/** Automatic and the built-in analysis, which are there at once. */
export function fixedItems({ engine, model }: EngineSettings, inUse: EngineStatus): readonly ChoiceItem[] {
  const isAutomatic = engine === "auto" && model === "";
  return [
    {
      label: marked(isAutomatic, vscode.l10n.t("Automatic")),
      description: isAutomatic && inUse.model !== undefined ? vscode.l10n.t("now {0}", displayText(inUse.model)) : "",
      detail: vscode.l10n.t("The best vision model of your Ollama server; the built-in analysis where there is none."),
      choice: { kind: "auto" },
    },
    {
      label: marked(engine === "builtin", vscode.l10n.t("Built-in analysis")),
      detail: vscode.l10n.t("No model: text in images, colours, kind of image, and what the file says of itself."),
      choice: { kind: "builtin" },
    },
  ];
}

/** Stands for a server until it has answered. */
export function askingItems(server: ModelServer): readonly ChoiceItem[] {
  const host = displayText(shownHost(server.host));
  return [separator(host), { label: `$(loading~spin) ${vscode.l10n.t("Asking {0}…", host)}` }];
}

/** The models of a server, or why it does not answer. */
export function serverItems({ server, finding, loaded }: Asked, context: RowContext): readonly ChoiceItem[] {
  if ("failure" in finding) {
    const host = displayText(shownHost(server.host));
    const start: ChoiceItem = { label: `$(play) ${vscode.l10n.t("Start Ollama")}`, choice: { kind: "start" } };
    return [separator(host), ...(context.canStart ? [start] : []), unreachable(finding.failure.message)];
  }
  const rows = visionChoices(finding.models, finding.version).map((entry) =>
    modelItem(server, entry, finding.version, loaded, context),
  );
  return [separator(installedWords(server.host)), ...rows];
}

/** Where models are, and whether images leave this computer for them. */
export function installedWords(host: string): string {
  const shown = displayText(shownHost(host));
  return isLoopback(host)
    ? vscode.l10n.t("Installed on {0}", shown)
    : vscode.l10n.t("Installed on {0}: images leave this computer", shown);
}

/** What suits this computer and is not there yet. */
export function recommendedItems({ server, finding }: Asked, { memoryBytes }: RowContext): readonly ChoiceItem[] {
  if ("failure" in finding) return [];
  const gigabytes = Math.round(memoryBytes / 2 ** 30);
  const rows = modelsToGet(finding.models, memoryBytes).map((model): ChoiceItem => ({
    label: `$(cloud-download) ${model.name}`,
    description: vscode.l10n.t("about {0} to download", shortBytes(model.downloadBytes)),
    detail: purposeOf(model),
    choice: { kind: "get", server, model },
  }));
  return [
    separator(vscode.l10n.t("Get a model for this computer ({0} GB of memory)", gigabytes)),
    ...rows,
    { label: `$(edit) ${vscode.l10n.t("Another model…")}`, choice: { kind: "otherModel" } },
  ];
}

/** What lies beyond Ollama. */
export function otherItems({ engine, vscodeModel, served }: EngineSettings): readonly ChoiceItem[] {
  const isChosen = engine === "vscode";
  const isServed = engine === "openai";
  return [
    separator(vscode.l10n.t("Elsewhere")),
    {
      label: marked(isServed, vscode.l10n.t("OpenAI-compatible server…")),
      description: isServed ? displayText(served.model) : "",
      detail: vscode.l10n.t("LM Studio, llama-server, vLLM, or any other server with that interface."),
      choice: { kind: "served" },
    },
    {
      label: marked(isChosen, vscode.l10n.t("Language model of VS Code…")),
      description: isChosen && vscodeModel !== "" ? displayText(vscodeModel) : "",
      detail: vscode.l10n.t("Such as Copilot's. It runs on its maker's servers: images leave this computer."),
      choice: { kind: "vscode" },
    },
  ];
}

function modelItem(
  server: ModelServer,
  { model, vision, isCloud, isLoadable }: ModelChoiceEntry,
  version: string,
  loaded: readonly LoadedModel[],
  { settings, notes }: RowContext,
): ChoiceItem {
  const isChosen =
    (settings.engine === "auto" || settings.engine === "ollama") &&
    settings.model !== "" &&
    isSameModel(settings.model, model.name);
  const said = [
    isCloud ? vscode.l10n.t("runs on ollama.com: images leave this computer") : shortBytes(model.sizeBytes),
    vision === "yes" ? vscode.l10n.t("sees images") : vscode.l10n.t("may not see images"),
    loadedWords(loaded.find(({ name }) => isSameModel(name, model.name))),
  ];
  return {
    label: `${isLoadable ? "" : "$(circle-slash) "}${marked(isChosen, displayText(model.name))}`,
    description: said.filter((words) => words !== "").join(", "),
    detail: isLoadable
      ? knownWords({ host: server.host, digest: model.digest }, notes)
      : vscode.l10n.t("Ollama {0} can no longer load it: that ended with 0.30.", displayText(version, 20)),
    buttons: buttons(),
    choice: { kind: "model", server, model, version },
  };
}

function loadedWords(loaded: LoadedModel | undefined): string {
  if (!loaded) return "";
  return loaded.inVideoMemory < 1
    ? vscode.l10n.t("loaded now, partly on the processor: slow")
    : vscode.l10n.t("loaded now");
}

/** Speed here and the last test, as far as anything is known. */
export function knownWords(model: ModelAt, notes: ModelNotes): string {
  const seconds = notes.secondsPerImage(model);
  const verdict = notes.verdictOf(model);
  const words = [
    seconds === undefined ? "" : vscode.l10n.t("{0} s per image here", seconds.toFixed(seconds < 10 ? 1 : 0)),
    verdictWords(verdict),
  ];
  return words.filter((part) => part !== "").join(" · ");
}

/** Short: the buttons of a row take half of its width. */
function verdictWords(verdict: KeptVerdict | undefined): string {
  switch (verdict?.kind) {
    case undefined:
      return vscode.l10n.t("not tested yet");
    case "good":
      return `$(pass) ${vscode.l10n.t("test passed")}`;
    case "doubtful":
      return `$(warning) ${vscode.l10n.t("answered its test beside the picture")}`;
    case "refused":
      return `$(error) ${vscode.l10n.t("test failed: {0}", displayText(verdict?.message ?? "", 200))}`;
  }
}

function buttons(): readonly DeedButton[] {
  return [
    { deed: "test", iconPath: new vscode.ThemeIcon("beaker"), tooltip: vscode.l10n.t("Test This Model") },
    { deed: "pull", iconPath: new vscode.ThemeIcon("cloud-download"), tooltip: vscode.l10n.t("Get It Again") },
    { deed: "settings", iconPath: new vscode.ThemeIcon("gear"), tooltip: vscode.l10n.t("Show in Settings") },
  ];
}

/** Why no server can be asked; leads to its address in the settings. */
export function unreachable(message: string): ChoiceItem {
  return {
    label: `$(warning) ${vscode.l10n.t("Ollama cannot be used now")}`,
    detail: displayText(message),
    choice: { kind: "host" },
  };
}

function purposeOf({ purpose }: RecommendedModel): string {
  switch (purpose) {
    case "meaning":
      return vscode.l10n.t("Finds images by meaning, not only by words.");
    case "small":
      return vscode.l10n.t("For computers with little memory. Says less of an image.");
    case "fine":
      return vscode.l10n.t("Gives many and exact tags; slower.");
    case "large":
      return vscode.l10n.t("Large: wants a graphics card with 12 GB, or patience.");
    case "best":
      return vscode.l10n.t("Recommended for looking at images.");
  }
}

function marked(isChosen: boolean, label: string): string {
  return isChosen ? `$(check) ${label}` : label;
}

function separator(label: string): ChoiceItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
