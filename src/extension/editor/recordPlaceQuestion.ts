/** The question before the first tagging in a workspace: where the records go, and what shall be seen of them. */
import * as vscode from "vscode";
import { failureOf } from "../../shared/failures.ts";
import type { RecordPlace } from "../core/ports.ts";
import { recordFileGlobs, withIgnoredRecords } from "../core/recordFileRules.ts";
import { tell } from "./messages.ts";
import type { Outside } from "./outside.ts";
import { isRecordPlaceChosen, writeSetting } from "./settings.ts";

const memoryKey = "imageTagger.recordPlaceAsked";

interface PlaceItem extends vscode.QuickPickItem {
  readonly place: RecordPlace;
}

interface ExtraItem extends vscode.QuickPickItem {
  readonly extra: "hide" | "ignore";
}

/** Asks once in each workspace, unless somebody has set it already or records are there; false where the person gave up. */
export async function askRecordPlace(outside: Outside, memory: vscode.Memento): Promise<boolean> {
  const { library } = outside.workshop;
  const hasRecords = [...library.rows()].some(({ by }) => by !== "");
  if (memory.get(memoryKey) === true || isRecordPlaceChosen() || hasRecords) return true;
  const place = await vscode.window.showQuickPick(placeItems(), {
    title: vscode.l10n.t("Where shall the descriptions and tags be kept?"),
    placeHolder: vscode.l10n.t("You can change this later by the setting imageTagger.records.place"),
    ignoreFocusOut: true,
  });
  if (!place) return false;
  if (place.place !== "storage") {
    const extras = await pickExtras(outside);
    if (!extras) return false;
    if (extras.has("hide")) await hideInExplorer();
    if (extras.has("ignore")) await addToGitignores(outside);
  }
  // the default needs no settings file in the user's folder
  if (place.place !== "folder") await writeSetting("records.place", place.place, "workspace");
  await memory.update(memoryKey, true);
  return true;
}

function placeItems(): readonly PlaceItem[] {
  return [
    {
      place: "folder",
      label: vscode.l10n.t("Beside the images"),
      description: "image_metadata.json",
      detail: vscode.l10n.t("In each image folder: they travel with the images, for other programs too."),
    },
    {
      place: "root",
      label: vscode.l10n.t("At the root of the library folder"),
      description: "image_metadata.json",
      detail: vscode.l10n.t("One file for all image folders below it."),
    },
    {
      place: "storage",
      label: vscode.l10n.t("In this computer's storage only"),
      detail: vscode.l10n.t("No file is added to your folders. The records stay on this computer."),
    },
  ];
}

async function pickExtras(outside: Outside): Promise<ReadonlySet<ExtraItem["extra"]> | undefined> {
  const hasWorkspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  if (!hasWorkspace) return new Set();
  const items: ExtraItem[] = [
    { extra: "hide", label: vscode.l10n.t("Hide the record files in the Explorer"), description: "files.exclude" },
  ];
  if ((await gitFolders(outside)).length > 0)
    items.push({ extra: "ignore", label: vscode.l10n.t("Add the record files to .gitignore") });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("What else? (press Enter to go on)"),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked && new Set(picked.map(({ extra }) => extra));
}

async function hideInExplorer(): Promise<void> {
  const files = vscode.workspace.getConfiguration("files");
  const present = files.inspect<Record<string, unknown>>("exclude")?.workspaceValue ?? {};
  const hidden = Object.fromEntries(recordFileGlobs.map((glob) => [glob, true]));
  await files.update("exclude", { ...present, ...hidden }, vscode.ConfigurationTarget.Workspace);
}

/** The roots of the library that are git work trees. */
async function gitFolders(outside: Outside): Promise<readonly string[]> {
  const roots: string[] = [];
  for (const { root } of outside.workshop.library.folders) {
    const git = vscode.Uri.joinPath(vscode.Uri.file(root), ".git");
    await vscode.workspace.fs.stat(git).then(
      () => roots.push(root),
      () => undefined, // no repository begins here
    );
  }
  return roots;
}

async function addToGitignores(outside: Outside): Promise<void> {
  for (const root of await gitFolders(outside)) {
    const file = vscode.Uri.joinPath(vscode.Uri.file(root), ".gitignore");
    try {
      const content = withIgnoredRecords(await textOf(file), vscode.l10n.t("Records of Image Tagger"));
      if (content !== undefined) await outside.storage.replace(file.fsPath, content, new AbortController().signal);
    } catch (thrown) {
      tell("warning", failureOf(thrown).message);
    }
  }
}

/** The text of a file, "" where there is none; fails where it cannot be read or is not UTF-8, so that nothing of it is lost. */
async function textOf(file: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(file));
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === "FileNotFound") return "";
    throw thrown;
  }
}
