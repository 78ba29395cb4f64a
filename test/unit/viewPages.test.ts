/** What the views are shown: lists, pages, sections, folders, and answers that several callers share. */
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { ExpectedError } from "../../src/shared/failures.ts";
import type { GridQuery } from "../../src/shared/protocol.ts";
import { countByFolder, folderNodes } from "../../src/extension/core/views/folderNodes.ts";
import { FolderLabels } from "../../src/extension/core/views/folderLabels.ts";
import { fillPage, GridLists, type DetailHits, type SearchImages } from "../../src/extension/core/views/gridList.ts";
import { gridPage } from "../../src/extension/core/views/gridPage.ts";
import { suggestTags } from "../../src/extension/core/views/tagSuggestions.ts";
import { everything, hit, libraryOf, never, other, photos, row } from "../fixtures/viewRows.ts";

const noSearch: SearchImages = () => Promise.reject(new Error("not searched"));

describe("the list of the grid", () => {
  const library = libraryOf(
    [photos],
    [
      row(photos, "b/10.png", "tagged", 5),
      row(photos, "b/9.png", "failed", 9),
      row(photos, "a.png", "untagged", 7),
      row(photos, "b/c/x.png", "tagged", 1),
      row(photos, "bb/y.png", "tagged", 2),
    ],
  );
  const lists = new GridLists(library, noSearch);
  const paths = async (query: Partial<GridQuery>): Promise<readonly string[]> =>
    (await lists.list({ ...everything, ...query }, never)).ids.map((id) => id.slice(2));

  test("is in the order of folders and names, numbers by value", async () => {
    assert.deepEqual(await paths({}), ["a.png", "b/9.png", "b/10.png", "b/c/x.png", "bb/y.png"]);
  });

  test("has sections whose counts add up to the total", async () => {
    const { sections, ids } = await lists.list(everything, never);
    assert.deepEqual(
      sections.map(({ folder, count }) => `${folder}=${count}`),
      ["=1", "b=2", "b/c=1", "bb=1"],
    );
    assert.equal(
      sections.reduce((sum, { count }) => sum + count, 0),
      ids.length,
    );
  });

  test("sorts by name, by time and by state without sections", async () => {
    assert.deepEqual(await paths({ sort: "name" }), ["b/9.png", "b/10.png", "a.png", "b/c/x.png", "bb/y.png"]);
    assert.deepEqual((await paths({ sort: "newest" })).slice(0, 2), ["b/9.png", "a.png"]);
    assert.deepEqual((await paths({ sort: "state" })).slice(0, 2), ["b/9.png", "a.png"]);
    assert.deepEqual((await lists.list({ ...everything, sort: "name" }, never)).sections, []);
  });

  test("shows only the wanted states and folders, and no folder that merely begins alike", async () => {
    assert.deepEqual(await paths({ states: ["failed"] }), ["b/9.png"]);
    assert.deepEqual(await paths({ folder: "b" }), ["b/9.png", "b/10.png", "b/c/x.png"]);
    assert.deepEqual(await paths({ folder: "nowhere" }), []);
  });

  test("shows stale records beside those of the wanted states", async () => {
    const isStale = (id: string): boolean => id === "P:b/10.png";
    const marked = new GridLists(library, noSearch, isStale);
    const ids = async (states: GridQuery["states"]) => (await marked.list({ ...everything, states }, never)).ids;
    assert.deepEqual(await ids(["stale"]), ["P:b/10.png"]);
    assert.deepEqual(await ids(["stale", "failed"]), ["P:b/9.png", "P:b/10.png"]);
  });

  test("ranks a search as it was found, within the filters, without images that are gone", async () => {
    const search: SearchImages = () =>
      Promise.resolve({
        hits: ["P:bb/y.png", "P:gone.png", "P:b/9.png", "P:b/10.png"].map(hit),
        notes: { meaning: "off", problems: [] },
      });
    const found = await new GridLists(library, search).list({ ...everything, search: "boat", folder: "b" }, never);
    assert.deepEqual(found.ids, ["P:b/9.png", "P:b/10.png"]);
    const parts = { library, labels: lists.labels, progressOf: () => undefined, isStale: () => false };
    const page = gridPage(found, 1, 5, parts);
    assert.deepEqual([page.total, page.items.length, page.items[0]?.description], [2, 1, "a boat"]);
  });

  test("fetches the reasons of hits that a search left bare when their page is shown, and only then", async () => {
    const bare = { ...hit("P:b/10.png"), path: "", description: "", why: [] };
    const search: SearchImages = () =>
      Promise.resolve({
        hits: [{ ...hit("P:b/9.png"), path: "b/9.png" }, bare],
        notes: { meaning: "off", problems: [] },
      });
    const list = await new GridLists(library, search).list({ ...everything, search: "boat" }, never);
    const asked: string[][] = [];
    const details: DetailHits = (text, hits) => {
      asked.push([text, ...hits.map(({ id }) => id)]);
      return Promise.resolve(hits.map(({ id }) => ({ ...hit(id), path: id.slice(2) })));
    };
    await fillPage(list, "boat", { offset: 0, limit: 1 }, details, never);
    assert.deepEqual(asked, []);
    for (let times = 0; times < 2; times++) await fillPage(list, "boat", { offset: 0, limit: 2 }, details, never);
    assert.deepEqual(asked, [["boat", "P:b/10.png"]]);
    assert.equal(list.hits?.get("P:b/10.png")?.description, "a boat");
  });

  test("asks for the same search once while nothing changes, and again after a change", async () => {
    let searches = 0;
    const own = libraryOf([photos], [row(photos, "a.png")]);
    const search: SearchImages = () => {
      searches++;
      return Promise.resolve({ hits: [hit("P:a.png")], notes: { meaning: "off", problems: [] } });
    };
    const counted = new GridLists(own, search);
    const query = { ...everything, search: "boat" };
    await Promise.all([counted.list(query, never), counted.list(query, never)]);
    assert.equal(searches, 1);
    own.put([row(photos, "b.png")]);
    own.dispose();
    await counted.list(query, never);
    assert.equal(searches, 2);
  });

  test("tries a failed search again", async () => {
    let searches = 0;
    const search: SearchImages = () => {
      if (++searches === 1) return Promise.reject(new ExpectedError("catalogUnavailable", "Away."));
      return Promise.resolve({ hits: [], notes: { meaning: "off", problems: [] } });
    };
    const failing = new GridLists(library, search);
    const query = { ...everything, search: "boat" };
    await assert.rejects(failing.list(query, never), { reason: "catalogUnavailable" });
    assert.deepEqual((await failing.list(query, never)).ids, []);
  });

  test("goes on searching for one view when another gives up, and stops when all have", async () => {
    let stop: AbortSignal | undefined;
    const search: SearchImages = (_text, _scope, signal) => {
      stop = signal;
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new ExpectedError("aborted", "Stopped.")));
      });
    };
    const shared = new GridLists(library, search);
    const query = { ...everything, search: "boat" };
    const [one, two] = [new AbortController(), new AbortController()];
    const first = assert.rejects(shared.list(query, one.signal), { reason: "aborted" });
    const second = assert.rejects(shared.list(query, two.signal), { reason: "aborted" });
    one.abort();
    await first;
    assert.equal(stop?.aborted, false);
    two.abort();
    await second;
    await turn();
    assert.equal(stop?.aborted, true);
  });
});

