/** Finds out what a command was called on: files of the Explorer, items of our trees, the open image, or nothing. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import { isDecodableName } from "../../core/imageNames.ts";
import type { ImageRef } from "../../core/ports.ts";
import { placeIn } from "../../core/roots.ts";
import * as read from "../../core/views/requests.ts";
import { bookmarkKey, readBookmarks, type Bookmark } from "../../core/views/bookmarks.ts";
import type { FolderNode } from "../../core/views/folderNodes.ts";
import { isQueueNode, tasksOf } from "../../core/views/queueNodes.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { uriOf, type Place } from "../uris.ts";

/** A tree node of the Folders view. */
export function isFolderNode(value: unknown): value is FolderNode {
  return typeof value === "object" && value !== null && "folder" in value && "children" in value;
}

/** A bookmark as the tree hands it over. */
export function bookmarkOf(value: unknown): Bookmark | undefined {
  return value instanceof vscode.Uri ? undefined : readBookmarks([value])[0];
}

/** The bookmarks that a command of the tree is about: all chosen ones if the clicked one is among them. */
export function bookmarksOf(clicked: unknown, chosen: unknown): readonly Bookmark[] {
  const one = bookmarkOf(clicked);
  if (!one) return [];
  const all = Array.isArray(chosen) ? readBookmarks(chosen) : [];
  return all.some((bookmark) => bookmarkKey(bookmark) === bookmarkKey(one)) ? all : [one];
}

/** The images that a command was called on; undefined where it was called on none, so that a person can be asked. */
export async function imagesOf(
  library: LibraryKeeper,
  clicked: unknown,
  chosen: unknown,
): Promise<readonly ImageRef[] | undefined> {
  const menu = idsOfMenu(clicked);
  if (menu) return library.imagesWith(menu);
  if (bookmarkOf(clicked)) await library.start();
  const uris = imageUris(library, clicked, chosen);
  if (uris.length === 0) return undefined;
  const images: ImageRef[] = [];
  for (const uri of uris) {
    const image = uri.scheme === "file" ? await library.imageAt(uri.fsPath) : undefined;
    if (image) images.push(image);
    else if (uris.length === 1)
      throw new ExpectedError(
        "notFound",
        vscode.l10n.t("{0} is not in the library. Images in hidden and excluded folders are left out.", uri.fsPath),
      );
  }
  return images;
}

/** The ids that a view put into its context menu: text from outside, which the library is then asked for. */
function idsOfMenu(clicked: unknown): readonly string[] | undefined {
  if (typeof clicked !== "object" || clicked === null || !("imageIds" in clicked)) return undefined;
  return read.texts(clicked.imageIds, "imageIds", read.limits.actionIds);
}

/** The folder that a command was called on, made part of the library if it is not; undefined where it was called on none. */
export async function folderOfArgument(library: LibraryKeeper, clicked: unknown): Promise<Place | undefined> {
  if (isFolderNode(clicked)) return { folder: clicked.folder, path: clicked.path };
  if (clicked === undefined) return undefined;
  const bookmark = bookmarkOf(clicked);
  await library.start();
  if (bookmark && bookmark.kind !== "search") {
    const folder = library.folders.find(({ key }) => key === bookmark.folderKey);
    if (!folder) throw new ExpectedError("notFound", vscode.l10n.t("The folder of this bookmark is not open."));
    return { folder, path: bookmark.path };
  }
  if (!(clicked instanceof vscode.Uri)) return undefined;
  if (clicked.scheme !== "file")
    throw new ExpectedError("unreadable", vscode.l10n.t("Only folders on this computer can be tagged."));
  return placeIn(library.folders, clicked.fsPath);
}

function imageUris(library: LibraryKeeper, clicked: unknown, chosen: unknown): readonly vscode.Uri[] {
  if (clicked instanceof vscode.Uri) {
    const all: readonly unknown[] = Array.isArray(chosen) ? chosen : [];
    const uris = all.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri);
    const isAmong = uris.some((uri) => uri.toString() === clicked.toString());
    return (isAmong ? uris : [clicked]).filter(({ path }) => isDecodableName(path));
  }
  if (isQueueNode(clicked)) return tasksOf(clicked, chosen).flatMap(({ image }) => (image ? [uriOf(image)] : []));
  const bookmarks = bookmarksOf(clicked, chosen);
  if (bookmarks.length > 0)
    return bookmarks.flatMap((bookmark) => {
      if (bookmark.kind !== "image") return [];
      const folder = library.folders.find(({ key }) => key === bookmark.folderKey);
      return folder ? [uriOf({ folder, path: bookmark.path })] : [];
    });
  const open = openImage();
  return clicked === undefined && open ? [open] : [];
}

/** The image in the tab that stands in front, however the editor shows it. */
function openImage(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isFile = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return isFile && isDecodableName(input.uri.path) ? input.uri : undefined;
}
