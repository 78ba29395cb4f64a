/** The Bookmarks view: folders, images and searches that were marked, in the order that the person gave them, then searches made lately. */
import * as vscode from "vscode";
import { folderOf } from "../../core/paths.ts";
import {
  bookmarkRoots,
  groupsOf,
  isBookmark,
  recentSearches,
  type BookmarkNode,
  type RecentSearch,
} from "../../core/views/bookmarkNodes.ts";
import { bookmarksIn, movedGroups } from "../../core/views/bookmarkGroups.ts";
import { bookmarkKey, type Bookmark } from "../../core/views/bookmarks.ts";
import { displayName, displayText } from "../../core/views/displayText.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { SearchHistory } from "../searchHistory.ts";
import { uriOf } from "../uris.ts";

const ownMimeType = "application/vnd.code.tree.imagetagger.bookmarks";

/** What is dragged within the tree. */
interface Dragged {
  readonly keys: readonly string[];
  readonly groups: readonly string[];
}

export class BookmarksTree
  implements vscode.TreeDataProvider<BookmarkNode>, vscode.TreeDragAndDropController<BookmarkNode>, vscode.Disposable
{
  readonly dragMimeTypes = ["text/uri-list", ownMimeType];
  readonly dropMimeTypes = [ownMimeType];
  readonly #store: BookmarkStore;
  readonly #searches: SearchHistory;
  readonly #library: LibraryKeeper;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #view: vscode.TreeView<BookmarkNode>;
  #wasReady = false;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: BookmarkStore, searches: SearchHistory, library: LibraryKeeper) {
    this.#store = store;
    this.#searches = searches;
    this.#library = library;
    this.#view = vscode.window.createTreeView("imageTagger.bookmarks", {
      treeDataProvider: this,
      dragAndDropController: this,
      canSelectMany: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      store.onChanged(() => this.#changed.fire(undefined)),
      searches.onChanged(() => this.#changed.fire(undefined)),
      library.onChanged(() => {
        // names of folders are known once the library is open
        if (library.isReady !== this.#wasReady) this.#changed.fire(undefined);
        this.#wasReady = library.isReady;
      }),
    ];
  }

  /** What is selected now. */
  get selection(): readonly BookmarkNode[] {
    return this.#view.selection;
  }

  getChildren(node?: BookmarkNode): BookmarkNode[] {
    const { all } = this.#store;
    if (node?.kind === "recentSearches") return [...recentSearches(all, this.#searches.all)];
    if (node?.kind === "bookmarkGroup") return [...bookmarksIn(this.#store.list, node.group)];
    if (node) return [];
    if (all.length > 0) void this.#library.start();
    return [...bookmarkRoots(this.#store.list, this.#searches.all)];
  }

  getTreeItem(node: BookmarkNode): vscode.TreeItem {
    if (node.kind === "recentSearches") return recentItem();
    if (node.kind === "bookmarkGroup") return groupItem(node.group, bookmarksIn(this.#store.list, node.group).length);
    return node.kind === "recentSearch" ? searchItem(node) : this.#itemOf(node);
  }

  #itemOf(bookmark: Bookmark): vscode.TreeItem {
    const item = new vscode.TreeItem(this.#labelOf(bookmark), vscode.TreeItemCollapsibleState.None);
    item.id = bookmarkKey(bookmark);
    item.contextValue = `bookmark.${bookmark.kind}`;
    item.command = {
      command: "imageTagger.openBookmark",
      title: vscode.l10n.t("Open Bookmark"),
      arguments: [bookmark],
    };
    const uri = this.#uriOf(bookmark);
    if (bookmark.kind === "search") {
      item.iconPath = new vscode.ThemeIcon("search");
      if (bookmark.name !== undefined) item.description = displayText(bookmark.search);
      item.tooltip = displayText(bookmark.search, 1_000);
      return named(item);
    }
    item.iconPath = new vscode.ThemeIcon(bookmark.kind === "folder" ? "folder" : "file-media");
    item.description = displayText(bookmark.name === undefined ? folderOf(bookmark.path) : bookmark.path);
    item.tooltip = uri ? displayText(uri.fsPath, 1_000) : vscode.l10n.t("The folder of this bookmark is not open.");
    return named(item);
  }

  /** Where the bookmarked file or folder lies; undefined for searches and for folders that are not open. */
  #uriOf(bookmark: Bookmark): vscode.Uri | undefined {
    if (bookmark.kind === "search") return undefined;
    const folder = this.#library.folders.find(({ key }) => key === bookmark.folderKey);
    return folder && uriOf({ folder, path: bookmark.path });
  }

  handleDrag(nodes: readonly BookmarkNode[], dataTransfer: vscode.DataTransfer): void {
    const bookmarks = nodes.filter(isBookmark);
    const dragged: Dragged = { keys: bookmarks.map(bookmarkKey), groups: groupsOf(nodes) };
    dataTransfer.set(ownMimeType, new vscode.DataTransferItem(dragged));
    const uris = bookmarks.flatMap((bookmark) => this.#uriOf(bookmark)?.toString() ?? []);
    if (uris.length > 0) dataTransfer.set("text/uri-list", new vscode.DataTransferItem(uris.join("\r\n")));
  }

  /** On a group: into it. On a bookmark: before it, into its group. On nothing: to the end, out of all groups. */
  async handleDrop(target: BookmarkNode | undefined, dataTransfer: vscode.DataTransfer): Promise<void> {
    const dragged: unknown = dataTransfer.get(ownMimeType)?.value;
    if (!isDragged(dragged)) return;
    const before = target && isBookmark(target) ? target : undefined;
    const group = target?.kind === "bookmarkGroup" ? target.group : before?.group;
    if (dragged.groups.length > 0)
      await this.#store.change(movedGroups(this.#store.list, new Set(dragged.groups), group));
    if (dragged.keys.length > 0) await this.#store.move(dragged.keys, group, before);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #labelOf(bookmark: Bookmark): string {
    if (bookmark.name !== undefined) return displayText(bookmark.name);
    if (bookmark.kind === "search") return displayText(bookmark.search);
    if (bookmark.path !== "") return displayName(bookmark.path);
    const folder = this.#library.folders.find(({ key }) => key === bookmark.folderKey);
    return folder ? displayText(folder.name) : vscode.l10n.t("Library folder");
  }
}

/** Read aloud as it is seen: else a screen reader would say the tooltip, which is a long path. */
function named(item: vscode.TreeItem): vscode.TreeItem {
  const { label, description } = item;
  const words = [label, description].flatMap((word) => (typeof word === "string" && word !== "" ? [word] : []));
  item.accessibilityInformation = { label: words.join(", ") };
  return item;
}

function groupItem(name: string, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(displayText(name), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group\n${name}`;
  item.description = String(count);
  item.contextValue = "bookmarkGroup";
  item.iconPath = new vscode.ThemeIcon("folder-library");
  const words = count === 1 ? vscode.l10n.t("1 bookmark") : vscode.l10n.t("{0} bookmarks", count);
  item.tooltip = `${displayText(name, 1_000)}\n${words}`;
  item.accessibilityInformation = { label: `${displayText(name)}, ${words}` };
  return item;
}

function recentItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t("Recent Searches"), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = "recentSearches";
  item.contextValue = "recentSearches";
  item.iconPath = new vscode.ThemeIcon("history");
  return item;
}

function searchItem(node: RecentSearch): vscode.TreeItem {
  const item = new vscode.TreeItem(displayText(node.search), vscode.TreeItemCollapsibleState.None);
  item.id = `recent\n${node.search}`;
  item.contextValue = "recentSearch";
  item.iconPath = new vscode.ThemeIcon("search");
  item.tooltip = displayText(node.search, 1_000);
  item.command = {
    command: "imageTagger.openRecentSearch",
    title: vscode.l10n.t("Search Again"),
    arguments: [node],
  };
  return item;
}

function isDragged(value: unknown): value is Dragged {
  return typeof value === "object" && value !== null && "keys" in value && "groups" in value;
}