describe("the cards of a page", () => {
  const library = libraryOf([photos], [row(photos, "x/a.png", "failed"), row(photos, "x/b.png", "untagged")]);
  const list = { revision: 3, ids: ["P:x/a.png", "P:x/b.png", "P:gone.png"], sections: [] };
  const page = gridPage(list, 0, 10, {
    library,
    labels: new FolderLabels([photos]),
    progressOf: (id) => (id === "P:x/b.png" ? { step: "tags", progress: 0.5 } : undefined),
    isStale: (id) => id === "P:x/b.png",
  });

  test("tell the failure of a failed image and the progress of one at work", () => {
    assert.deepEqual(page.items[0]?.failure, { reason: "undecodable", message: "It is broken." });
    assert.deepEqual([page.items[1]?.step, page.items[1]?.progress, page.items[1]?.failure], ["tags", 0.5, undefined]);
    assert.deepEqual([page.items[0]?.name, page.items[0]?.folder], ["a.png", "x"]);
  });

  test("say of a stale record that it is one, and of others nothing", () => {
    assert.deepEqual(
      page.items.map(({ stale }) => stale),
      [undefined, true, undefined],
    );
  });

  test("keep the place of an image that is gone", () => {
    assert.equal(page.items[2]?.failure?.reason, "notFound");
  });
});

