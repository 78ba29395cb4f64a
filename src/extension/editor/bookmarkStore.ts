/** The bookmarks of this workspace, kept over restarts, following images and folders that are moved. */
import * as vscode from "vscode";
import {
  bookmarkKey,
  followingFolder,
  followingImages,
  readBookmarks,
  renamed,
  reordered,
  withBookmarks,
  withoutBookmarks,
  type Bookmark,
} from "../core/views/bookmarks.ts";
import { placeIn } from "../core/roots.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";

const memoryKey = "imageTagger.bookmarks";

/** One list; every change is kept and told. */
export class BookmarkStore implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #bookmarks: readonly Bookmark[];
  readonly onChanged = this.#changed.event;

  constructor(memory: vscode.Memento, library: LibraryKeeper) {
    this.#memory = memory;
    this.#bookmarks = readBookmarks(memory.get(memoryKey));
    this.#subscriptions = [
      this.#changed,
      library.onMoved(({ folder, moved }) => void this.#set(followingImages(this.#bookmarks, folder.key, moved))),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          const from = placeIn(library.folders, oldUri.fsPath);
          const to = placeIn(library.folders, newUri.fsPath);
          // into another library folder: found again by its content, if it is an image
          if (from && to && from.folder.key === to.folder.key)
            void this.#set(followingFolder(this.#bookmarks, from.folder.key, from.path, to.path));
        }
      }),
    ];
  }

  get all(): readonly Bookmark[] {
    return this.#bookmarks;
  }

  add(bookmarks: readonly Bookmark[]): Promise<void> {
    return this.#set(withBookmarks(this.#bookmarks, bookmarks));
  }

  remove(bookmarks: readonly Bookmark[]): Promise<void> {
    return this.#set(withoutBookmarks(this.#bookmarks, new Set(bookmarks.map(bookmarkKey))));
  }

  rename(bookmark: Bookmark, name: string): Promise<void> {
    return this.#set(renamed(this.#bookmarks, bookmarkKey(bookmark), name));
  }

  /** Moves bookmarks before another one, or to the end. */
  move(keys: readonly string[], before: Bookmark | undefined): Promise<void> {
    return this.#set(reordered(this.#bookmarks, new Set(keys), before && bookmarkKey(before)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #set(bookmarks: readonly Bookmark[]): Promise<void> {
    if (bookmarks === this.#bookmarks) return;
    this.#bookmarks = bookmarks;
    this.#changed.fire();
    await this.#memory.update(memoryKey, bookmarks);
  }
}
