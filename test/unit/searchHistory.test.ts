/** The searches that a search box remembers and offers. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  offeredSearches,
  readSearches,
  withoutSearch,
  withRestored,
  withSearch,
} from "../../src/extension/core/views/searchHistory.ts";
import type { Bookmark } from "../../src/extension/core/views/bookmarks.ts";

describe("remembered searches", () => {
  test("have the newest first, each once", () => {
    const made = ["car", "tag:beach", "car"].reduce(withSearch, [] as readonly string[]);
    assert.deepEqual(made, ["car", "tag:beach"]);
    assert.deepEqual(withSearch(made, "  "), made);
    assert.deepEqual(withoutSearch(made, "car "), ["tag:beach"]);
  });

  test("keep of a word that was typed on only the whole one", () => {
    const made = ["red", "red c", "red car", "red car at night"].reduce(withSearch, [] as readonly string[]);
    assert.deepEqual(made, ["red car at night", "red car"]);
  });

  test("are no more than fifty, and none is longer than a search may be", () => {
    const many = Array.from({ length: 80 }, (_, at) => `word${at}x`).reduce(withSearch, [] as readonly string[]);
    assert.equal(many.length, 50);
    assert.equal(many[0], "word79x");
    assert.deepEqual(withSearch([], "x".repeat(2_001)), []);
  });

  test("come back after they were cleared, behind those made since", () => {
    assert.deepEqual(withRestored(["dog", "car"], ["car", "sea"]), ["dog", "car", "sea"]);
    assert.equal(
      withRestored(
        ["dog"],
        Array.from({ length: 50 }, (_, at) => `x${at}`),
      ).length,
      50,
    );
  });

  test("are read back without what is none", () => {
    assert.deepEqual(readSearches(["car", 3, "", null, "dog"]), ["car", "dog"]);
    assert.deepEqual(readSearches({ 0: "car" }), []);
  });
});

describe("offered searches", () => {
  const bookmarks: readonly Bookmark[] = [
    { kind: "folder", folderKey: "K", path: "a" },
    { kind: "search", search: "tag:beach sun", name: "Strände" },
  ];

  test("are the saved ones before those that were made, without repeats", () => {
    assert.deepEqual(offeredSearches(bookmarks, ["car", "tag:beach sun"], ""), [
      { search: "tag:beach sun", name: "Strände", isSaved: true },
      { search: "car", isSaved: false },
    ]);
  });

  test("hold the words that are typed, by name too, whatever the accents; never what stands in the box", () => {
    assert.deepEqual(
      offeredSearches(bookmarks, ["red car", "car"], "STRAN").map(({ search }) => search),
      ["tag:beach sun"],
    );
    assert.deepEqual(
      offeredSearches(bookmarks, ["red car", "car"], "car").map(({ search }) => search),
      ["red car"],
    );
  });
});