describe("names of folders", () => {
  test("are paths where there is one library folder", () => {
    const labels = new FolderLabels([photos]);
    assert.equal(labels.label("P", "a/b"), "a/b");
    assert.deepEqual(labels.place("a/b"), { folder: photos, path: "a/b" });
  });

  test("begin with a name of its own for each of several library folders", () => {
    const labels = new FolderLabels([photos, other]);
    assert.equal(labels.label("P", "a"), "photos/a");
    assert.equal(labels.label("O", ""), "photos (2)");
    assert.deepEqual(labels.place("photos (2)/a/b"), { folder: other, path: "a/b" });
    assert.equal(labels.place("elsewhere/a"), undefined);
  });
});

describe("the tree of folders", () => {
  test("counts images of folders below, and draws a chain without images as one line", () => {
    const library = libraryOf(
      [photos, other],
      [
        row(photos, "a.png", "tagged"),
        row(photos, "trips/2024/rome/1.png", "tagged"),
        row(photos, "trips/2024/rome/2.png", "failed"),
      ],
    );
    const [root, empty] = folderNodes(library.folders, library.counts(), (key) => key);
    assert.deepEqual([root?.total, root?.tagged, root?.failed], [3, 2, 1]);
    assert.deepEqual(
      root?.children.map(({ label, above, path, total }) => [label, above, path, total]),
      [["rome", "trips/2024", "trips/2024/rome", 2]],
    );
    assert.equal(empty?.total, 0);
  });
  test("tells what waits and what could not be read, of folders without images too", () => {
    const rows = [
      row(photos, "a/1.png", "untagged"),
      row(photos, "a/b/2.png", "tagged"),
      row(photos, "3.png", "tagged"),
    ];
    const library = libraryOf([photos], rows);
    const ids = rows.slice(0, 2).map(({ id }) => id);
    const waiting = countByFolder(["gone", ...ids], (id) => library.get(id));
    const unreadable = ["secret/inner", "a/1.png"].map((path) => ({ folder: photos, path, message: `No ${path}` }));
    const [root] = folderNodes(library.folders, library.counts(), (key) => key, { waiting, unreadable });
    assert.deepEqual([root?.waiting, root?.unreadable, root?.problem], [2, 2, undefined]);
    assert.deepEqual(
      root?.children.map(({ path, total, waiting: left, problem }) => [path, total, left, problem]),
      [
        ["a", 2, 2, "No a/1.png"],
        ["secret/inner", 0, 0, "No secret/inner"],
      ],
    );
    assert.deepEqual(
      root?.children[0]?.children.map(({ path, waiting: left }) => [path, left]),
      [["a/b", 1]],
    );
  });
});

describe("the counts of folders", () => {
  test("follow every change of an image's state, and are those of a count from anew", () => {
    const start = [
      row(photos, "a/1.png", "untagged"),
      row(photos, "a/2.png", "untagged"),
      row(other, "3.png", "failed"),
    ];
    const library = libraryOf([photos, other], start);
    library.counts();
    const states = ["failed", "untagged", "interrupted", "tagged", "edited"] as const;
    for (const state of states) {
      library.put([row(photos, "a/1.png", state), row(other, "3.png", "tagged")]);
      const anew = libraryOf([photos, other], [...library.rows()]);
      assert.deepEqual(library.counts(), anew.counts(), state);
    }
    assert.deepEqual(
      library.counts().map(({ path, total, tagged, failed }) => [path, total, tagged, failed]),
      [
        ["a", 2, 1, 0],
        ["", 1, 1, 0],
      ],
    );
  });
});

describe("suggested tags", () => {
  test("begin with what was typed, in any case, the most used first", () => {
    const counts = ["red car", "Carnival", "cat", "car"].map((tag) => ({ tag }));
    assert.deepEqual(suggestTags(counts, "CAR"), ["Carnival", "car", "red car"]);
  });

  test("are also words of the vocabulary that no image has yet, each once", () => {
    const counts = ["red car", "Carnival", "car"].map((tag) => ({ tag }));
    assert.deepEqual(suggestTags(counts, "car", ["Car", "caravan"]), ["Carnival", "car", "caravan", "red car"]);
  });

  test("are at most ten", () => {
    const counts = Array.from({ length: 30 }, (_unused, index) => ({ tag: `tag ${index}` }));
    assert.equal(suggestTags(counts, "").length, 10);
  });
});
