/** The list of near-duplicates as the views see it: which images are compared, what is shown, and what is told of each. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import type { CatalogDocument, Likenesses } from "../../src/extension/core/catalogPort.ts";
import type { ImageRow } from "../../src/extension/core/rows.ts";
import { fillCopies } from "../../src/extension/core/views/duplicateList.ts";
import { GridLists, type SearchImages } from "../../src/extension/core/views/gridList.ts";
import { gridPage } from "../../src/extension/core/views/gridPage.ts";
import { gridQuery } from "../../src/extension/core/views/requests.ts";
import type { GridQuery } from "../../src/shared/protocol.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { everything, hit, libraryOf, never, photos, row } from "../fixtures/viewRows.ts";

const hash = "a5c39e176b2df048";
const otherHash = "5a3c61e894d20fb7";
const tagged = (path: string, size: number, contentKey = ""): ImageRow => ({
  ...row(photos, path, "tagged", Date.UTC(2024, 4, size % 28)),
  size,
  contentKey,
});
const rows = [
  tagged("a/large.jpg", 900, "p1:a"),
  tagged("a/small.png", 300, "p1:b"),
  tagged("b/large again.jpg", 900, "p1:a"),
  tagged("b/sea.jpg", 70),
  tagged("b/sea 2.jpg", 60),
  { ...row(photos, "c/new.jpg"), size: 900 },
];
const library = libraryOf([photos], rows);
const looks: Likenesses = {
  ids: rows.map(({ id }) => id),
  dHashes: [hash, hash, hash, otherHash, otherHash, hash],
  widths: [40, 20, 40, 10, 10, 40],
  heights: [30, 15, 30, 10, 10, 30],
};
const search: SearchImages = () =>
  Promise.resolve({
    hits: [hit("P:b/sea 2.jpg")],
    notes: { meaning: "off", problems: [{ at: 0, length: 1, message: "Not understood." }] },
    strongCount: 0,
  });
const lists = new GridLists(
  library,
  search,
  () => false,
  () => Promise.reject(new Error("not asked")),
  () => undefined,
  () => Promise.resolve(looks),
);
const list = (change: Partial<GridQuery> = {}) => lists.list({ ...everything, duplicates: true, ...change }, never);
const paths = async (change: Partial<GridQuery>): Promise<readonly string[]> =>
  (await list(change)).ids.map((id) => id.slice(2));
const first = ["a/large.jpg", "b/large again.jpg", "a/small.png"];
const second = ["b/sea.jpg", "b/sea 2.jpg"];

describe("the list of near-duplicates", () => {
  test("has copies beside each other, the best first, a section for each picture", async () => {
    const { ids, sections, notes } = await list();
    assert.deepEqual(
      ids.map((id) => id.slice(2)),
      [...first, ...second],
    );
    assert.deepEqual(
      sections.map(({ count }) => count),
      [3, 2],
    );
    // what the catalog holds of an untagged image is of an earlier content
    assert.deepEqual(notes, { meaning: "used", problems: [], copies: { unseen: 1, plain: 0, cut: 0, moreGroups: 0 } });
  });

  test("compares the images of a folder with each other alone", async () => {
    assert.deepEqual(await paths({ folder: "a" }), ["a/large.jpg", "a/small.png"]);
    assert.deepEqual(await paths({ folder: "b" }), second);
  });

  test("shows the whole group of what words and states ask for, however weak the hit, and the problems of the words", async () => {
    assert.deepEqual(await paths({ search: "sea" }), second);
    assert.equal((await list({ search: "sea" })).notes?.problems.length, 1);
    assert.deepEqual(await paths({ states: ["failed"] }), []);
    assert.deepEqual(await paths({ states: ["tagged"] }), [...first, ...second]);
  });

  test("is asked for by a view with a plain yes", () => {
    assert.equal(gridQuery({ ...everything, duplicates: true }).duplicates, true);
    for (const value of [undefined, false, 1, "true", {}])
      assert.equal("duplicates" in gridQuery({ ...everything, duplicates: value }), false);
  });
});

describe("what is told of a copy", () => {
  const documents = new Map<string, Partial<CatalogDocument>>([
    ["P:a/large.jpg", { width: 40, height: 30, format: "jpeg", tags: ["Sea", "boat"], description: "A boat" }],
    ["P:b/large again.jpg", { width: 40, height: 30, format: "jpeg", tags: ["sea"], description: "A boat" }],
    ["P:a/small.png", { width: 20, height: 15, format: "png", tags: ["sea"], takenAt: "2020-01-02T03:04:05" }],
  ]);
  const asked: string[][] = [];
  const read = (ids: readonly string[]): Promise<readonly CatalogDocument[]> => {
    asked.push([...ids]);
    return Promise.resolve(ids.flatMap((id) => (documents.has(id) ? [documentOf(id, documents.get(id))] : [])));
  };

  test("is read for the groups of a page alone, once, and stands on its cards", async () => {
    const shown = await list();
    const page = { offset: 1, limit: 1 };
    await fillCopies(shown, page, (id) => library.get(id), read, never);
    await fillCopies(shown, page, (id) => library.get(id), read, never);
    assert.deepEqual(asked, [first.map((path) => `P:${path}`)]);
    const parts = { library, labels: lists.labels, progressOf: () => undefined, isStale: () => false };
    const [best, same, small] = gridPage(shown, 0, 3, parts).items.map(({ copy }) => copy);
    const differs = ["pixels", "bytes", "format", "folder", "day", "tags", "description"];
    assert.deepEqual([best?.differs, small?.differs], [differs, differs]);
    assert.deepEqual([best?.isBest, best?.isIdentical, best?.ownTags], [true, undefined, ["boat"]]);
    assert.deepEqual([same?.isBest, same?.isIdentical, same?.ownTags], [undefined, true, []]);
    assert.deepEqual([small?.width, small?.bytes, small?.day], [20, 300, "2020-01-02T03:04:05"]);
    assert.equal(best?.spareBytes, 1200);
  });

  test("is what rows alone know, where the catalog lacks the documents at the moment", async () => {
    const shown = await list({ folder: "b" });
    await fillCopies(shown, { offset: 0, limit: 10 }, (id) => library.get(id), read, never);
    const copy = shown.groups?.get("P:b/sea.jpg")?.views?.get("P:b/sea.jpg");
    assert.deepEqual([copy?.isBest, copy?.width, copy?.format, copy?.differs], [true, 0, "", ["bytes", "day"]]);
  });

  test("says of identical ones that they are, and calls none the best", async () => {
    const twins = libraryOf([photos], [tagged("a.jpg", 5, "p9:x"), tagged("b.jpg", 5, "p9:x")]);
    const unlooked = () => Promise.resolve({ ids: [], dHashes: [], widths: [], heights: [] });
    const noSearch = () => Promise.reject(new Error("not asked"));
    const none = (): undefined => undefined;
    const twinLists = new GridLists(twins, noSearch, () => false, noSearch, none, unlooked);
    const shown = await twinLists.list({ ...everything, duplicates: true }, never);
    await fillCopies(shown, { offset: 0, limit: 10 }, (id) => twins.get(id), read, never);
    const views = [...(shown.groups?.get("P:a.jpg")?.views?.values() ?? [])];
    assert.deepEqual(
      views.map(({ isBest, areIdentical, differs }) => [isBest, areIdentical, differs]),
      [
        [undefined, true, []],
        [undefined, true, []],
      ],
    );
  });
});
