/** Records whose images are gone: looked for only when asked, told of drives that are away, and let go when they are back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ExpectedError } from "../../src/shared/failures.ts";
import { emptyRecord } from "../../src/shared/model.ts";
import { Library } from "../../src/extension/core/library.ts";
import { MissingImages } from "../../src/extension/core/missingImages.ts";
import { searchWithMissing } from "../../src/extension/core/search/missingSearch.ts";
import { ImageSearch } from "../../src/extension/core/search/searchImages.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";

const { signal } = new AbortController();

async function scene() {
  const library = new Library((text) => text);
  const folder = { key: "a", root: "/a", name: "a" };
  library.setFolders([folder]);
  const catalog = new MemoryCatalog();
  await catalog.open(signal);
  const world = { gone: ["x/dog.png", "cat.png"], isAway: false, looks: 0, nowMs: 0 };
  const missing = new MissingImages({
    library,
    catalog,
    records: { read: ({ path }) => Promise.resolve({ ...emptyRecord, description: `A ${path.replace(/\W/g, " ")}.` }) },
    clock: { now: () => world.nowMs },
    hash: (text) => text,
    find: () => {
      world.looks++;
      if (world.isAway) throw new ExpectedError("volumeMissing", "Connect the drive.");
      return Promise.resolve(world.gone);
    },
  });
  const searching = new ImageSearch({ catalog });
  const options = { mode: "text", limit: 10, folderKeys: ["a"] } as const;
  const search = (query: string) => searchWithMissing(searching, missing, query, options, signal);
  const find = async (query: string): Promise<string[]> => (await search(query)).hits.map(({ path }) => path).sort();
  return { world, missing, catalog, search, find };
}

test("they are looked for by is:orphan alone, and kept for a while", async () => {
  const { world, find, search } = await scene();
  assert.deepEqual(await find("dog"), []);
  assert.deepEqual(await find("-is:orphan"), []);
  assert.equal(world.looks, 0);
  assert.deepEqual(await find("is:orphan"), ["cat.png", "x/dog.png"]);
  assert.equal((await search("is:orphan")).notes.missing, 2);
  assert.deepEqual(await find("is:orphan folder:x"), ["x/dog.png"]);
  assert.equal((await search("is:orphan dog")).hits[0]?.path, "x/dog.png");
  assert.deepEqual(await find("is:orphan used:true"), ["cat.png", "x/dog.png"], "nobody reads documents here");
  assert.equal(world.looks, 1);
  assert.deepEqual(await find("dog"), []);
});

test("those that are back leave the catalog at the next look", async () => {
  const { world, missing, catalog, find } = await scene();
  await find("is:orphan");
  world.gone = ["cat.png"];
  missing.forget();
  assert.deepEqual(await find("is:orphan"), ["cat.png"]);
  assert.equal((await catalog.rows(["missing:a"], signal)).length, 1);
});

test("a drive that is away is told at its place, and nothing of it is called missing", async () => {
  const { world, missing, search } = await scene();
  await search("is:orphan");
  world.isAway = true;
  missing.forget();
  const { hits, notes } = await search("dog is:orphan");
  assert.deepEqual(hits, []);
  assert.deepEqual(notes.problems, [{ at: 7, length: 6, message: "Connect the drive." }]);
});
