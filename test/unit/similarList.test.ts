/** The list of what is like an image: its order, and what narrows it. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { SearchHit } from "../../src/shared/model.ts";
import type { GridQuery } from "../../src/shared/protocol.ts";
import { Library } from "../../src/extension/core/library.ts";
import type { ImageRow } from "../../src/extension/core/rows.ts";
import { GridLists, type FindSimilar, type SearchImages } from "../../src/extension/core/views/gridList.ts";
import { gridQuery } from "../../src/extension/core/views/requests.ts";

const never = new AbortController().signal;
const everything: GridQuery = { search: "", sort: "path", states: [], folder: "" };
const library = new Library((text) => text);
library.setFolders([{ key: "P", root: "/photos", name: "photos" }]);
library.put(["a.png", "b/9.png", "b/10.png", "bb/y.png"].map(row));
library.dispose();

function row(path: string): ImageRow {
  const failed = path === "b/9.png";
  return {
    id: `P:${path}`,
    folderKey: "P",
    path,
    size: 10,
    mtimeMs: 1,
    contentKey: "",
    state: failed ? "failed" : "tagged",
    recordHash: "",
    factsKey: "",
    by: "ollama",
    model: "",
    recipe: "",
    failureReason: failed ? "undecodable" : "",
    failureMessage: failed ? "It is broken." : "",
    metadataKey: "-",
    sidecars: "",
    reviewed: "",
  };
}

function hit(id: string): SearchHit {
  return { id, path: id.slice(2), score: 1, strength: 1, why: [], description: "", tags: [] };
}

test("ranks what is like an image, within filters and what the words of the query find well", async () => {
  const near: FindSimilar = (id) =>
    Promise.resolve({
      hits: ["P:b/9.png", "P:b/10.png", "P:bb/y.png"].map(hit),
      notes: { meaning: "used", problems: [], comparedBy: "meaning" },
      ...(id === "P:a.png" ? { strongCount: 2 } : {}),
    });
  const search: SearchImages = () =>
    Promise.resolve({
      hits: ["P:b/10.png", "P:bb/y.png", "P:b/9.png"].map(hit),
      notes: { meaning: "off", problems: [{ at: 0, length: 1, message: "Not understood." }] },
      strongCount: 2,
    });
  const similar = new GridLists(library, search, () => false, near);
  const list = (change: Partial<GridQuery>) => similar.list({ ...everything, similarTo: "P:a.png", ...change }, never);
  const all = await list({});
  assert.deepEqual([all.ids, all.weakHits, all.likeName], [["P:b/9.png", "P:b/10.png"], 1, "a.png"]);
  assert.deepEqual((await list({ states: ["failed"] })).ids, ["P:b/9.png"]);
  const narrowed = await list({ search: "boat" });
  assert.deepEqual([narrowed.ids, narrowed.weakHits], [["P:b/10.png"], 1]);
  assert.deepEqual([narrowed.notes?.comparedBy, narrowed.notes?.problems.length], ["meaning", 1]);
  assert.deepEqual((await list({ search: "boat", allHits: true })).ids, ["P:b/9.png", "P:b/10.png", "P:bb/y.png"]);
  await assert.rejects(list({ similarTo: "P:gone.png" }), { reason: "notFound" });
});

test("a view may ask for what is like an image, by an id that is a text of some length at most", () => {
  assert.equal(gridQuery({ ...everything, similarTo: "P:a.png" }).similarTo, "P:a.png");
  assert.equal("similarTo" in gridQuery(everything), false);
  assert.throws(() => gridQuery({ ...everything, similarTo: 7 }), { reason: "invalidCall" });
  assert.throws(() => gridQuery({ ...everything, similarTo: "x".repeat(201) }), { reason: "invalidCall" });
});
