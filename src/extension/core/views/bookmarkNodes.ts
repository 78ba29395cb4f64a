/** The Bookmarks view's tree without its words: groups, bookmarks, and at the end the searches that were made lately. */
import { bookmarksIn, type BookmarkGroup, type BookmarkList } from "./bookmarkGroups.ts";
import type { Bookmark } from "./bookmarks.ts";

/** The group of remembered searches. */
export interface RecentGroup {
  readonly kind: "recentSearches";
}

/** A remembered search that is not bookmarked. */
export interface RecentSearch {
  readonly kind: "recentSearch";
  readonly search: string;
}

/** Anything in the tree. */
export type BookmarkNode = Bookmark | BookmarkGroup | RecentGroup | RecentSearch;

const group: RecentGroup = { kind: "recentSearches" };

/** The roots: no group where nothing would be in it. */
export function bookmarkRoots(list: BookmarkList, searches: readonly string[]): readonly BookmarkNode[] {
  const groups = list.groups.map((name): BookmarkGroup => ({ kind: "bookmarkGroup", group: name }));
  const recent = recentSearches(list.bookmarks, searches).length > 0 ? [group] : [];
  return [...groups, ...bookmarksIn(list), ...recent];
}

/** The remembered searches, newest first; one that is bookmarked stands among the bookmarks already. */
export function recentSearches(bookmarks: readonly Bookmark[], searches: readonly string[]): readonly RecentSearch[] {
  const saved = new Set(bookmarks.flatMap((one) => (one.kind === "search" ? [one.search.trim()] : [])));
  return searches.filter((search) => !saved.has(search.trim())).map((search) => ({ kind: "recentSearch", search }));
}

export function isBookmark(node: BookmarkNode): node is Bookmark {
  return node.kind !== "recentSearches" && node.kind !== "recentSearch" && node.kind !== "bookmarkGroup";
}

/** The names of groups among nodes that a command was handed. */
export function groupsOf(nodes: readonly unknown[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (typeof node !== "object" || node === null || !("kind" in node) || !("group" in node)) return [];
    return node.kind === "bookmarkGroup" && typeof node.group === "string" ? [node.group] : [];
  });
}

/** The searches that a command of the tree is about: all chosen ones if the clicked one is among them. */
export function searchesOf(clicked: unknown, chosen: unknown): readonly string[] {
  const one = searchOf(clicked);
  if (one === undefined) return [];
  const all = Array.isArray(chosen) ? chosen.flatMap((node: unknown) => searchOf(node) ?? []) : [];
  return all.includes(one) ? all : [one];
}

function searchOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("kind" in value) || !("search" in value)) return undefined;
  return value.kind === "recentSearch" && typeof value.search === "string" ? value.search : undefined;
}
