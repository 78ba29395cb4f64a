/** What a search shows: in which order, how much of it, and what it can be narrowed by. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Facets } from "../../src/extension/core/catalogPort.ts";
import type { LibraryFolder } from "../../src/extension/core/ports.ts";
import { facetGroups } from "../../src/extension/core/views/facetView.ts";
import { FolderLabels } from "../../src/extension/core/views/folderLabels.ts";
import { GridLists, type SearchImages } from "../../src/extension/core/views/gridList.ts";
import type { GridQuery } from "../../src/shared/protocol.ts";
import { everything, hit, libraryOf, never, other, photos, row } from "../fixtures/viewRows.ts";

describe("the list of a search", () => {
  const library = libraryOf(
    [photos],
    [row(photos, "a.png", "tagged", 5), row(photos, "b/10.png", "tagged", 9), row(photos, "b/9.png", "failed", 7)],
  );
  const found: SearchImages = () =>
    Promise.resolve({
      hits: ["P:b/10.png", "P:a.png", "P:b/9.png"].map(hit),
      notes: { meaning: "used", problems: [] },
      strongCount: 2,
    });
  const lists = new GridLists(library, found);
  const listOf = (query: Partial<GridQuery>) => lists.list({ ...everything, search: "boat", ...query }, never);

  test("leaves out what is far weaker than the best and says how much, until all is asked for", async () => {
    const { ids, weakHits } = await listOf({});
    assert.deepEqual([ids, weakHits], [["P:b/10.png", "P:a.png"], 1]);
    const all = await listOf({ allHits: true });
    assert.deepEqual([all.ids, all.weakHits], [["P:b/10.png", "P:a.png", "P:b/9.png"], undefined]);
  });

  test("allows a search to leave out weak hits until all is asked for, and says where there are more of them", async () => {
    const asked: boolean[] = [];
    const search: SearchImages = (_text, { allHits }) => {
      asked.push(allHits);
      const hits = ["P:b/10.png", "P:b/9.png"].map(hit);
      return Promise.resolve({
        hits,
        notes: { meaning: "used", problems: [] },
        strongCount: 1,
        ...(!allHits && { hasMore: true as const }),
      });
    };
    const large = new GridLists(library, search);
    const few = await large.list({ ...everything, search: "boat" }, never);
    assert.deepEqual([few.weakHits, few.hasMoreWeak], [1, true]);
    const narrowed = await large.list({ ...everything, search: "boat", states: ["tagged"] }, never);
    assert.deepEqual([narrowed.weakHits, narrowed.hasMoreWeak], [0, true]);
    const all = await large.list({ ...everything, search: "boat", allHits: true }, never);
    assert.deepEqual([all.weakHits, all.hasMoreWeak], [undefined, undefined]);
    assert.deepEqual(asked, [false, false, true]);
  });

  test("is narrowed to a set, with and without words, until the set is forgotten", async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const search: SearchImages = (text, { within, allHits }, signal) => {
      asked.push(within && [...within]);
      return found(text, { allHits, ...(within && { within }) }, signal);
    };
    const sets = new GridLists(library, search);
    const within = sets.sets.keep(["P:a.png", "P:b/9.png", "P:gone.png"]);
    const some = await sets.list({ ...everything, within }, never);
    assert.deepEqual([some.ids, some.withinCount], [["P:a.png", "P:b/9.png"], 3]);
    const words = await sets.list({ ...everything, search: "boat", within, allHits: true }, never);
    assert.deepEqual([words.ids, words.withinCount], [["P:a.png", "P:b/9.png"], 3]);
    assert.deepEqual(asked, [["P:a.png", "P:b/9.png", "P:gone.png"]]);
    for (let other = 0; other < 25; other++) sets.sets.keep([]);
    await assert.rejects(sets.list({ ...everything, search: "sea", within }, never), { reason: "notFound" });
  });

  test("counts as weak only what the grid's own filters let through", async () => {
    assert.equal((await listOf({ states: ["tagged"] })).weakHits, undefined);
    assert.deepEqual((await listOf({ states: ["failed"] })).ids, []);
  });

  test("is ordered as asked, by relevance where nothing is", async () => {
    const all = (searchSort: NonNullable<GridQuery["searchSort"]>) => listOf({ allHits: true, searchSort });
    assert.deepEqual((await all("relevance")).ids, ["P:b/10.png", "P:a.png", "P:b/9.png"]);
    assert.deepEqual((await all("path")).ids, ["P:a.png", "P:b/9.png", "P:b/10.png"]);
    assert.deepEqual((await all("newest")).ids, ["P:b/10.png", "P:b/9.png", "P:a.png"]);
    assert.deepEqual((await all("oldest")).ids, ["P:a.png", "P:b/9.png", "P:b/10.png"]);
    assert.deepEqual((await all("name")).ids, ["P:b/9.png", "P:b/10.png", "P:a.png"]);
  });
});

describe("what a query can be narrowed by", () => {
  const none: Facets = {
    total: 10,
    unmeasured: 0,
    folders: [],
    tags: [],
    kinds: [],
    formats: [],
    years: [],
    colours: [],
    states: [],
    models: [],
  };
  const groups = (facets: Partial<Facets>, folders: readonly LibraryFolder[] = [photos], stale = 0) =>
    facetGroups({ ...none, ...facets }, stale, new FolderLabels(folders)).map(({ field, values }) => [
      field,
      values.map(({ value, count }) => `${value}=${count}`).join(" "),
    ]);

  test("has no group without a value", () => {
    assert.deepEqual(groups({}), []);
    assert.deepEqual(groups({ models: [{ value: "", count: 10 }] }), []);
  });

  test("counts in a folder what lies below it, but not in one that holds everything", () => {
    const folders = [
      { folderKey: "P", value: "a/b", count: 4 },
      { folderKey: "P", value: "a", count: 2 },
      { folderKey: "P", value: "", count: 4 },
    ];
    assert.deepEqual(groups({ folders }), [["folder", "/a=6 /a/b=4"]]);
    assert.deepEqual(groups({ folders: [{ folderKey: "P", value: "a", count: 10 }] }), []);
  });

  test("names library folders where there are several", () => {
    const folders = [
      { folderKey: "P", value: "", count: 4 },
      { folderKey: "O", value: "x", count: 6 },
    ];
    assert.deepEqual(groups({ folders }, [photos, other]), [["folder", "/photos (2)=6 /photos (2)/x=6 /photos=4"]]);
  });

  test("takes edited images for tagged ones, as the query language does; years are in their order", () => {
    const states = [
      { value: "tagged", count: 5 },
      { value: "edited", count: 3 },
      { value: "interrupted", count: 2 },
    ];
    const years = [
      { value: "2019", count: 8 },
      { value: "2024", count: 2 },
    ];
    assert.deepEqual(groups({ states, years }, [photos], 1), [
      ["date", "2024=2 2019=8"],
      ["is", "tagged=8 untagged=2 edited=3 stale=1"],
    ]);
  });
});
