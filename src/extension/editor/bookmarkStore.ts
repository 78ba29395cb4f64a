/** The bookmarks of this workspace, kept over restarts, following images and folders that are moved. */
import * as vscode from "vscode";
import * as grouping from "../core/views/bookmarkGroups.ts";
import {
  bookmarkKey,
  followingFolder,
  followingImages,
  readBookmarks,
  renamed,
  withBookmarks,
  withoutBookmarks,
  type Bookmark,
} from "../core/views/bookmarks.ts";
import { placeIn } from "../core/roots.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";

const memoryKey = "imageTagger.bookmarks";
const groupsKey = "imageTagger.bookmarkGroups";

/** One list; every change is kept and told. */
export class BookmarkStore implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #bookmarks: readonly Bookmark[];
  #groups: readonly string[];
  readonly onChanged = this.#changed.event;

  constructor(memory: vscode.Memento, library: LibraryKeeper) {
    this.#memory = memory;
    this.#bookmarks = readBookmarks(memory.get(memoryKey));
    this.#groups = grouping.readGroups(memory.get(groupsKey));
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

  /** The bookmarks with their groups. */
  get list(): grouping.BookmarkList {
    return { bookmarks: this.#bookmarks, groups: this.#groups };
  }

  /** Puts bookmarks into a group or into none, before another one or at the end. */
  move(keys: readonly string[], group: string | undefined, before?: Bookmark): Promise<void> {
    return this.#set(grouping.moved(this.#bookmarks, new Set(keys), group, before && bookmarkKey(before)));
  }

  /** Keeps another list in the place of this one. */
  async change(list: grouping.BookmarkList): Promise<void> {
    const isOther = list.groups.join("\n") !== this.#groups.join("\n");
    this.#groups = list.groups;
    if (isOther && list.bookmarks === this.#bookmarks) this.#changed.fire();
    await this.#set(list.bookmarks);
    if (isOther) await this.#memory.update(groupsKey, list.groups);
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
