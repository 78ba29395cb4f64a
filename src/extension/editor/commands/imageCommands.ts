/** Commands on images: insert, copy, reveal, open; without an image a quick pick asks for one. */
import * as vscode from "vscode";
import type { ImageAction } from "../../../shared/protocol.ts";
import type { ImageActions } from "../imageActions.ts";
import type { SearchHistory } from "../searchHistory.ts";
import type { CommandTable } from "./commandTable.ts";
import { chooseImage, pickImage, type PickParts } from "./imagePick.ts";
import { imagesOf } from "./targets.ts";

/** What these commands work with. */
export interface ImageCommandParts extends PickParts {
  readonly actions: ImageActions;
  readonly searches: SearchHistory;
}

export function imageCommands(parts: ImageCommandParts): CommandTable {
  const on =
    (action: ImageAction, title: string) =>
    async (clicked: unknown, chosen: unknown): Promise<void> => {
      const images = (await imagesOf(parts.library, clicked, chosen)) ?? (await pickImage(parts, title));
      await parts.actions.run(action, images, new AbortController().signal);
    };
  const insert = on("insert", vscode.l10n.t("Insert Image"));
  return {
    // in an editor's menu the command is called on the document, which is no image: the pick asks then
    insertImage: (clicked, chosen) => insert(isDocument(clicked) ? undefined : clicked, chosen),
    copyPath: on("copyPath", vscode.l10n.t("Copy Path")),
    copyMarkdown: on("copyMarkdown", vscode.l10n.t("Copy as Markdown")),
    revealImage: on("reveal", vscode.l10n.t("Reveal Image")),
    quickSearch: () => quickSearch(parts),
    findSimilar: on("findSimilar", vscode.l10n.t("More Like This")),
    openImage: on("open", vscode.l10n.t("Open Image")),
  };
}

function isDocument(clicked: unknown): boolean {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  return clicked instanceof vscode.Uri && clicked.toString() === active;
}

/** Finds an image from anywhere: Enter shows it in the library, its buttons do what else is done with one. */
async function quickSearch(parts: ImageCommandParts): Promise<void> {
  const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  const actions = new Map<vscode.QuickInputButton, ImageAction>([
    [button("insert", vscode.l10n.t("Insert Image")), "insert"],
    [button("markdown", vscode.l10n.t("Copy as Markdown")), "copyMarkdown"],
    [button("library", vscode.l10n.t("Open in Library")), "openInLibrary"],
    [button("go-to-file", vscode.l10n.t("Open Image")), "open"],
  ]);
  const choice = await chooseImage(parts, vscode.l10n.t("Find Image"), [...actions.keys()]);
  if (!choice) return;
  await parts.searches.remember(choice.words);
  const action = (choice.button && actions.get(choice.button)) ?? "openInLibrary";
  await parts.actions.run(action, [choice.image], new AbortController().signal);
}
