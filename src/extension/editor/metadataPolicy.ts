/** Whether and how metadata is written in a folder: the settings, and what a person has to agree to before the first write there. */
import * as vscode from "vscode";
import { writeModes, type WriteManner, type WriteMode } from "../core/metadataPort.ts";
import type { LibraryFolder } from "../core/ports.ts";
import { confirm } from "./messages.ts";
import { section } from "./settings.ts";

const memoryKey = "imageTagger.metadataAllowed";

/** What is set for a folder. */
export interface MetadataSettings extends WriteManner {
  readonly mode: WriteMode;
  /** After tagging and after every edit, not on demand alone. */
  readonly isAutomatic: boolean;
}

export function metadataSettings(root: string): MetadataSettings {
  const read = vscode.workspace.getConfiguration(section, vscode.Uri.file(root));
  const mode = read.get<string>("metadata.write");
  return {
    mode: writeModes.find((one) => one === mode) ?? "off",
    isAutomatic: read.get("metadata.automatic") !== false,
    keepsTime: read.get("metadata.keepModificationTime") === true,
    backsUp: read.get("metadata.backups") === true,
  };
}

/** Asks what must be asked, once for each folder and manner, and remembers the answer in this workspace. */
export class MetadataPolicy {
  readonly #memory: vscode.Memento;
  /** What was answered with no in this window: nobody is asked again by what goes on by itself. */
  readonly #denied = new Set<string>();
  #asking: Promise<unknown> = Promise.resolve();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** True where writing may go ahead. `isAsked`: a person asked for it just now, by name. */
  async allows(folder: LibraryFolder, mode: Exclude<WriteMode, "off">, isAsked: boolean): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    const turn = this.#asking.then(() => this.#ask(folder, mode, isAsked));
    this.#asking = turn.catch(() => undefined); // told to the caller
    return turn;
  }

  async #ask(folder: LibraryFolder, mode: Exclude<WriteMode, "off">, isAsked: boolean): Promise<boolean> {
    const key = `${folder.key}:${mode}`;
    const given = this.#memory.get<readonly string[]>(memoryKey, []);
    if (given.includes(key)) return true;
    if (this.#denied.has(key) && !isAsked) return false;
    const details = [
      ...(!isAsked && isFromWorkspace(folder.root)
        ? [vscode.l10n.t("The settings of this workspace ask for it, not those of your own.")]
        : []),
      ...(mode === "embed" && (await isInWorkTree(folder.root))
        ? [vscode.l10n.t("The folder is a Git work tree: every image that is written shows as changed.")]
        : []),
    ];
    if (details.length === 0) return true;
    const question =
      mode === "embed"
        ? vscode.l10n.t("Write descriptions and tags into the image files of {0}?", folder.name)
        : vscode.l10n.t("Write descriptions and tags into sidecar files in {0}?", folder.name);
    if (!(await confirm(question, details, vscode.l10n.t("Write")))) {
      this.#denied.add(key);
      return false;
    }
    await this.#memory.update(memoryKey, [...given, key]);
    return true;
  }
}

/** True where a file of the workspace says how to write, and the user's own settings do not. */
function isFromWorkspace(root: string): boolean {
  const found = vscode.workspace.getConfiguration(section, vscode.Uri.file(root)).inspect("metadata.write");
  return (found?.workspaceFolderValue ?? found?.workspaceValue) !== undefined;
}

/** True where the folder or one above it is a Git work tree. */
async function isInWorkTree(root: string): Promise<boolean> {
  for (let uri = vscode.Uri.file(root); ; uri = vscode.Uri.joinPath(uri, "..")) {
    const isHere = await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, ".git")).then(
      () => true,
      () => false, // no repository begins here
    );
    if (isHere) return true;
    if (vscode.Uri.joinPath(uri, "..").path === uri.path) return false;
  }
}
