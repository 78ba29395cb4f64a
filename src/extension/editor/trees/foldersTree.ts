/** The Folders view: image folders with how many of their images are tagged. */
import * as vscode from "vscode";
import { isUnder } from "../../core/paths.ts";
import { countByFolder, folderNodes, type FolderNode } from "../../core/views/folderNodes.ts";
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
    void this.#library.start();
    this.#roots ??= this.#nodes();
    return [...this.#roots];
  }

  #nodes(): readonly FolderNode[] {
    const { library, queue } = this.#outside.workshop;
    const waiting = countByFolder(queue.waitingIds(), (id) => library.get(id));
    const { unreadable } = this.#library;
    const nameOf = (key: string): string => this.#lists.labels.nameOf(key);
    const nodes = folderNodes(library.folders, library.counts(), nameOf, { waiting, unreadable });
    return nodes.filter(({ total, problem }) => total > 0 || problem !== undefined);
  }

  getTreeItem(node: FolderNode): vscode.TreeItem {
    const { folder, path, tagged, total } = node;
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
    const isWorking = this.#isWorking(node);
    item.iconPath = iconOf(node, isWorking);
    item.contextValue = contextOf(node);
    const words = stateWords(node, isWorking);
    const problem =
      node.problem === undefined ? [] : [vscode.l10n.t("Cannot be read: {0}", displayText(node.problem, 500))];
    item.tooltip = [displayText(uriOf(node).fsPath), words, ...problem].join("\n");
    item.accessibilityInformation = { label: `${displayText(node.label)}, ${words}` };
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

  #isWorking({ folder, path }: FolderNode): boolean {
    const { queue, library } = this.#outside.workshop;
    return queue.status().current.some(({ id }) => {
      const row = library.get(id);
      return row?.folderKey === folder.key && isUnder(row.path, path);
    });
  }

  #redraw(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#roots = undefined;
      this.#changed.fire(undefined);
    }, redrawMs);
  }
}

/** Each state of a folder by an icon of its own, what needs a person before what goes on by itself. */
function iconOf({ tagged, total, failed, waiting, unreadable }: FolderNode, isWorking: boolean): vscode.ThemeIcon {
  if (isWorking) return new vscode.ThemeIcon("sync~spin");
  if (unreadable > 0) return new vscode.ThemeIcon("circle-slash", new vscode.ThemeColor("list.errorForeground"));
  if (failed > 0) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  if (waiting > 0) return new vscode.ThemeIcon("clock");
  return new vscode.ThemeIcon(tagged === total ? "pass" : tagged > 0 ? "folder-active" : "folder");
}

/** The same in words, for the tooltip and for screen readers. */
function stateWords({ tagged, total, failed, waiting, unreadable, problem }: FolderNode, isWorking: boolean): string {
  return [
    vscode.l10n.t("{0} of {1} images tagged", tagged, total),
    ...(isWorking ? [vscode.l10n.t("being tagged")] : []),
    ...(waiting > 0 ? [vscode.l10n.t("{0} waiting", waiting)] : []),
    ...(failed > 0 ? [vscode.l10n.t("{0} failed", failed)] : []),
    ...(problem !== undefined ? [vscode.l10n.t("cannot be read")] : []),
    ...(problem === undefined && unreadable > 0 ? [vscode.l10n.t("{0} not readable", unreadable)] : []),
  ].join(", ");
}

function contextOf({ folder, path }: FolderNode): string {
  if (path !== "") return "folder";
  return browsedFolders().includes(folder.root) ? "browsedFolder" : "rootFolder";
}
