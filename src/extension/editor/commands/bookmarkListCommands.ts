/** Commands that put bookmarks in order: groups, moving up and down, rename and remove of either. */
import * as vscode from "vscode";
import { groupsOf, isBookmark, type BookmarkNode } from "../../core/views/bookmarkNodes.ts";
import * as grouping from "../../core/views/bookmarkGroups.ts";
import { bookmarkKey, type Bookmark } from "../../core/views/bookmarks.ts";
import { displayName, displayText } from "../../core/views/displayText.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import { offer } from "../messages.ts";
import type { BookmarksTree } from "../trees/bookmarksTree.ts";
import type { CommandTable } from "./commandTable.ts";
import { bookmarkOf, bookmarksOf } from "./targets.ts";

/** What these commands work with. */
export interface BookmarkListParts {
  readonly bookmarks: BookmarkStore;
  readonly marked: BookmarksTree;
}

/** What a command is about: bookmarks, groups, or some of both. */
interface Chosen {
  readonly bookmarks: readonly Bookmark[];
  readonly groups: readonly string[];
}

export function bookmarkListCommands(parts: BookmarkListParts): CommandTable {
  const about = (clicked: unknown, chosen: unknown): Chosen => chosenOf(parts.marked.selection, clicked, chosen);
  return {
    renameBookmark: (clicked) => rename(parts.bookmarks, about(clicked, undefined)),
    removeBookmark: (clicked, chosen) => remove(parts.bookmarks, about(clicked, chosen)),
    moveBookmarkUp: (clicked, chosen) => shift(parts.bookmarks, about(clicked, chosen), -1),
    moveBookmarkDown: (clicked, chosen) => shift(parts.bookmarks, about(clicked, chosen), 1),
    newBookmarkGroup: async () => void (await newGroup(parts.bookmarks)),
    moveToBookmarkGroup: (clicked, chosen) => moveToGroup(parts.bookmarks, about(clicked, chosen).bookmarks),
  };
}

/** By a key a command is called on nothing: it is about what is selected then. */
function chosenOf(selection: readonly BookmarkNode[], clicked: unknown, chosen: unknown): Chosen {
  if (clicked === undefined) return { bookmarks: selection.filter(isBookmark), groups: groupsOf(selection) };
  const all: readonly unknown[] = Array.isArray(chosen) && chosen.includes(clicked) ? chosen : [clicked];
  const bookmarks = all.flatMap((node) => bookmarkOf(node) ?? []);
  return {
    bookmarks: groupsOf([clicked]).length > 0 ? bookmarks : bookmarksOf(clicked, chosen),
    groups: groupsOf(all),
  };
}

async function rename(store: BookmarkStore, { bookmarks: [bookmark], groups: [group] }: Chosen): Promise<void> {
  if (group !== undefined) {
    const name = await askForName(vscode.l10n.t("Rename Group"), group);
    if (name !== undefined) await store.change(grouping.withRenamedGroup(store.list, group, name));
    return;
  }
  if (!bookmark) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename Bookmark"),
    prompt: vscode.l10n.t("Leave it empty to show its own name"),
    value: bookmark.name ?? (bookmark.kind === "search" ? bookmark.search : displayName(bookmark.path)),
  });
  if (name !== undefined) await store.rename(bookmark, name);
}

/** Nobody is asked before: it is as soon taken back. */
async function remove(store: BookmarkStore, { bookmarks, groups }: Chosen): Promise<void> {
  const before = store.list;
  if (bookmarks.length + groups.length === 0) return;
  await store.remove(bookmarks);
  for (const group of groups) await store.change(grouping.withoutGroup(store.list, group));
  const sentence =
    groups.length > 0
      ? vscode.l10n.t("The group “{0}” was removed; its bookmarks are kept.", groups.join(", "))
      : bookmarks.length === 1
        ? vscode.l10n.t("The bookmark was removed.")
        : vscode.l10n.t("{0} bookmarks were removed.", bookmarks.length);
  offer("info", sentence, { [vscode.l10n.t("Undo")]: () => store.change(before) });
}

async function shift(store: BookmarkStore, { bookmarks, groups }: Chosen, step: grouping.Step): Promise<void> {
  const list = grouping.shiftedGroups(store.list, new Set(groups), step);
  await store.change(grouping.shifted(list, new Set(bookmarks.map(bookmarkKey)), step));
}

/** The name of the group that was made. */
async function newGroup(store: BookmarkStore): Promise<string | undefined> {
  const name = await askForName(vscode.l10n.t("New Bookmark Group"), "");
  if (name === undefined) return undefined;
  await store.change(grouping.withGroup(store.list, name));
  return name;
}

async function moveToGroup(store: BookmarkStore, bookmarks: readonly Bookmark[]): Promise<void> {
  if (bookmarks.length === 0) return;
  const none = { label: vscode.l10n.t("No Group"), iconPath: new vscode.ThemeIcon("bookmark"), group: undefined };
  const another = { label: vscode.l10n.t("New Group…"), iconPath: new vscode.ThemeIcon("add"), group: undefined };
  const groups = store.list.groups.map((group) => ({
    label: displayText(group),
    iconPath: new vscode.ThemeIcon("folder-library"),
    group,
  }));
  const title = vscode.l10n.t("Move to Group");
  const picked = await vscode.window.showQuickPick([...groups, none, another], { title, placeHolder: title });
  if (!picked) return;
  const group = picked === another ? await newGroup(store) : picked.group;
  if (picked !== another || group !== undefined) await store.move(bookmarks.map(bookmarkKey), group);
}

async function askForName(title: string, value: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Name of the group"),
    value,
    validateInput: (text) => (grouping.groupName(text) === "" ? vscode.l10n.t("A group needs a name.") : undefined),
  });
  return name === undefined ? undefined : grouping.groupName(name);
}
