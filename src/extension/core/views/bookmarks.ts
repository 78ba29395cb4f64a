/** Bookmarks as a list of plain values: folders, images and searches that a person wants to find again. */

import { isUnder } from "../paths.ts";
import type { ImageRef } from "../ports.ts";
import type { Move } from "../reconcileParts.ts";

/** A bookmark; `name` is what the person called it, `group` the group it was put into. Places are kept as library folder and path, never as absolute paths. */
export type Bookmark = (
  | { readonly kind: "folder"; readonly folderKey: string; readonly path: string }
  | { readonly kind: "image"; readonly folderKey: string; readonly path: string }
  | { readonly kind: "search"; readonly search: string }
) & { readonly name?: string; readonly group?: string };

/** More are not kept. */
export const mostBookmarks = 2_000;

/** Says which bookmark it is: the same place or the same words are one bookmark. */
export function bookmarkKey(bookmark: Bookmark): string {
  if (bookmark.kind === "search") return `search\n${bookmark.search.trim()}`;
  return `${bookmark.kind}\n${bookmark.folderKey}\n${bookmark.path}`;
}

/** The bookmark of an image that has no name of its own. */
export function imageBookmark({ folder, path }: Pick<ImageRef, "folder" | "path">): Bookmark {
  return { kind: "image", folderKey: folder.key, path };
}

/** Reads kept bookmarks; whatever is not one is left out. */
export function readBookmarks(kept: unknown): readonly Bookmark[] {
  if (!Array.isArray(kept)) return [];
  const bookmarks = kept.flatMap((entry: unknown) => readBookmark(entry) ?? []);
  return withoutRepeats(bookmarks).slice(0, mostBookmarks);
}

/** Adds at the end what is not there yet. */
export function withBookmarks(bookmarks: readonly Bookmark[], added: readonly Bookmark[]): readonly Bookmark[] {
  return withoutRepeats([...bookmarks, ...added]).slice(0, mostBookmarks);
}

export function withoutBookmarks(bookmarks: readonly Bookmark[], keys: ReadonlySet<string>): readonly Bookmark[] {
  return bookmarks.filter((bookmark) => !keys.has(bookmarkKey(bookmark)));
}

/** Gives a bookmark another name; "" takes the name away. */
export function renamed(bookmarks: readonly Bookmark[], key: string, name: string): readonly Bookmark[] {
  return bookmarks.map((bookmark) => {
    if (bookmarkKey(bookmark) !== key) return bookmark;
    const { name: _name, ...unnamed } = bookmark;
    return name.trim() === "" ? unnamed : { ...unnamed, name: name.trim() };
  });
}

/** Moves bookmarks before another one, or to the end where that is undefined or one of them. */
export function reordered(
  bookmarks: readonly Bookmark[],
  keys: ReadonlySet<string>,
  before: string | undefined,
): readonly Bookmark[] {
  const moved = bookmarks.filter((bookmark) => keys.has(bookmarkKey(bookmark)));
  const others = withoutBookmarks(bookmarks, keys);
  const at = others.findIndex((bookmark) => bookmarkKey(bookmark) === before);
  return at < 0 ? [...others, ...moved] : [...others.slice(0, at), ...moved, ...others.slice(at)];
}

/** Follows images that were moved inside a library folder or into it; answers the same list where none is bookmarked. */
export function followingImages(
  bookmarks: readonly Bookmark[],
  folderKey: string,
  moved: readonly Move[],
): readonly Bookmark[] {
  const keyOf = (key: string, path: string): string => `${key}\n${path}`;
  const to = new Map(moved.map(({ from, to: path, fromFolder }) => [keyOf(fromFolder?.key ?? folderKey, from), path]));
  return following(bookmarks, (bookmark) => {
    const path = bookmark.kind === "image" ? to.get(keyOf(bookmark.folderKey, bookmark.path)) : undefined;
    return path === undefined ? undefined : { folderKey, path };
  });
}

/** Follows a folder that was renamed inside a library folder, with all that lies in it. */
export function followingFolder(
  bookmarks: readonly Bookmark[],
  folderKey: string,
  from: string,
  to: string,
): readonly Bookmark[] {
  return following(bookmarks, (bookmark) => {
    if (bookmark.kind === "search" || bookmark.folderKey !== folderKey) return undefined;
    return isUnder(bookmark.path, from) ? { folderKey, path: to + bookmark.path.slice(from.length) } : undefined;
  });
}

function following(
  bookmarks: readonly Bookmark[],
  placeOf: (bookmark: Bookmark) => { readonly folderKey: string; readonly path: string } | undefined,
): readonly Bookmark[] {
  let isOther = false;
  const followed = bookmarks.map((bookmark) => {
    const place = placeOf(bookmark);
    if (!place || bookmark.kind === "search") return bookmark;
    isOther = true;
    return { ...bookmark, ...place };
  });
  return isOther ? withoutRepeats(followed) : bookmarks;
}

function withoutRepeats(bookmarks: readonly Bookmark[]): readonly Bookmark[] {
  const seen = new Set<string>();
  return bookmarks.filter((bookmark) => {
    const key = bookmarkKey(bookmark);
    return !seen.has(key) && seen.add(key);
  });
}

/** Reads one; undefined where it is none. A path that leads out of its library folder is none. */
export function readBookmark(entry: unknown): Bookmark | undefined {
  if (typeof entry !== "object" || entry === null) return undefined;
  const { kind, folderKey, path, search, name, group } = entry as Readonly<Record<string, unknown>>;
  const named = {
    ...(typeof name === "string" && name !== "" && { name }),
    ...(typeof group === "string" && group !== "" && { group }),
  };
  if (kind === "search") return typeof search === "string" && search !== "" ? { kind, search, ...named } : undefined;
  if ((kind !== "folder" && kind !== "image") || typeof folderKey !== "string" || typeof path !== "string")
    return undefined;
  if (path.startsWith("/") || path.split("/").includes("..")) return undefined;
  return { kind, folderKey, path, ...named };
}
