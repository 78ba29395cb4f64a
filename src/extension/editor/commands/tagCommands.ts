/** Commands of the queue: tag, stop, go on, try again, clear. */
import * as vscode from "vscode";
import { displayText } from "../../core/views/displayText.ts";
import type { Tagging } from "../tagging.ts";
import type { Place } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import { folderOfArgument, imagesOf } from "./targets.ts";

/** What these commands work with. */
export interface TagCommandParts extends PickParts {
  readonly tagging: Tagging;
}

interface FolderItem extends vscode.QuickPickItem {
  readonly target?: Place;
  readonly browses?: true;
}

export function tagCommands(parts: TagCommandParts): CommandTable {
  const { tagging } = parts;
  const tagImages = async (clicked: unknown, chosen: unknown, again: boolean): Promise<void> => {
    const title = again ? vscode.l10n.t("Tag Again") : vscode.l10n.t("Tag Image");
    const images = (await imagesOf(parts.library, clicked, chosen)) ?? (await pickImage(parts, title));
    if (images.length > 0) await tagging.tagImages(images, again);
  };
  return {
    tagFolder: (clicked) => tagFolder(parts, clicked),
    tagImage: (clicked, chosen) => tagImages(clicked, chosen, false),
    tagAgain: (clicked, chosen) => tagImages(clicked, chosen, true),
    tagUntagged: () => tagging.tagWithin(undefined, ""),
    tagStale: () => tagging.tagStale(),
    stopTagging: () => tagging.stop(),
    resumeTagging: () => tagging.resume(),
    retryFailed: () => tagging.retryFailed(),
    clearQueue: () => tagging.clear(),
  };
}

async function tagFolder(parts: TagCommandParts, clicked: unknown): Promise<void> {
  const target = (await folderOfArgument(parts.library, clicked)) ?? (await pickFolder(parts));
  if (target) await parts.tagging.tagWithin(target.folder, target.path);
}

/** The library folders, the image folders in them, and any other folder of this computer. */
async function pickFolder(parts: TagCommandParts): Promise<Place | undefined> {
  const picked = await vscode.window.showQuickPick(folderItems(parts), {
    title: vscode.l10n.t("Tag Images in Folder"),
    placeHolder: vscode.l10n.t("Choose a folder; the folders below it are tagged too"),
    matchOnDescription: true,
  });
  if (picked?.target) return picked.target;
  if (!picked?.browses) return undefined;
  const path = await browse();
  const folder = path === undefined ? undefined : await parts.library.addFolder(path);
  return folder && { folder, path: "" };
}

async function folderItems({ library, outside, lists }: TagCommandParts): Promise<readonly FolderItem[]> {
  await library.start();
  const counts = outside.workshop.library.counts();
  const roots = library.folders.map((folder): FolderItem => {
    const inside = counts.filter((count) => count.folder.key === folder.key);
    const total = inside.reduce((sum, count) => sum + count.total, 0);
    const tagged = inside.reduce((sum, count) => sum + count.tagged, 0);
    return {
      label: `$(root-folder) ${displayText(folder.name)}`,
      description: countText(tagged, total),
      detail: displayText(folder.root),
      target: { folder, path: "" },
    };
  });
  const below = counts
    .filter(({ path }) => path !== "")
    .map(({ folder, path, total, tagged }): FolderItem => ({
      label: `$(folder) ${displayText(lists.labels.label(folder.key, path))}`,
      description: countText(tagged, total),
      target: { folder, path },
    }));
  const separator = { label: "", kind: vscode.QuickPickItemKind.Separator };
  const browses: FolderItem = { label: `$(folder-opened) ${vscode.l10n.t("Browse…")}`, browses: true };
  return [...roots, ...below, separator, browses];
}

function countText(tagged: number, total: number): string {
  return vscode.l10n.t("{0} of {1} images tagged", tagged, total);
}

/** Lets a person choose any folder of this computer. */
export async function browse(): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: false,
      title: vscode.l10n.t("Choose a Folder with Images"),
      openLabel: vscode.l10n.t("Add to Library"),
    })) ?? [];
  return uri?.scheme === "file" ? uri.fsPath : undefined;
}
