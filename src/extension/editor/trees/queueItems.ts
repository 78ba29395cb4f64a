/** Groups and tasks of the queue as items of a tree: words, icons, tooltips, labels for screen readers. */
import * as vscode from "vscode";
import type { TaskView } from "../../../shared/model.ts";
import { folderOf } from "../../core/paths.ts";
import { displayName, displayText, shortDuration } from "../../core/views/displayText.ts";
import {
  shownMore,
  type GroupNode,
  type MoreNode,
  type QueueGroup,
  type TaskNode,
} from "../../core/views/queueNodes.ts";
import { uriOf } from "../uris.ts";
import { engineName, timeWords, workWords } from "../workWords.ts";

const groupIcons: Readonly<Record<QueueGroup, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon("play-circle"),
  waiting: new vscode.ThemeIcon("clock"),
  failed: new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground")),
  done: new vscode.ThemeIcon("pass"),
};

/** A group with its count. */
export function groupItem({ group }: GroupNode, count: number): vscode.TreeItem {
  const name = groupName(group);
  const isOpen = group === "running" || group === "failed";
  const item = new vscode.TreeItem(
    name,
    isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = group;
  item.description = numberWords(count);
  item.iconPath = groupIcons[group];
  item.contextValue = `group.${group}`;
  item.accessibilityInformation = {
    label:
      count === 1 ? vscode.l10n.t("{0}, 1 image", name) : vscode.l10n.t("{0}, {1} images", name, numberWords(count)),
  };
  return item;
}

/** A task; a click shows its image in the library. */
export function taskItem({ group, task, image }: TaskNode, nowMs: number): vscode.TreeItem {
  const name = displayName(task.path);
  const says = group === "done" && task.state === "failed" ? pastFailure(task, nowMs) : stateWords(task, nowMs);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = `${group}:${task.key}`;
  item.description = group === "waiting" && says === "" ? displayText(folderOf(task.path)) : says;
  item.tooltip = tooltipOf(task, image ? uriOf(image).fsPath : task.path, nowMs);
  item.contextValue = `task.${group}${image ? "" : ".gone"}`;
  item.accessibilityInformation = { label: [name, says || groupName(group)].join(", ") };
  item.iconPath = isLookedAt(task) ? new vscode.ThemeIcon("sync~spin") : new vscode.ThemeIcon("file-media");
  if (!image) return item;
  const uri = uriOf(image);
  if (!isLookedAt(task)) {
    item.resourceUri = uri;
    item.iconPath = vscode.ThemeIcon.File;
  }
  item.command = {
    command: "imageTagger.openInLibrary",
    title: vscode.l10n.t("Open in Library"),
    arguments: [uri],
  };
  return item;
}

/** The end of a group that is not shown whole. */
export function moreItem({ group, left, canShow }: MoreNode): vscode.TreeItem {
  const label = canShow
    ? vscode.l10n.t("Show {0} More", numberWords(Math.min(left, shownMore)))
    : vscode.l10n.t("{0} older ones are not kept", numberWords(left));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = `${group}:more`;
  item.contextValue = "more";
  if (!canShow) return item;
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.description = vscode.l10n.t("{0} not shown", numberWords(left));
  item.command = { command: "imageTagger.showMoreTasks", title: label, arguments: [group] };
  return item;
}

function groupName(group: QueueGroup): string {
  switch (group) {
    case "running":
      return vscode.l10n.t("Running");
    case "waiting":
      return vscode.l10n.t("Waiting");
    case "failed":
      return vscode.l10n.t("Failed");
    case "done":
      return vscode.l10n.t("Done");
  }
}

/** What is worth saying beside the name; "" for a task that waits as all others do. */
function stateWords(task: TaskView, nowMs: number): string {
  const ended = task.endedAtMs === undefined ? "" : timeWords(task.endedAtMs, nowMs);
  switch (task.state) {
    case "pending":
      return task.again ? vscode.l10n.t("Tag again") : "";
    case "interrupted":
      return vscode.l10n.t("Interrupted at {0} %", Math.round((task.progress ?? 0) * 100));
    case "processing":
      return joined(workWords(task), durationWords(task, nowMs));
    case "completed":
      return joined(ended, durationWords(task, nowMs));
    case "skipped":
      return joined(ended, vscode.l10n.t("Nothing to do"));
    case "failed":
      return displayText(task.failure?.message ?? ended, 300);
  }
}

/** A failure that a later task of the same image followed. */
function pastFailure({ endedAtMs }: TaskView, nowMs: number): string {
  return joined(timeWords(endedAtMs ?? nowMs, nowMs), vscode.l10n.t("Failed, and tried again since"));
}

/** From the beginning of the work to its end or to now. */
function durationWords({ startedAtMs, endedAtMs }: TaskView, nowMs: number): string {
  return startedAtMs === undefined ? "" : shortDuration(((endedAtMs ?? nowMs) - startedAtMs) / 1_000);
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

function tooltipOf(task: TaskView, path: string, nowMs: number): string {
  const { failure, waitingSinceMs, startedAtMs, endedAtMs, engine, model } = task;
  const lines = [
    displayText(path, 1_000),
    failure ? displayText(failure.message, 1_000) : stateWords(task, nowMs),
    vscode.l10n.t("Waiting since {0}", timeWords(waitingSinceMs, nowMs)),
    startedAtMs === undefined ? "" : vscode.l10n.t("Started {0}", timeWords(startedAtMs, nowMs)),
    endedAtMs === undefined ? "" : vscode.l10n.t("Ended {0}", timeWords(endedAtMs, nowMs)),
    engine === undefined ? "" : displayText(`${engineName(engine)} ${model ?? ""}`),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

/** True once an engine has it: before that it only waits in another place. */
function isLookedAt({ state, phase, progress }: TaskView): boolean {
  return state === "processing" && (phase !== undefined || (progress ?? 0) > 0);
}

function numberWords(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}
