/** Commands of the bookmarks: add and open. */
import * as vscode from "vscode";
import { imageBookmark, type Bookmark } from "../../core/views/bookmarks.ts";
import { displayName } from "../../core/views/displayText.ts";
import { ask } from "../messages.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import { uriOf } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { pickImage, type PickParts } from "./imagePick.ts";
import type { LibraryCommandParts } from "./libraryCommands.ts";
import { bookmarkOf, folderOfArgument, imagesOf, isFolderNode } from "./targets.ts";

/** What these commands work with. */
export interface BookmarkCommandParts extends LibraryCommandParts, PickParts {
  readonly bookmarks: BookmarkStore;
}

export function bookmarkCommands(parts: BookmarkCommandParts): CommandTable {
  const { bookmarks } = parts;
  return {
    addBookmark: async (clicked, chosen) => bookmarks.add(await newBookmarks(parts, clicked, chosen)),
    bookmarkSearch: async (words) => {
      const search = typeof words === "string" ? words : await askForSearch();
      if (search?.trim()) await bookmarks.add([{ kind: "search", search: search.trim() }]);
    },
    openBookmark: (clicked) => openBookmark(parts, bookmarkOf(clicked)),
  };
}

/** Of what the command was called on; of an image that is picked where it was called on nothing. */
async function newBookmarks(
  parts: BookmarkCommandParts,
  clicked: unknown,
  chosen: unknown,
): Promise<readonly Bookmark[]> {
  const { library } = parts;
  const images = isFolderNode(clicked) ? undefined : await imagesOf(library, clicked, chosen);
  if (images) return images.map(imageBookmark);
  const target = await folderOfArgument(library, clicked);
  if (target) return [{ kind: "folder", folderKey: target.folder.key, path: target.path }];
  return (await pickImage(parts, vscode.l10n.t("Add Bookmark"))).map(imageBookmark);
}

function askForSearch(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Bookmark Search"),
    prompt: vscode.l10n.t("What do you want to find again?"),
  });
}

async function openBookmark(parts: BookmarkCommandParts, bookmark: Bookmark | undefined): Promise<void> {
  if (!bookmark) return;
  if (bookmark.kind === "search") return parts.searchView.search(bookmark.search);
  const target = await folderOfArgument(parts.library, bookmark);
  if (!target) return;
  if (bookmark.kind === "folder")
    return parts.panel.show({ folder: parts.lists.labels.label(target.folder.key, target.path) });
  const image = await parts.library.imageAt(uriOf(target).fsPath);
  if (image) return parts.panel.show({ id: image.id });
  const remove = vscode.l10n.t("Remove Bookmark");
  const sentence = vscode.l10n.t("The image {0} is no longer there.", displayName(bookmark.path));
  if ((await ask("warning", sentence, remove)) === remove) await parts.bookmarks.remove([bookmark]);
}
