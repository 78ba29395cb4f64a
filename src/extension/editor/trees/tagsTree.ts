/** The Tags view: every tag with how many images carry it; a click shows them. */
import * as vscode from "vscode";
import { failureOf, isAbort } from "../../../shared/failures.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";

/** A line of the tree. */
export interface TagNode {
  readonly kind: "tag";
  readonly tag: string;
  readonly count: number;
}

/** Stands below the last of the tags that are shown. */
interface MoreNode {
  readonly kind: "more";
}

type Node = TagNode | MoreNode;

/** More lines help nobody: what is typed over the tree finds among those that are shown. */
const mostTags = 5000;
/** While images are tagged the counts change all the time. */
const redrawMs = 500;

export class TagsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #outside: Outside;
  readonly #library: LibraryKeeper;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<Node>;
  readonly #stops: (() => void)[];
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isByName = false;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(outside: Outside, library: LibraryKeeper) {
    this.#outside = outside;
    this.#library = library;
    this.#view = vscode.window.createTreeView("imageTagger.tags", { treeDataProvider: this, canSelectMany: true });
    const subscriptions = [
      library.onChanged(() => this.#redraw()),
      this.#view.onDidChangeVisibility(() => this.#redraw()),
    ];
    this.#stops = [
      outside.workshop.library.onChanged(() => this.#redraw()),
      () => this.#closed.abort(),
      () => this.#view.dispose(),
      () => this.#changed.dispose(),
      ...subscriptions.map((subscription) => () => subscription.dispose()),
    ];
  }

  /** The tags that are selected now. */
  get selection(): readonly TagNode[] {
    return this.#view.selection.filter(isTagNode);
  }

  /** By name, or the most used first. */
  sort(isByName: boolean): void {
    this.#isByName = isByName;
    void vscode.commands.executeCommand("setContext", "imageTagger.tagsByName", isByName);
    this.#changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return [];
    await this.#library.start();
    const { sync, queue } = this.#outside.workshop;
    try {
      // an edit is seen at once; while a run writes all the time, its own rests are soon enough
      if (sync.waiting > 0 && !queue.isRunning) await sync.flush();
      const found = await this.#outside.tagCounts(mostTags + 1, this.#closed.signal);
      const tags = found.slice(0, mostTags).map(({ tag, count }): TagNode => ({ kind: "tag", tag, count }));
      this.#view.message = "";
      const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
      if (this.#isByName) tags.sort((a, b) => compare(a.tag, b.tag));
      return found.length > mostTags ? [...tags, { kind: "more" }] : tags;
    } catch (thrown) {
      if (!isAbort(thrown)) this.#view.message = displayText(failureOf(thrown).message, 500);
      return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "more") return new vscode.TreeItem(vscode.l10n.t("Rarer tags are not listed; search for them."));
    const { tag, count } = node;
    const shown = displayText(tag, 200);
    const item = new vscode.TreeItem(shown);
    item.id = tag;
    item.description = new Intl.NumberFormat(vscode.env.language).format(count);
    item.iconPath = new vscode.ThemeIcon("tag");
    item.contextValue = "tag";
    const sentence = count === 1 ? vscode.l10n.t("1 image") : vscode.l10n.t("{0} images", count);
    item.tooltip = `${shown}\n${sentence}`;
    item.accessibilityInformation = { label: `${shown}, ${sentence}` };
    item.command = { command: "imageTagger.showTag", title: vscode.l10n.t("Show Images"), arguments: [node] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #redraw(): void {
    if (!this.#view.visible) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, redrawMs);
  }
}

/** A tag as the tree hands it to a command. */
export function isTagNode(value: unknown): value is TagNode {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "tag" && "tag" in value;
}
