/** Bookmarks as a file that can be kept and handed on: library folders stand in it by key and name, no absolute path does. */
import type { LibraryFolder } from "../ports.ts";
import { groupName, readGroups, type BookmarkList } from "./bookmarkGroups.ts";
import { bookmarkKey, mostBookmarks, readBookmark, type Bookmark } from "./bookmarks.ts";

/** What is wrong with a file; `at` counts its bookmarks from 1. */
export type FileProblem =
  | { readonly kind: "noJson" }
  | { readonly kind: "noBookmarks" }
  | { readonly kind: "newer" }
  | { readonly kind: "wrongEntry"; readonly at: number }
  | { readonly kind: "tooMany"; readonly most: number };

/** What came of taking in a file. */
export interface Merged {
  readonly list: BookmarkList;
  readonly added: number;
  /** How many were there before. */
  readonly known: number;
}

const version = 1;

/** The text of the file. */
export function bookmarkFileText({ bookmarks, groups }: BookmarkList, folders: readonly LibraryFolder[]): string {
  const names = new Map(folders.map(({ key, name }) => [key, name]));
  const entries = bookmarks.map((one) =>
    one.kind === "search" ? one : { ...one, folderName: names.get(one.folderKey) ?? "" },
  );
  return `${JSON.stringify({ imageTaggerBookmarks: version, groups, bookmarks: entries }, null, 2)}\n`;
}

/** Reads a file. On another computer a library folder has another key: the only open one of its name is taken then. */
export function readBookmarkFile(text: string, folders: readonly LibraryFolder[]): BookmarkList | FileProblem {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { kind: "noJson" }; // the person is told; where the parser stopped helps nobody
  }
  if (!isObject(content) || typeof content["imageTaggerBookmarks"] !== "number") return { kind: "noBookmarks" };
  if (content["imageTaggerBookmarks"] > version) return { kind: "newer" };
  const { bookmarks: entries, groups } = content;
  if (!Array.isArray(entries)) return { kind: "noBookmarks" };
  const bookmarks: Bookmark[] = [];
  for (const [index, entry] of entries.entries()) {
    const bookmark = readBookmark(entry);
    if (!bookmark) return { kind: "wrongEntry", at: index + 1 };
    bookmarks.push(atHome(bookmark, entry, folders));
  }
  const named = bookmarks.flatMap(({ group }) => (group === undefined ? [] : [group]));
  return { bookmarks, groups: readGroups([...readGroups(groups), ...named]) };
}

/** Adds what is not there; a bookmark that is there keeps its place, and its name and group unless it has none. */
export function merged(list: BookmarkList, from: BookmarkList): Merged | FileProblem {
  const all = new Map(list.bookmarks.map((one) => [bookmarkKey(one), one]));
  for (const one of from.bookmarks) all.set(bookmarkKey(one), { ...one, ...all.get(bookmarkKey(one)) });
  if (all.size > mostBookmarks) return { kind: "tooMany", most: mostBookmarks };
  const added = all.size - list.bookmarks.length;
  const groups = readGroups([...list.groups, ...from.groups]);
  return { list: { bookmarks: [...all.values()], groups }, added, known: from.bookmarks.length - added };
}

function atHome(bookmark: Bookmark, entry: unknown, folders: readonly LibraryFolder[]): Bookmark {
  const group = bookmark.group === undefined ? "" : groupName(bookmark.group);
  const { group: _group, ...free } = bookmark;
  const tidy: Bookmark = group === "" ? free : { ...free, group };
  if (tidy.kind === "search" || folders.some(({ key }) => key === tidy.folderKey)) return tidy;
  const name = isObject(entry) ? entry["folderName"] : undefined;
  const [only, other] = folders.filter((folder) => folder.name === name);
  return only && !other ? { ...tidy, folderKey: only.key } : tidy;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
