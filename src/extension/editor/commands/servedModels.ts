/** Lets a person choose one of the models of an OpenAI-compatible server, and give the server's address first where none is set. */
import * as vscode from "vscode";
import { shownHost } from "../../core/tagging/hosts.ts";
import type { ModelAt, ModelNotes } from "../../core/tagging/modelNotes.ts";
import type { ServedModel } from "../../core/tagging/servedModels.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { ServedServer } from "../servedServer.ts";
import { engineSettings, writeSetting } from "../settings.ts";
import { installedWords, knownWords } from "./engineItems.ts";

/** A model, where it is, and under which name its test is remembered. */
export interface PickedServedModel {
  readonly base: string;
  readonly name: string;
  readonly at: ModelAt;
}

interface ModelItem extends vscode.QuickPickItem {
  /** Absent in the row that leads to another address. */
  readonly name?: string;
}

/** Undefined where the person took none. */
export async function pickServedModel(server: ServedServer, notes: ModelNotes): Promise<PickedServedModel | undefined> {
  if (server.address === undefined && !(await askAddress())) return undefined;
  for (;;) {
    const base = server.address;
    if (base === undefined) return undefined;
    const picked = await vscode.window.showQuickPick(items(server, base, notes), {
      title: installedWords(base),
      placeHolder: vscode.l10n.t("Choose one that sees images."),
      matchOnDescription: true,
    });
    if (!picked) return undefined;
    if (picked.name !== undefined) return { base, name: picked.name, at: at(base, picked.name) };
    if (!(await askAddress())) return undefined;
  }
}

/** There is no digest: what was tested is the name at this server. */
function at(base: string, name: string): ModelAt {
  return { host: base, digest: name };
}

/** A server that does not answer is said so in the menu, from which its address can be changed. */
async function items(server: ServedServer, base: string, notes: ModelNotes): Promise<readonly ModelItem[]> {
  // each of its requests ends by a deadline of its own, with a sentence for the menu
  const found = await server.find(new AbortController().signal);
  const other: ModelItem = { label: `$(edit) ${vscode.l10n.t("Another address…")}` };
  if ("failure" in found) return [{ ...other, detail: displayText(found.failure.message, 500) }];
  const chosen = engineSettings().served.model;
  const rows = found.models.filter(({ isEmbedder, vision }) => !isEmbedder && vision !== "no");
  return [
    ...rows.map((model) => ({ ...modelItem(model, chosen), detail: knownWords(at(base, model.name), notes) })),
    other,
  ];
}

function modelItem({ name, vision, isLoaded }: ServedModel, chosen: string): ModelItem {
  const said = [
    vision === "yes" ? vscode.l10n.t("sees images") : vscode.l10n.t("may not see images"),
    isLoaded ? vscode.l10n.t("loaded now") : "",
  ];
  return {
    label: `${name === chosen ? "$(check) " : ""}${displayText(name)}`,
    description: said.filter((words) => words !== "").join(", "),
    name,
  };
}

/** True where one was given; it is kept for this machine. */
async function askAddress(): Promise<boolean> {
  const { baseUrl } = engineSettings().served;
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t("Address of an OpenAI-compatible server"),
    prompt: vscode.l10n.t("LM Studio, llama-server, vLLM, or any other server with that interface."),
    placeHolder: "http://127.0.0.1:1234/v1",
    // an address with a password in it is not shown: it has to be written again
    value: shownHost(baseUrl) === baseUrl ? baseUrl : "",
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^(?:https?:\/\/)?[^\s/?#]+(?:\/[^\s?#]*)?$/i.test(value.trim())
        ? undefined
        : vscode.l10n.t("An address such as {0}", "http://127.0.0.1:1234/v1"),
  });
  if (written === undefined) return false;
  await writeSetting("openai.baseUrl", written.trim(), "user");
  return true;
}
