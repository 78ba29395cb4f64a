/** The command that reviews records: of chosen images, of a folder, or of what the library panel shows. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import type { CommandTable } from "./commandTable.ts";
import type { LibraryCommandParts } from "./libraryCommands.ts";
import { folderOfArgument, imagesOf, isFolderNode } from "./targets.ts";

export function reviewCommands(parts: Pick<LibraryCommandParts, "library" | "lists" | "panel">): CommandTable {
  const { library, lists, panel } = parts;
  return {
    reviewImages: async (clicked, chosen) => {
      if (!vscode.workspace.isTrusted)
        throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to edit records in it."));
      const isFolder = isFolderNode(clicked);
      const images = isFolder || clicked === undefined ? undefined : await imagesOf(library, clicked, chosen);
      if (images) return panel.show({ review: images.map(({ id }) => id) });
      const target = isFolder ? await folderOfArgument(library, clicked) : undefined;
      const folder = target && lists.labels.label(target.folder.key, target.path);
      return panel.show({ review: "shown", ...(folder !== undefined && { folder }) });
    },
  };
}
