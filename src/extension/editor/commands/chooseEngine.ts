/** The command that chooses engine and model: what is installed, what is built in, and what can be downloaded. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../../shared/failures.ts";
import type { ServerFinding } from "../../core/tagging/chooseEngine.ts";
import { shownHost } from "../../core/tagging/hosts.ts";
import { isSameModel } from "../../core/tagging/modelChoice.ts";
import { modelsToGet, visionChoices, type RecommendedModel } from "../../core/tagging/modelMenu.ts";
import { displayText, shortBytes } from "../../core/views/displayText.ts";
import type { EmbedKeeper } from "../embedKeeper.ts";
import type { EngineKeeper } from "../engineKeeper.ts";
import type { Outside } from "../outside.ts";
import { engineSettings, section, writeSetting } from "../settings.ts";
import type { CommandTable } from "./commandTable.ts";
import { pullModel } from "./pullModel.ts";

/** What this command works with. */
export interface EngineCommandParts {
  readonly outside: Outside;
  readonly engines: EngineKeeper;
  readonly embeds: EmbedKeeper;
}

type Choice =
  | { readonly kind: "auto" | "builtin" | "host" | "otherModel" }
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "get"; readonly model: RecommendedModel };

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

/** The command answers true where another engine or model is in use now, so that work which waited for one can go on. */
export function engineCommands(parts: EngineCommandParts): CommandTable {
  return {
    chooseEngine: (missing) => (typeof missing === "string" ? get(parts, missing, false) : chooseEngine(parts)),
  };
}

async function chooseEngine(parts: EngineCommandParts): Promise<boolean> {
  const picked = await vscode.window.showQuickPick(items(parts), {
    title: vscode.l10n.t("Choose Engine and Model"),
    placeHolder: vscode.l10n.t("What shall look at your images?"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  switch (picked?.choice?.kind) {
    case undefined:
      return false;
    case "auto":
      return set("auto", "");
    case "builtin":
      return set("builtin", undefined);
    case "model":
      return set("ollama", picked.choice.model);
    case "get":
      return get(parts, picked.choice.model.name, picked.choice.model.purpose === "meaning");
    case "otherModel": {
      const name = await askForName();
      return name !== undefined && get(parts, name, false);
    }
    case "host":
      await vscode.commands.executeCommand("workbench.action.openSettings", `${section}.ollama.host`);
      return false;
  }
}

async function items({ engines, outside }: EngineCommandParts): Promise<readonly ChoiceItem[]> {
  const { engine, model } = engineSettings();
  const mark = (isChosen: boolean): string => (isChosen ? `$(check) ` : "");
  const fixed: ChoiceItem[] = [
    {
      label: `${mark(engine === "auto" && model === "")}${vscode.l10n.t("Automatic")}`,
      detail: vscode.l10n.t("The best vision model of your Ollama server; the built-in analysis where there is none."),
      choice: { kind: "auto" },
    },
    {
      label: `${mark(engine === "builtin")}${vscode.l10n.t("Built-in analysis")}`,
      detail: vscode.l10n.t("No model: text in images, colours, kind of image, and what the file says of itself."),
      choice: { kind: "builtin" },
    },
  ];
  const found = await ask(engines);
  if ("failure" in found) return [...fixed, ...unreachable(found.failure.message)];
  const installed = visionChoices(found.models, found.version).map(
    ({ model: { name, sizeBytes }, vision, isCloud }): ChoiceItem => ({
      label: `${mark(engine !== "builtin" && model !== "" && isSameModel(model, name))}${displayText(name)}`,
      description: [
        isCloud ? vscode.l10n.t("runs on ollama.com: images leave this computer") : shortBytes(sizeBytes),
        vision === "yes" ? vscode.l10n.t("sees images") : vscode.l10n.t("may not see images"),
      ].join(", "),
      choice: { kind: "model", model: name },
    }),
  );
  const recommended = modelsToGet(found.models, outside.memoryBytes).map((one): ChoiceItem => ({
    label: `$(cloud-download) ${one.name}`,
    description: vscode.l10n.t("about {0} to download", shortBytes(one.downloadBytes)),
    detail: purposeOf(one),
    choice: { kind: "get", model: one },
  }));
  return [
    ...fixed,
    separator(vscode.l10n.t("Installed on {0}", displayText(shownHost(engines.server().host)))),
    ...installed,
    separator(vscode.l10n.t("Get a model")),
    ...recommended,
    { label: `$(edit) ${vscode.l10n.t("Another model…")}`, choice: { kind: "otherModel" } },
  ];
}

function unreachable(message: string): readonly ChoiceItem[] {
  return [
    separator(vscode.l10n.t("Ollama")),
    {
      label: `$(warning) ${vscode.l10n.t("Ollama cannot be used now")}`,
      detail: displayText(message),
      choice: { kind: "host" },
    },
  ];
}

function purposeOf({ purpose }: RecommendedModel): string {
  if (purpose === "meaning") return vscode.l10n.t("Finds images by meaning, not only by words.");
  if (purpose === "small") return vscode.l10n.t("For computers with little memory. Says less of an image.");
  if (purpose === "fine") return vscode.l10n.t("Gives many and exact tags; slower.");
  if (purpose === "large") return vscode.l10n.t("Large: wants a graphics card with 12 GB, or patience.");
  return vscode.l10n.t("Recommended for looking at images.");
}

function separator(label: string): ChoiceItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function ask(engines: EngineKeeper): Promise<ServerFinding> {
  try {
    return await engines.server().find(AbortSignal.timeout(10_000));
  } catch (thrown) {
    return { failure: failureOf(thrown) };
  }
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Get a Model"),
    prompt: vscode.l10n.t("Name of a vision model in the Ollama library"),
    placeHolder: "gemma3:12b",
    validateInput: (value) =>
      /^[\w./:-]{1,200}$/.test(value.trim()) ? undefined : vscode.l10n.t("A name such as gemma3:12b"),
  });
  return name?.trim();
}

/** Downloads a model and uses it: for looking at images, or for meaning. True where images are looked at with it now. */
async function get(parts: EngineCommandParts, name: string, isForMeaning: boolean): Promise<boolean> {
  try {
    await pullModel(parts.engines.server(), name);
  } catch (thrown) {
    if (isAbort(thrown)) return false;
    throw thrown;
  }
  if (!isForMeaning) return set("ollama", name);
  parts.embeds.forget();
  return false;
}

/** Writes where the setting is set already, else for the user. */
async function set(engine: string, model: string | undefined): Promise<true> {
  const read = vscode.workspace.getConfiguration(section);
  const target = (name: string): "workspace" | "user" =>
    read.inspect(name)?.workspaceValue === undefined ? "user" : "workspace";
  if (model !== undefined) await writeSetting("ollama.model", model, target("ollama.model"));
  await writeSetting("engine", engine, target("engine"));
  return true;
}
