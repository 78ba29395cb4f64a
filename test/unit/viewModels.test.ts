/** Plain models of the editor's part: checked requests, bookmarks, roots, text for trees, remedies. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { JobTally } from "../../src/extension/core/jobTally.ts";
import { isDecodableName, isImageName } from "../../src/extension/core/imageNames.ts";
import { withIgnoredRecords } from "../../src/extension/core/recordFileRules.ts";
import { patienceMs, remediesFor } from "../../src/extension/core/remedies.ts";
import { commonFolder, placeIn, withoutNested } from "../../src/extension/core/roots.ts";
import * as marks from "../../src/extension/core/views/bookmarks.ts";
import { displayText, shortBytes, shortDuration } from "../../src/extension/core/views/displayText.ts";
import { altOf } from "../../src/extension/core/views/recordView.ts";
import * as read from "../../src/extension/core/views/requests.ts";
import { emptyRecord } from "../../src/shared/model.ts";

const invalid = { reason: "invalidCall" };

describe("requests of a webview", () => {
  test("are taken where every field is as it should be", () => {
    const query = { search: "boat", sort: "name", states: ["failed"], folder: "a" };
    assert.deepEqual(read.gridQuery({ ...query, extra: 1 }), query);
    assert.deepEqual(read.recordEdit({ alt: "x", tags: ["a"], path: "/etc" }), { alt: "x", tags: ["a"] });
  });

  test("are refused where a field is missing, of another kind, too long or unknown", () => {
    const wrong: (() => unknown)[] = [
      () => read.fields("text"),
      () => read.fields(null),
      () => read.gridQuery({ search: 1, sort: "path", states: [], folder: "" }),
      () => read.gridQuery({ search: "", sort: "__proto__", states: [], folder: "" }),
      () => read.gridQuery({ search: "x".repeat(3_000), sort: "path", states: [], folder: "" }),
      () => read.gridQuery({ search: "", sort: "path", states: ["lost"], folder: "" }),
      () => read.recordEdit({ tags: "a,b" }),
      () => read.recordEdit({ tags: Array.from({ length: 500 }, () => "a") }),
      () => read.count(-1, "limit", 10),
      () => read.count(1.5, "limit", 10),
      () => read.count(11, "limit", 10),
      () => read.texts(["a", 2], "ids", 10),
      () => read.imageAction("delete"),
      () => read.viewCommand("workbench.action.terminal.new"),
      () => read.viewName("settings"),
    ];
    for (const call of wrong) assert.throws(call, invalid);
  });
});

describe("bookmarks", () => {
  const image = (path: string): marks.Bookmark => ({ kind: "image", folderKey: "K", path });
  const folder: marks.Bookmark = { kind: "folder", folderKey: "K", path: "a" };
  const search: marks.Bookmark = { kind: "search", search: "red car" };

  test("are read back as they were kept, without what is none", () => {
    const kept: unknown = JSON.parse(JSON.stringify([image("a/x.png"), folder, { ...search, name: "Cars" }]));
    assert.deepEqual(marks.readBookmarks(kept), [image("a/x.png"), folder, { ...search, name: "Cars" }]);
    assert.deepEqual(marks.readBookmarks([null, 3, { kind: "image" }, { kind: "search", search: "" }]), []);
    assert.deepEqual(marks.readBookmarks("nothing"), []);
  });

  test("are added once", () => {
    assert.deepEqual(marks.withBookmarks([search], [{ kind: "search", search: " red car " }, folder]), [
      search,
      folder,
    ]);
  });

  test("are renamed, and get their own name back for an empty one", () => {
    const named = marks.renamed([search, folder], marks.bookmarkKey(search), " Cars ");
    assert.deepEqual(named, [{ ...search, name: "Cars" }, folder]);
    assert.deepEqual(marks.renamed(named, marks.bookmarkKey(search), ""), [search, folder]);
  });

  test("are moved before another one or to the end", () => {
    const all = [search, folder, image("x")];
    const keys = new Set([marks.bookmarkKey(image("x"))]);
    assert.deepEqual(marks.reordered(all, keys, marks.bookmarkKey(search)), [image("x"), search, folder]);
    assert.deepEqual(marks.reordered(all, new Set([marks.bookmarkKey(search)]), undefined), [
      folder,
      image("x"),
      search,
    ]);
  });

  test("follow a moved image and a renamed folder, in their own library folder alone", () => {
    const all = [image("a/x.png"), folder, search, { ...image("a/x.png"), folderKey: "L" }];
    const moved = marks.followingImages(all, "K", [{ from: "a/x.png", to: "b/y.png" }]);
    assert.deepEqual(moved, [image("b/y.png"), folder, search, { ...image("a/x.png"), folderKey: "L" }]);
    const renamed = marks.followingFolder(all, "K", "a", "new");
    assert.deepEqual(renamed.slice(0, 2), [image("new/x.png"), { ...folder, path: "new" }]);
    assert.equal(marks.followingFolder(all, "K", "ab", "c"), all);
  });
});

describe("names of images", () => {
  test("are told by their extension in any case, and those that decode from those that are only listed", () => {
    for (const name of ["a.JPG", "b/c.tiff", "x.y.svg"]) assert.ok(isDecodableName(name) && isImageName(name), name);
    for (const name of ["a.HEIC", "b/c.cr3"]) assert.ok(!isDecodableName(name) && isImageName(name), name);
    for (const name of ["a.txt", ".png", "b/.jpg", "png", "a.png/b", "a.png.bak"]) assert.ok(!isImageName(name), name);
  });
});

describe("roots and places", () => {
  const at = (root: string) => ({ folder: { key: root, root, name: root }, realPath: root });

  test("leave out a folder inside another and one that is named twice", () => {
    const kept = withoutNested([at("/a/b"), at("/a"), at("/ab"), at("/a")]);
    assert.deepEqual(
      kept.map(({ root }) => root),
      ["/a", "/ab"],
    );
  });

  test("find the library folder of a path, and none outside", () => {
    const folders = [at("/a").folder, at("/ab").folder];
    assert.equal(placeIn(folders, "/ab/x/y.png")?.path, "x/y.png");
    assert.equal(placeIn(folders, "/a/..b.png")?.path, "..b.png");
    assert.equal(placeIn(folders, "/b/x.png"), undefined);
  });

  test("know the folder that holds several", () => {
    assert.equal(commonFolder(["a/b/c", "a/b/d", "a/b"]), "a/b");
    assert.equal(commonFolder(["a/b", "ab"]), "");
    assert.equal(commonFolder(["a/b"]), "a/b");
  });
});

describe("text for trees and quick picks", () => {
  test("has no icons, controls or direction marks of a name", () => {
    assert.equal(displayText("a$(error)\u202Eb\nc\u0000"), "a$ (error)b c");
  });

  test("is cut at its limit", () => {
    assert.equal(displayText("word ".repeat(200), 50).length <= 50, true);
  });

  test("says times and sizes shortly", () => {
    assert.deepEqual([0.2, 45, 540, 9_000].map(shortDuration), ["1 s", "45 s", "9 min", "2.5 h"]);
    assert.deepEqual([640_000, 47e6, 3.34e9].map(shortBytes), ["640 KB", "47 MB", "3.3 GB"]);
  });
});

describe("the end of a job", () => {
  test("is worth a word after a minute, if anything was done", () => {
    const done = (count: number): JobTally => {
      const tally = new JobTally(1_000);
      for (let index = 0; index < count; index++) tally.take({ state: index === 0 ? "failed" : "completed" });
      tally.take({ state: "interrupted" });
      tally.take({ state: "skipped" });
      return tally;
    };
    assert.equal(done(500).isWorthAWord(30_000), false);
    assert.equal(done(1).isWorthAWord(70_000), true);
    assert.equal(done(0).isWorthAWord(70_000), false);
    assert.deepEqual([done(3).completed, done(3).failed], [2, 1]);
  });
});

describe("the rest", () => {
  test("record files are added to a .gitignore at its end, once, and nothing of it is changed", () => {
    const before = "node_modules\r\n# mine\r\nimage_metadata.json";
    const after = withIgnoredRecords(before, "Records") ?? "";
    assert.ok(after.startsWith(`${before}\r\n\r\n# Records\r\nimage_metadata.details.json\r\n`));
    assert.equal(withIgnoredRecords(after, "Records"), undefined);
  });

  test("remedies are offered for what stops the queue, and none for one image's own failure", () => {
    assert.deepEqual(remediesFor("engineUnreachable"), ["tryAgain", "useBuiltin", "chooseEngine"]);
    assert.equal(remediesFor("modelMissing")[0], "pullModel");
    assert.deepEqual(remediesFor("undecodable"), []);
  });

  test("starting Ollama is offered first where it could be started, and only for a server that does not answer", () => {
    assert.deepEqual(remediesFor("engineUnreachable", true), ["startOllama", "tryAgain", "useBuiltin"]);
    assert.deepEqual(remediesFor("engineBusy", true), remediesFor("engineBusy"));
  });

  test("a server that is away is waited for; a full disk and a model that cannot see are not", () => {
    assert.equal(patienceMs("engineUnreachable"), Number.POSITIVE_INFINITY);
    assert.deepEqual([patienceMs("diskFull"), patienceMs("modelWithoutVision")], [0, 0]);
  });

  test("the alt text is the record's own, else its description", () => {
    assert.equal(altOf({ ...emptyRecord, description: "A boat." }), "A boat.");
    assert.equal(altOf({ ...emptyRecord, description: "A boat.", alt: "Boat" }), "Boat");
    assert.equal(altOf(undefined), "");
  });
});
