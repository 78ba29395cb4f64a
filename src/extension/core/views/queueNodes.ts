/** The Queue view's tree without its words: groups, the tasks that are shown of them, and what of it changed since the last look. */
import type { TaskView } from "../../../shared/model.ts";
import type { ImageRef } from "../ports.ts";
import type { TaskQueue } from "../queue/taskQueue.ts";

/** The groups in the order in which they stand. */
const queueGroups = ["running", "waiting", "failed", "done"] as const;
export type QueueGroup = (typeof queueGroups)[number];

/** A group with all of its tasks counted, shown or not. */
export interface GroupNode {
  readonly kind: "group";
  readonly group: QueueGroup;
}

/** A task; the image is absent where it has left the library. */
export interface TaskNode {
  readonly kind: "task";
  readonly group: QueueGroup;
  readonly image: ImageRef | undefined;
  /** Kept up while it is at work. */
  task: TaskView;
}

/** The end of a group that is not shown whole. */
export interface MoreNode {
  readonly kind: "more";
  readonly group: QueueGroup;
  readonly left: number;
  /** False for what is not kept any more, and can only be counted. */
  readonly canShow: boolean;
}

export type QueueNode = GroupNode | TaskNode | MoreNode;

/** How many a group shows at first, and how many more at each asking. */
const firstShown = 100;
export const shownMore = 500;

type Shown = Record<QueueGroup, number>;

/** Makes nodes when they are asked for: of 100,000 waiting tasks only those that are shown are looked at. */
export class QueueNodes {
  readonly #queue: TaskQueue;
  readonly #image: (id: string) => ImageRef | undefined;
  /** The same objects as long as they live: by them the editor knows what to draw anew. */
  readonly #groups: Readonly<Record<QueueGroup, GroupNode>> = {
    running: { kind: "group", group: "running" },
    waiting: { kind: "group", group: "waiting" },
    failed: { kind: "group", group: "failed" },
    done: { kind: "group", group: "done" },
  };
  #running: readonly TaskNode[] = [];
  #shown: Shown = fewShown();
  #seen: ReturnType<TaskQueue["revisions"]> | undefined;
  #seenRoots = "";

  constructor(queue: TaskQueue, image: (id: string) => ImageRef | undefined) {
    this.#queue = queue;
    this.#image = image;
  }

  /** Groups that hold something. */
  roots(): readonly GroupNode[] {
    return queueGroups.filter((group) => this.count(group) > 0).map((group) => this.#groups[group]);
  }

  /** All tasks of a group, also those that are not shown. */
  count(group: QueueGroup): number {
    const { history } = this.#queue;
    switch (group) {
      case "running":
        return this.#queue.status().active;
      case "waiting":
        return this.#queue.status().pending;
      case "failed":
        return history.failedCount;
      case "done":
        return history.doneCount + history.dropped;
    }
  }

  children(group: QueueGroup): readonly QueueNode[] {
    const limit = this.#shown[group];
    const nodes = this.#tasks(group, limit).map((task): TaskNode => this.#node(group, task));
    if (group === "running") this.#running = nodes;
    const left = this.count(group) - nodes.length;
    if (left <= 0) return nodes;
    return [...nodes, { kind: "more", group, left, canShow: nodes.length >= limit }];
  }

  showMore(group: QueueGroup): GroupNode {
    this.#shown[group] += shownMore;
    return this.#groups[group];
  }

  /** What is to be drawn anew since the last call: everything, some nodes, or nothing. */
  changed(): "all" | readonly QueueNode[] {
    const seen = this.#seen;
    const now = this.#queue.revisions();
    const roots = this.roots();
    const names = roots.map(({ group }) => group).join();
    const areOtherRoots = names !== this.#seenRoots;
    this.#seen = now;
    this.#seenRoots = names;
    if (areOtherRoots) {
      for (const group of queueGroups) if (!names.includes(group)) this.#shown[group] = firstShown;
      return "all";
    }
    const isOther = (group: QueueGroup): boolean => {
      const part = group === "failed" || group === "done" ? "ended" : group;
      return now[part] !== seen?.[part];
    };
    const others = roots.filter(({ group }) => isOther(group));
    return isOther("running") ? others : [...others, ...this.#progressed()];
  }

  /** The tasks at work, brought up to date where they stand. */
  #progressed(): readonly TaskNode[] {
    const now = new Map(this.#queue.running().map((task) => [task.key, task]));
    for (const node of this.#running) node.task = now.get(node.task.key) ?? node.task;
    return this.#running;
  }

  #tasks(group: QueueGroup, limit: number): readonly TaskView[] {
    switch (group) {
      case "running":
        return this.#queue.running();
      case "waiting":
        return this.#queue.waiting(limit);
      case "failed":
        return this.#queue.history.failed(limit);
      case "done":
        return this.#queue.history.done(limit);
    }
  }

  #node(group: QueueGroup, task: TaskView): TaskNode {
    return { kind: "task", group, task, image: this.#image(task.id) };
  }
}

function fewShown(): Shown {
  return { running: firstShown, waiting: firstShown, failed: firstShown, done: firstShown };
}

/** A group by its name. */
export function isQueueGroup(value: unknown): value is QueueGroup {
  return queueGroups.some((group) => group === value);
}

/** A node as VS Code hands it to a command. */
export function isQueueNode(value: unknown): value is QueueNode {
  return (
    typeof value === "object" && value !== null && "kind" in value && "group" in value && isQueueGroup(value.group)
  );
}

/** The tasks of one group that a command of the tree is about: all chosen ones if the clicked one is among them. */
export function tasksOf(clicked: unknown, chosen: unknown): readonly TaskNode[] {
  if (!isQueueNode(clicked) || clicked.kind !== "task") return [];
  const all: readonly unknown[] = Array.isArray(chosen) ? chosen : [];
  const nodes = all.filter(isQueueNode).filter((node) => node.kind === "task");
  const isAmong = nodes.some(({ group, task }) => group === clicked.group && task.key === clicked.task.key);
  return isAmong ? nodes.filter(({ group }) => group === clicked.group) : [clicked];
}

/** Failures as tab-separated text: path, reason, message. No name or message begins a formula where it is pasted into a table. */
export function failuresAsText(tasks: readonly TaskView[], pathOf: (task: TaskView) => string): string {
  return tasks
    .map((task) => [pathOf(task), task.failure?.reason ?? "", task.failure?.message ?? ""].map(cell).join("\t"))
    .join("\n");
}

function cell(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").replace(/^[=+\-@]/u, "'$&");
}
