/** The Queue view: what is at work, waits, has failed and is done; it says why the work is paused and how far it is. */
import * as vscode from "vscode";
import type { QueueStatus } from "../../../shared/model.ts";
import { displayText, shortDuration } from "../../core/views/displayText.ts";
import { QueueNodes, type QueueGroup, type QueueNode } from "../../core/views/queueNodes.ts";
import type { VectorWork } from "../../core/vectorWork.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import { timeWords, vectorWords } from "../workWords.ts";
import { groupItem, moreItem, taskItem } from "./queueItems.ts";

/** Drawn anew at most this often; the seconds of a task at work go on without anything else happening. */
const redrawMs = 500;
const tickMs = 1_000;

export class QueueTree implements vscode.TreeDataProvider<QueueNode>, vscode.Disposable {
  readonly #outside: Outside;
  readonly #library: LibraryKeeper;
  readonly #vectors: VectorWork;
  readonly #nodes: QueueNodes;
  readonly #changed = new vscode.EventEmitter<QueueNode[] | undefined>();
  readonly #view: vscode.TreeView<QueueNode>;
  readonly #stops: readonly (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  /** Failures that came while nobody looked: the badge tells of what needs a person, the rest stands in the status bar. */
  #unseen = 0;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(outside: Outside, library: LibraryKeeper, vectors: VectorWork) {
    this.#outside = outside;
    this.#library = library;
    this.#vectors = vectors;
    const { queue } = outside.workshop;
    this.#nodes = new QueueNodes(queue, (id) => outside.workshop.library.image(id));
    this.#view = vscode.window.createTreeView("imageTagger.queue", { treeDataProvider: this, canSelectMany: true });
    const seeing = this.#view.onDidChangeVisibility(() => this.#redraw());
    this.#stops = [
      queue.onStatus(() => this.#redrawWithin(redrawMs)),
      vectors.onStatus(() => this.#redrawWithin(redrawMs)),
      queue.onTask((event) => {
        if (event.type === "ended" && event.outcome.state === "failed") this.#unseen++;
      }),
      () => seeing.dispose(),
      () => this.#view.dispose(),
      () => this.#changed.dispose(),
    ];
  }

  getChildren(node?: QueueNode): QueueNode[] {
    if (!node) {
      // what waited when the window was closed is put back when the library is open
      void this.#library.start();
      return [...this.#nodes.roots()];
    }
    return node.kind === "group" ? [...this.#nodes.children(node.group)] : [];
  }

  getTreeItem(node: QueueNode): vscode.TreeItem {
    if (node.kind === "group") return groupItem(node, this.#nodes.count(node.group));
    return node.kind === "task" ? taskItem(node, Date.now()) : moreItem(node);
  }

  /** Shows the next few hundred of a group. */
  showMore(group: QueueGroup): void {
    this.#changed.fire([this.#nodes.showMore(group)]);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  #redrawWithin(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#redraw();
    }, milliseconds);
  }

  /** Nobody pays for a view that is not seen: it catches up when it is. */
  #redraw(): void {
    const status = this.#outside.workshop.queue.status();
    if (this.#view.visible) {
      const changed = this.#nodes.changed();
      if (changed === "all") this.#changed.fire(undefined);
      else if (changed.length > 0) this.#changed.fire([...changed]);
      if (status.active > 0) this.#redrawWithin(tickMs);
    }
    this.#say(status);
  }

  #say(status: QueueStatus): void {
    const failed = this.#nodes.count("failed");
    this.#unseen = this.#view.visible ? 0 : Math.min(this.#unseen, failed);
    this.#view.message = pauseWords(status) || vectorWords(this.#vectors.status);
    this.#view.description = progressWords(status);
    const tooltip =
      this.#unseen === 1 ? vscode.l10n.t("1 image failed") : vscode.l10n.t("{0} images failed", this.#unseen);
    this.#view.badge = this.#unseen === 0 ? undefined : { value: this.#unseen, tooltip };
  }
}

/** Why nothing goes on, and since when; "" where it does. */
function pauseWords({ state, pausedBy, pausedSinceMs }: QueueStatus): string {
  if (state !== "paused" || !pausedBy || pausedSinceMs === undefined) return "";
  const since = timeWords(pausedSinceMs, Date.now());
  return vscode.l10n.t("Paused since {0}: {1}", since, displayText(pausedBy.message, 500));
}

function progressWords({ state, pending, active, completed, failed, secondsLeft }: QueueStatus): string {
  if (state === "idle" || pending + active === 0) return "";
  const done = completed + failed;
  const count = `${done}/${done + pending + active}`;
  return secondsLeft === undefined ? count : `${count} · ${shortDuration(secondsLeft)}`;
}
