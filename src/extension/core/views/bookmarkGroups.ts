/** Groups of bookmarks: their order, what is in them, and moving bookmarks among and within them. */
import { bookmarkKey, reordered, type Bookmark } from "./bookmarks.ts";

/** All that a workspace keeps: the bookmarks in their order, and the names of the groups in theirs. */
export interface BookmarkList {
  readonly bookmarks: readonly Bookmark[];
  readonly groups: readonly string[];
}

/** A group as a node of the tree. */
export interface BookmarkGroup {
  readonly kind: "bookmarkGroup";
  readonly group: string;
}

/** Towards the beginning or the end. */
export type Step = -1 | 1;

const mostGroups = 200;
const longestName = 200;

/** Reads kept names of groups; whatever is not one is left out, and none stands twice. */
export function readGroups(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  const names = kept.flatMap((name: unknown) => (typeof name === "string" ? groupName(name) : ""));
  return [...new Set(names.filter((name) => name !== ""))].slice(0, mostGroups);
}

/** A name as it is kept; "" where it cannot be one. */
export function groupName(name: string): string {
  return name.trim().slice(0, longestName);
}

/** The bookmarks of a group, or those of none; one whose group is gone stands among the latter. */
export function bookmarksIn({ bookmarks, groups }: BookmarkList, group?: string): readonly Bookmark[] {
  const known = new Set(groups);
  return bookmarks.filter((one) => (one.group !== undefined && known.has(one.group) ? one.group : undefined) === group);
}

export function withGroup(list: BookmarkList, name: string): BookmarkList {
  return { ...list, groups: readGroups([...list.groups, name]) };
}

/** The group goes, its bookmarks stay at the end of those without one. */
export function withoutGroup({ bookmarks, groups }: BookmarkList, name: string): BookmarkList {
  const keys = new Set(bookmarks.flatMap((one) => (one.group === name ? [bookmarkKey(one)] : [])));
  return { bookmarks: moved(bookmarks, keys, undefined), groups: groups.filter((group) => group !== name) };
}

/** Gives a group another name; where that is another group's the two become one. */
export function withRenamedGroup({ bookmarks, groups }: BookmarkList, from: string, to: string): BookmarkList {
  const name = groupName(to);
  if (name === "" || name === from) return { bookmarks, groups };
  return {
    bookmarks: bookmarks.map((one) => (one.group === from ? { ...one, group: name } : one)),
    groups: readGroups(groups.map((group) => (group === from ? name : group))),
  };
}

/** Puts bookmarks into a group, or into none, before another bookmark or at the end. */
export function moved(
  bookmarks: readonly Bookmark[],
  keys: ReadonlySet<string>,
  group: string | undefined,
  before?: string,
): readonly Bookmark[] {
  const placed = bookmarks.map((one) => {
    if (!keys.has(bookmarkKey(one))) return one;
    const { group: _group, ...free } = one;
    return group === undefined ? free : { ...free, group };
  });
  return reordered(placed, keys, before);
}

/** Moves bookmarks by one place within their groups; those at the edge stay there. */
export function shifted(list: BookmarkList, keys: ReadonlySet<string>, step: Step): BookmarkList {
  let { bookmarks } = list;
  for (const group of [undefined, ...list.groups]) {
    const siblings = bookmarksIn(list, group);
    const inOrder = shiftedItems(siblings, (one) => keys.has(bookmarkKey(one)), step);
    const places = new Map(siblings.map((one, index) => [bookmarkKey(one), inOrder[index] ?? one]));
    bookmarks = bookmarks.map((one) => places.get(bookmarkKey(one)) ?? one);
  }
  return { ...list, bookmarks };
}

/** Moves groups by one place. */
export function shiftedGroups(list: BookmarkList, names: ReadonlySet<string>, step: Step): BookmarkList {
  return { ...list, groups: shiftedItems(list.groups, (name) => names.has(name), step) };
}

/** Moves groups before another one, or to the end. */
export function movedGroups(list: BookmarkList, names: ReadonlySet<string>, before: string | undefined): BookmarkList {
  const going = list.groups.filter((name) => names.has(name));
  const others = list.groups.filter((name) => !names.has(name));
  const at = before === undefined ? -1 : others.indexOf(before);
  const groups = at < 0 ? [...others, ...going] : [...others.slice(0, at), ...going, ...others.slice(at)];
  return { ...list, groups };
}

function shiftedItems<T>(items: readonly T[], isChosen: (item: T) => boolean, step: Step): readonly T[] {
  const line = step < 0 ? [...items] : items.toReversed();
  for (let at = 1; at < line.length; at++) {
    const [previous, item] = [line[at - 1], line[at]];
    if (previous === undefined || item === undefined || !isChosen(item) || isChosen(previous)) continue;
    line[at - 1] = item;
    line[at] = previous;
  }
  return step < 0 ? line : line.toReversed();
}
