/** Commands on images: insert, copy, reveal, open; without an image a quick pick asks for one. */
import * as vscode from "vscode";
import type { ImageAction } from "../../../shared/protocol.ts";
import type { ImageActions } from "../imageActions.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import { imagesOf } from "./targets.ts";

/** What these commands work with. */
export interface ImageCommandParts extends PickParts {
  readonly actions: ImageActions;
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
    findSimilar: on("findSimilar", vscode.l10n.t("More Like This")),
    openImage: on("open", vscode.l10n.t("Open Image")),
  };
}

function isDocument(clicked: unknown): boolean {
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  return clicked instanceof vscode.Uri && clicked.toString() === active;
}
