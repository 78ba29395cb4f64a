/** The Bookmarks view's tree without its words: the bookmarks, and at the end the searches that were made lately. */
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
export type BookmarkNode = Bookmark | RecentGroup | RecentSearch;

const group: RecentGroup = { kind: "recentSearches" };

/** The roots: no group where nothing would be in it. */
export function bookmarkRoots(bookmarks: readonly Bookmark[], searches: readonly string[]): readonly BookmarkNode[] {
  return [...bookmarks, ...(recentSearches(bookmarks, searches).length > 0 ? [group] : [])];
}

/** The remembered searches, newest first; one that is bookmarked stands among the bookmarks already. */
export function recentSearches(bookmarks: readonly Bookmark[], searches: readonly string[]): readonly RecentSearch[] {
  const saved = new Set(bookmarks.flatMap((one) => (one.kind === "search" ? [one.search.trim()] : [])));
  return searches.filter((search) => !saved.has(search.trim())).map((search) => ({ kind: "recentSearch", search }));
}

export function isBookmark(node: BookmarkNode): node is Bookmark {
  return node.kind !== "recentSearches" && node.kind !== "recentSearch";
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
