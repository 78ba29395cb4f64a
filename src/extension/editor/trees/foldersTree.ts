/** The Folders view: image folders with how many of their images are tagged. */
import * as vscode from "vscode";
import { isUnder } from "../../core/paths.ts";
import { folderNodes, type FolderNode } from "../../core/views/folderNodes.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { GridLists } from "../../core/views/gridList.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import { browsedFolders } from "../settings.ts";
import { uriOf } from "../uris.ts";

/** Makes the tree anew when the library changed, at most this often. */
const redrawMs = 500;

export class FoldersTree
  implements vscode.TreeDataProvider<FolderNode>, vscode.TreeDragAndDropController<FolderNode>, vscode.Disposable
{
  readonly dragMimeTypes = ["text/uri-list"];
  readonly dropMimeTypes = [];
  readonly #outside: Outside;
  readonly #library: LibraryKeeper;
  readonly #lists: GridLists;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #stops: (() => void)[];
  #roots: readonly FolderNode[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(outside: Outside, library: LibraryKeeper, lists: GridLists) {
    this.#outside = outside;
    this.#library = library;
    this.#lists = lists;
    const subscription = library.onChanged(() => this.#redraw());
    this.#stops = [
      outside.workshop.library.onChanged(() => this.#redraw()),
      outside.workshop.queue.onStatus(() => this.#redraw()),
      () => subscription.dispose(),
      () => this.#changed.dispose(),
    ];
  }

  getChildren(node?: FolderNode): FolderNode[] {
    if (node) return [...node.children];
    const { library } = this.#outside.workshop;
    void this.#library.start();
    this.#roots ??= folderNodes(library.folders, library.counts(), (key) => this.#lists.labels.nameOf(key)).filter(
      ({ total }) => total > 0,
    );
    return [...this.#roots];
  }

  getTreeItem(node: FolderNode): vscode.TreeItem {
    const { folder, path, tagged, total, failed } = node;
    const isRoot = path === "";
    const hasChildren = node.children.length > 0;
    const item = new vscode.TreeItem(
      displayText(node.label),
      hasChildren
        ? isRoot
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None,
    );
    item.id = `${folder.key}\n${path}`;
    // counts before the names above: in a narrow side bar the end is cut off, and the tooltip has all of it
    item.description = `${tagged}/${total}${node.above === "" ? "" : ` · ${displayText(node.above)}`}`;
    item.iconPath = this.#icon(node);
    item.contextValue = isRoot && browsedFolders().includes(folder.root) ? "browsedFolder" : "folder";
    const sentence = vscode.l10n.t("{0} of {1} images tagged", tagged, total);
    const failures = failed > 0 ? `, ${vscode.l10n.t("{0} failed", failed)}` : "";
    item.tooltip = `${displayText(uriOf(node).fsPath)}\n${sentence}${failures}`;
    item.accessibilityInformation = { label: `${displayText(node.label)}, ${sentence}${failures}` };
    item.command = {
      command: "imageTagger.openInLibrary",
      title: vscode.l10n.t("Open in Library"),
      arguments: [node],
    };
    return item;
  }

  handleDrag(nodes: readonly FolderNode[], dataTransfer: vscode.DataTransfer): void {
    const uris = nodes.map((node) => uriOf(node).toString());
    dataTransfer.set("text/uri-list", new vscode.DataTransferItem(uris.join("\r\n")));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #icon({ folder, path, tagged, total, failed }: FolderNode): vscode.ThemeIcon {
    const { current } = this.#outside.workshop.queue.status();
    const { library } = this.#outside.workshop;
    const isWorking = current.some(({ id }) => {
      const row = library.get(id);
      return row?.folderKey === folder.key && isUnder(row.path, path);
    });
    if (isWorking) return new vscode.ThemeIcon("sync~spin");
    if (failed > 0) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
    return new vscode.ThemeIcon(tagged === total ? "pass" : tagged > 0 ? "folder-active" : "folder");
  }

  #redraw(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#roots = undefined;
      this.#changed.fire(undefined);
    }, redrawMs);
  }
}
