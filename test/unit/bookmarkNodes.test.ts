/** The tree of the Bookmarks view: what stands in it, and what its commands are about. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bookmarkRoots, isBookmark, recentSearches, searchesOf } from "../../src/extension/core/views/bookmarkNodes.ts";
import { readBookmarks, type Bookmark } from "../../src/extension/core/views/bookmarks.ts";

const bookmarks: readonly Bookmark[] = [
  { kind: "folder", folderKey: "K", path: "a" },
  { kind: "search", search: "tag:beach", name: "Beaches" },
];

test("recent searches stand in a group at the end, without those that are bookmarked", () => {
  const roots = bookmarkRoots({ bookmarks, groups: [] }, ["car", " tag:beach", "dog"]);
  assert.deepEqual(roots.slice(0, -1), bookmarks);
  assert.deepEqual(roots.at(-1), { kind: "recentSearches" });
  assert.deepEqual(roots.map(isBookmark), [true, true, false]);
  assert.deepEqual(
    recentSearches(bookmarks, ["car", " tag:beach", "dog"]).map(({ search }) => search),
    ["car", "dog"],
  );
});

test("there is no group where nothing would be in it", () => {
  assert.deepEqual(bookmarkRoots({ bookmarks, groups: [] }, ["tag:beach"]), bookmarks);
  assert.deepEqual(bookmarkRoots({ bookmarks: [], groups: [] }, []), []);
});

test("a command is about all chosen searches if the clicked one is among them, and about nothing else", () => {
  const [car, dog] = recentSearches([], ["car", "dog"]);
  assert.deepEqual(searchesOf(car, [car, dog, bookmarks[1], null]), ["car", "dog"]);
  assert.deepEqual(searchesOf(car, [dog]), ["car"]);
  assert.deepEqual(searchesOf(car, undefined), ["car"]);
  for (const other of [bookmarks[1], { kind: "recentSearches" }, { kind: "recentSearch", search: 3 }, undefined, "car"])
    assert.deepEqual(searchesOf(other, [other]), []);
  assert.deepEqual(readBookmarks([car]), [], "and a recent search is no bookmark");
});
