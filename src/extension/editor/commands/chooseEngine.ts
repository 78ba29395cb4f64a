/** The command that chooses engine and model: a menu, and what follows from each of its rows. */
import * as vscode from "vscode";
import { ExpectedError, isAbort } from "../../../shared/failures.ts";
import { canLoad, findModel, type ModelInfo } from "../../core/tagging/modelChoice.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { EmbedKeeper } from "../embedKeeper.ts";
import { tell } from "../messages.ts";
import type { ModelServer } from "../outside.ts";
import { engineSettings, section, writeSetting } from "../settings.ts";
import type { CommandTable } from "./commandTable.ts";
import { showEngineMenu, type EngineMenuParts, type Picked } from "./engineMenu.ts";
import { pickLanguageModel } from "./languageModels.ts";
import { pullModel } from "./pullModel.ts";
import { pickServedModel } from "./servedModels.ts";
import { isTrusted, testModel } from "./testModel.ts";

/** What this command works with. */
export interface EngineCommandParts extends EngineMenuParts {
  readonly embeds: EmbedKeeper;
}

/** What became of a row: another engine is in use, nothing is changed, or the menu is to be shown again. */
type Outcome = boolean | "again";

/** The command answers true where another engine or model is in use now, so that work which waited for one can go on. */
export function engineCommands(parts: EngineCommandParts): CommandTable {
  return {
    chooseEngine: (missing) => (typeof missing === "string" ? getMissing(parts, missing) : chooseEngine(parts)),
  };
}

async function chooseEngine(parts: EngineCommandParts): Promise<boolean> {
  for (;;) {
    const picked = await showEngineMenu(parts);
    const outcome = picked ? await act(parts, picked) : false;
    if (outcome !== "again") return outcome;
  }
}

function act(parts: EngineCommandParts, { deed, choice }: Picked): Outcome | Promise<Outcome> {
  switch (choice.kind) {
    case "auto":
      return set("auto", { "ollama.model": "" });
    case "builtin":
      return set("builtin", {});
    case "served":
      return useServedModel(parts);
    case "vscode":
      return useLanguageModel(parts);
    case "host":
      return showSettings("ollama.host");
    case "start":
      return parts.starter.start().then(() => "again");
    case "otherModel":
      return askForName().then((name) => name !== undefined && getMissing(parts, name));
    case "get":
      return choice.model.purpose === "meaning"
        ? getForMeaning(parts, choice.server, choice.model.name)
        : get(parts, choice.server, choice.model.name);
    case "model":
      if (deed === "settings") return showSettings("ollama.model");
      if (deed === "pull") return stopped(pullModel(choice.server, choice.model.name).then(() => "again"));
      return deed === "test"
        ? test(parts, choice.server, choice.model)
        : use(parts, choice.server, choice.model, choice.version);
  }
}

/** Sets the model where its test went well or the person wants it all the same. */
async function use(
  { engines, notes }: EngineCommandParts,
  { host }: ModelServer,
  model: ModelInfo,
  version: string,
): Promise<boolean> {
  if (!canLoad(model, version)) {
    const sentence = vscode.l10n.t(
      "Ollama {0} can no longer load {1}: support for its architecture ended with 0.30. Choose another model, or use a server before 0.30.",
      displayText(version, 20),
      displayText(model.name),
    );
    throw new ExpectedError("modelUnloadable", sentence);
  }
  const at = { host, digest: model.digest };
  if (!(await isTrusted(engines.ollamaAt(host, model.name), at, notes))) return false;
  return set("ollama", { "ollama.model": model.name });
}

async function test({ engines, notes }: EngineCommandParts, { host }: ModelServer, model: ModelInfo): Promise<Outcome> {
  const verdict = await testModel(engines.ollamaAt(host, model.name), { host, digest: model.digest }, notes);
  if (!verdict) return "again";
  tell(verdict.kind === "good" ? "info" : "warning", verdict.message);
  return "again";
}

async function useServedModel({ engines, notes }: EngineCommandParts): Promise<boolean> {
  const model = await pickServedModel(engines.served, notes);
  if (!model || !(await isTrusted(engines.served.engine(model.base, model.name), model.at, notes))) return false;
  return set("openai", { "openai.model": model.name });
}

async function useLanguageModel({ engines, notes }: EngineCommandParts): Promise<boolean> {
  const model = await pickLanguageModel(engineSettings().vscodeModel);
  if (!model || !(await isTrusted(engines.languageModel(model.id), model.at, notes))) return false;
  return set("vscode", { "vscode.model": model.id });
}

/** A model that the settings name, or that a person wrote. */
async function getMissing(parts: EngineCommandParts, name: string): Promise<boolean> {
  const [server = parts.engines.server()] = await parts.engines.servers();
  return get(parts, server, name);
}

/** Downloads a model and uses it for looking at images. */
function get(parts: EngineCommandParts, server: ModelServer, name: string): Promise<boolean> {
  return stopped(
    (async () => {
      await pullModel(server, name);
      const finding = await parts.engines.find(server, AbortSignal.timeout(15_000));
      const model = "models" in finding ? findModel(finding.models, name) : undefined;
      if (!model || "failure" in finding) return set("ollama", { "ollama.model": name });
      return use(parts, server, model, finding.version);
    })(),
  );
}

function getForMeaning({ embeds }: EngineCommandParts, server: ModelServer, name: string): Promise<boolean> {
  return stopped(
    pullModel(server, name).then(() => {
      embeds.forget();
      return false;
    }),
  );
}

/** What was stopped changed nothing. */
async function stopped<T extends Outcome>(work: Promise<T>): Promise<T | false> {
  try {
    return await work;
  } catch (thrown) {
    if (isAbort(thrown)) return false;
    throw thrown;
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

async function showSettings(name: string): Promise<false> {
  await vscode.commands.executeCommand("workbench.action.openSettings", `${section}.${name}`);
  return false;
}

/** Writes where each setting is set already, else for the user; the engine last, so that it finds its model. */
async function set(engine: string, values: Readonly<Record<string, string>>): Promise<true> {
  const read = vscode.workspace.getConfiguration(section);
  for (const [name, value] of [...Object.entries(values), ["engine", engine] as const])
    await writeSetting(name, value, read.inspect(name)?.workspaceValue === undefined ? "user" : "workspace");
  return true;
}
