/** Groups and order of bookmarks, and the file that bookmarks are kept in. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bookmarkFileText, merged, readBookmarkFile } from "../../src/extension/core/views/bookmarkFile.ts";
import * as grouping from "../../src/extension/core/views/bookmarkGroups.ts";
import { bookmarkKey, type Bookmark } from "../../src/extension/core/views/bookmarks.ts";

const search = (words: string, group?: string): Bookmark => ({
  kind: "search",
  search: words,
  ...(group !== undefined && { group }),
});
const words = (bookmarks: readonly Bookmark[]): string =>
  bookmarks.map((one) => (one.kind === "search" ? one.search : one.path)).join(" ");
const keys = (...searches: readonly string[]): Set<string> => new Set(searches.map((one) => bookmarkKey(search(one))));
const list: grouping.BookmarkList = {
  bookmarks: [search("a"), search("x", "G"), search("b"), search("y", "G"), search("c"), search("lost", "gone")],
  groups: ["G", "H"],
};

describe("groups of bookmarks", () => {
  test("hold their bookmarks in order; what names a group that is gone stands outside", () => {
    assert.equal(words(grouping.bookmarksIn(list, "G")), "x y");
    assert.equal(words(grouping.bookmarksIn(list, "H")), "");
    assert.equal(words(grouping.bookmarksIn(list)), "a b c lost");
  });

  test("keep their bookmarks when they are removed or renamed, and become one under one name", () => {
    const without = grouping.withoutGroup(list, "G");
    assert.deepEqual(without.groups, ["H"]);
    assert.equal(words(grouping.bookmarksIn(without)), "a b c lost x y");
    const renamed = grouping.withRenamedGroup(list, "G", " H ");
    assert.deepEqual(renamed.groups, ["H"]);
    assert.equal(words(grouping.bookmarksIn(renamed, "H")), "x y");
    assert.deepEqual(grouping.withRenamedGroup(list, "G", " "), list);
    assert.deepEqual(grouping.withGroup(list, "G").groups, ["G", "H"]);
  });

  test("take bookmarks in and give them up, before another one or at the end", () => {
    const into = grouping.moved(list.bookmarks, keys("c", "a"), "G", bookmarkKey(search("y")));
    assert.equal(words(grouping.bookmarksIn({ ...list, bookmarks: into }, "G")), "x a c y");
    const out = grouping.moved(list.bookmarks, keys("x"), undefined);
    assert.equal(words(grouping.bookmarksIn({ ...list, bookmarks: out })), "a b c lost x");
  });

  test("are moved themselves, by one place or before another", () => {
    assert.deepEqual(grouping.shiftedGroups(list, new Set(["H"]), -1).groups, ["H", "G"]);
    assert.deepEqual(grouping.shiftedGroups(list, new Set(["H"]), 1).groups, ["G", "H"]);
    assert.deepEqual(grouping.movedGroups(list, new Set(["G"]), undefined).groups, ["H", "G"]);
    assert.deepEqual(grouping.movedGroups(list, new Set(["H"]), "G").groups, ["H", "G"]);
  });

  test("bound how far a bookmark moves up and down, several keep their order, and those at the edge stay", () => {
    const shown = (step: grouping.Step, ...searches: readonly string[]): string => {
      const after = grouping.shifted(list, keys(...searches), step);
      return `${words(grouping.bookmarksIn(after))} | ${words(grouping.bookmarksIn(after, "G"))}`;
    };
    assert.equal(shown(-1, "c"), "a c b lost | x y");
    assert.equal(shown(1, "a", "b"), "c a b lost | x y");
    assert.equal(shown(-1, "a", "b"), "a b c lost | x y");
    assert.equal(shown(1, "x", "lost"), "a b c lost | y x");
  });

  test("are read with care", () => {
    assert.deepEqual(grouping.readGroups(["A", " A ", 3, "", null, "B"]), ["A", "B"]);
    assert.deepEqual(grouping.readGroups("A"), []);
  });
});

describe("a file of bookmarks", () => {
  const folders = [{ key: "K", root: "/home/me/pictures", name: "pictures" }];
  const image: Bookmark = { kind: "image", folderKey: "K", path: "a/x.png", name: "Mine", group: "G" };
  const text = bookmarkFileText({ bookmarks: [image, search("red car")], groups: ["G", "H"] }, folders);

  test("holds everything but absolute paths, and gives it back", () => {
    assert.doesNotMatch(text, /home/);
    assert.deepEqual(readBookmarkFile(text, folders), { bookmarks: [image, search("red car")], groups: ["G", "H"] });
  });

  test("finds a library folder of another computer by its name, where only one has it", () => {
    const keyed = (...open: readonly { key: string; root: string; name: string }[]): unknown => {
      const read = readBookmarkFile(text, open);
      return "kind" in read ? read.kind : read.bookmarks[0];
    };
    const other = { key: "L", root: "/d", name: "pictures" };
    assert.deepEqual(keyed(other), { ...image, folderKey: "L" });
    assert.deepEqual(keyed(other, { ...other, key: "M" }), image);
  });

  test("is refused as a whole where it is no such file or one of its bookmarks is none", () => {
    const problem = (content: unknown): unknown =>
      readBookmarkFile(typeof content === "string" ? content : JSON.stringify(content), folders);
    assert.deepEqual(problem("{"), { kind: "noJson" });
    for (const other of [[], 3, null, {}, { imageTaggerBookmarks: 1 }])
      assert.deepEqual(problem(other), { kind: "noBookmarks" });
    assert.deepEqual(problem({ imageTaggerBookmarks: 2, bookmarks: [] }), { kind: "newer" });
    for (const wrong of [3, {}, { ...image, path: "../x.png" }, { ...image, path: "/etc/x.png" }])
      assert.deepEqual(problem({ imageTaggerBookmarks: 1, bookmarks: [image, wrong] }), { kind: "wrongEntry", at: 2 });
  });

  test("adds to what is there: names, groups and order of before stay", () => {
    const mine: grouping.BookmarkList = { bookmarks: [search("dog"), { ...image, name: "Other" }], groups: ["M"] };
    const read = readBookmarkFile(text, folders);
    assert.ok(!("kind" in read));
    const result = merged(mine, read);
    assert.ok(!("kind" in result));
    assert.deepEqual(result.list, {
      bookmarks: [search("dog"), { ...image, name: "Other" }, search("red car")],
      groups: ["M", "G", "H"],
    });
    assert.deepEqual([result.added, result.known], [1, 1]);
    const many = Array.from({ length: 2_000 }, (_, index) => search(`s${index}`));
    assert.deepEqual(merged({ bookmarks: many, groups: [] }, read), { kind: "tooMany", most: 2_000 });
  });
});
