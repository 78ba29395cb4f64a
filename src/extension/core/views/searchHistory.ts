/** Searches that a person made and used, newest first: a plain list, and what a search box offers of it. */
import type { KnownSearch } from "../../../shared/protocol.ts";
import { fold } from "../search/words.ts";
import type { Bookmark } from "./bookmarks.ts";

const mostRemembered = 50;
const mostOffered = 12;
const longestSearch = 2_000;

/** Reads a kept list; whatever is no search is left out. */
export function readSearches(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  const searches = kept.filter((entry): entry is string => typeof entry === "string" && entry.trim() !== "");
  return searches.filter((search) => search.length <= longestSearch).slice(0, mostRemembered);
}

/** With a search at the front; one that went on from the newest takes its place, as "red ca" became "red car". */
export function withSearch(searches: readonly string[], search: string): readonly string[] {
  const made = search.trim();
  if (made === "" || made.length > longestSearch) return searches;
  const [newest, ...older] = searches;
  const others = newest !== undefined && isBegun(newest, made) ? older : searches;
  return [made, ...others.filter((other) => !isSame(other, made))].slice(0, mostRemembered);
}

/** Brings back searches that were forgotten, behind those that were made since. */
export function withRestored(searches: readonly string[], forgotten: readonly string[]): readonly string[] {
  const lost = forgotten.filter((search) => !searches.some((other) => isSame(other, search)));
  return [...searches, ...lost].slice(0, mostRemembered);
}

export function withoutSearch(searches: readonly string[], search: string): readonly string[] {
  return searches.filter((other) => !isSame(other, search));
}

/** Saved searches first, then those that were made; only those in which these words stand. */
export function offeredSearches(
  bookmarks: readonly Bookmark[],
  searches: readonly string[],
  start: string,
): readonly KnownSearch[] {
  const saved = bookmarks.flatMap((bookmark): KnownSearch[] => {
    if (bookmark.kind !== "search") return [];
    const { search, name } = bookmark;
    return [{ search, isSaved: true, ...(name === undefined ? {} : { name }) }];
  });
  const made = searches
    .filter((search) => !saved.some((one) => isSame(one.search, search)))
    .map((search): KnownSearch => ({ search, isSaved: false }));
  const words = fold(start.trim());
  const fits = ({ search, name = "" }: KnownSearch): boolean =>
    !isSame(search, start) && (words === "" || fold(`${name} ${search}`).includes(words));
  return [...saved, ...made].filter(fits).slice(0, mostOffered);
}

function isSame(a: string, b: string): boolean {
  return a.trim() === b.trim();
}

function isBegun(before: string, after: string): boolean {
  return after.length > before.length && after.startsWith(before) && !/\s/u.test(after.slice(before.length).trim());
}
