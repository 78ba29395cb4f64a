/** Filters and counts that every catalog must answer alike, over words and over vectors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalog, CatalogDocument, CatalogFilter } from "../../src/extension/core/catalogPort.ts";
import type { Condition } from "../../src/extension/core/search/condition.ts";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { holds } from "../fakes/conditionsInMemory.ts";
import { documentOf, filterOf, idsOf, leaf } from "../fixtures/catalogDocuments.ts";
import type { WithCatalog } from "./catalogVectors.contract.ts";

const signal = new AbortController().signal;
const vector = Float32Array.from([0.6, 0.8, 0, 0]);

const library: readonly CatalogDocument[] = [
  documentOf("beach", {
    path: "Photos/2024/Beach day_01.jpg",
    tags: ["Beach", "red car"],
    description: "A red car on the beach",
    text: "NO PARKING 100%",
    alt: "A car",
    size: 5_000_000,
    width: 4000,
    height: 3000,
    takenAt: "2024-05-01T10:00:00",
    camera: "Canon EOS",
    place: "51.8,-3.3",
    kind: "photo",
    colours: ["blue", "beige"],
    model: "hf.co/Org/Gemma3:4b",
    metadataKey: "words",
    file: { keywords: [], rating: 4 },
  }),
  documentOf("hut", {
    path: "Photos/2023/IMG_20230101.png",
    tags: ["beach hut", "it's", "Böse"],
    description: "A hut by night",
    size: 90_000,
    mtimeMs: new Date(2023, 5, 1, 12).getTime(),
    width: 800,
    height: 600,
    format: "png",
    kind: "screenshot",
    colours: ["red", "white"],
    state: "edited",
    by: "builtin",
    model: "1",
    metadataKey: "words",
    file: { keywords: [], rating: 2 },
  }),
  documentOf("new", {
    path: "new/x.HEIC",
    state: "untagged",
    format: "heic",
    size: 2_000_000,
    mtimeMs: new Date(2024, 11, 31, 23, 59).getTime(),
    by: "",
    model: "",
  }),
  documentOf("odd", {
    path: "my pictures/a%b_c's \\ (1).webp",
    tags: ["100%_x", "a\\b", 'c"d'],
    text: "50% of_f 'q' \\ end",
    description: "Odd",
    state: "failed",
    format: "webp",
    mtimeMs: new Date(2022, 0, 1).getTime(),
  }),
  documentOf("other", {
    folderKey: "two",
    path: "Photos/old/100xxx.jpg",
    tags: ["beach"],
    description: "A dog",
    width: 100,
    height: 2000,
    mtimeMs: new Date(2021, 6, 1).getTime(),
    kind: "photo",
    colours: ["white"],
    metadataKey: "words",
    file: { keywords: [], rating: -1 },
  }),
];

/** Which images each query finds, in the order of the library. */
const cases: Readonly<Record<string, string>> = {
  "tag:beach": "beach other",
  "tag:BEACH -tag:dog": "beach other",
  "tag:beach*": "beach hut other",
  "tag:bea*": "beach hut other",
  "tag:each*": "",
  "tag:bose": "hut",
  "tag:it's": "hut",
  "tag:100%_x": "odd",
  "tag:100%*": "odd",
  "tag:%": "",
  "tag:a\\b": "odd",
  'tag:c"d': "odd",
  "tag:c'd": "odd",
  "tag:it’s": "hut",
  'tag:"red car",böse': "beach hut",
  "-tag:*": "new",
  "folder:photos": "beach hut other",
  "folder:Photos/2024": "beach",
  "folder:2024,old": "beach other",
  "folder:/2024": "",
  "folder:/photos/2023": "hut",
  "folder:photo": "",
  'folder:"MY PICTURES"': "odd",
  "-folder:photos": "new odd",
  "name:beach": "beach",
  'name:"beach day"': "beach",
  "name:IMG_*": "hut",
  "name:IMG?2023*.png": "hut",
  "name:*.jpg": "beach other",
  "name:100*": "other",
  "name:a%b": "odd",
  "name:a%*": "odd",
  "name:y%": "",
  "name:_": "beach hut odd",
  'name:"c\'s \\ (1)"': "odd",
  "name:*\\*": "odd",
  "text:parking": "beach",
  'text:"no parking 100%"': "beach",
  "text:of_f": "odd",
  "text:ofxf": "",
  "text:'q'": "odd",
  'text:"\\ end"': "odd",
  "type:png": "hut",
  "type:jpg": "beach other",
  "type:heic,webp": "new odd",
  "-type:jpeg": "hut new odd",
  "kind:photo": "beach other",
  "kind:photo,screenshot": "beach hut other",
  "color:white": "hut other",
  "color:red color:white": "hut",
  "is:tagged": "beach hut other",
  "is:edited": "hut",
  "is:untagged": "new",
  "is:failed": "odd",
  "-is:tagged": "new odd",
  "has:alt": "beach",
  "has:gps": "beach",
  "has:camera": "beach",
  "has:text": "beach odd",
  "has:description": "beach hut odd other",
  "-has:tags": "new",
  "date:2024": "beach new",
  "date:2024-05-01": "beach",
  "date:2024-05-02": "",
  "date:2024-12-31": "new",
  "date:2023..2024-05": "beach hut",
  "date:<2023": "odd other",
  "date:2022-01-01": "odd",
  "size:>1mb": "beach new",
  "size:50kb..100kb": "hut",
  "size:<=1000b": "odd other",
  "w>1000": "beach",
  "w:800": "hut",
  "w<801": "hut other",
  "h:600..2000": "hut other",
  "-w>1000": "hut new odd other",
  "rating:>=4": "beach",
  "rating:>1": "beach hut",
  "rating:2": "hut",
  "rating:2..4": "beach hut",
  "rating:4,2": "beach hut",
  "rating:5": "",
  "rating:0": "new odd",
  "rating:none": "new odd",
  "rating:rejected": "other",
  "-rating:none": "beach hut other",
  "rating>=1 kind:photo": "beach",
  "model:gemma3": "beach odd other",
  "model:hf.co/org": "beach",
  "model:builtin": "hut",
  '"red car"': "beach",
  "+hut": "hut",
  "-car": "hut new odd other",
  "tag:beach OR is:failed": "beach odd other",
  "(kind:photo w>1000) OR (kind:screenshot color:red)": "beach hut",
  "-(tag:beach OR is:failed)": "hut new",
  '"red car" OR name:x': "beach new other",
  "tag:beach -(kind:photo w>1000)": "other",
  "is:tagged is:failed": "",
};

/** Adds the tests for one kind of catalog. */
export function filtering(withCatalog: WithCatalog): void {
  const filled = (work: (catalog: Catalog) => Promise<void>): Promise<void> =>
    withCatalog(async (catalog) => {
      await catalog.upsert(library, signal);
      const vectors = library.map(({ id, recordHash }) => ({ id, recordHash, vector }));
      await catalog.putVectors("e", vectors, signal);
      await work(catalog);
    });
  const inOrder = (ids: readonly string[]): string =>
    library.flatMap(({ id }) => (ids.includes(id) ? [id] : [])).join(" ");

  test("finds by every filter of the query language what fulfils it, and nothing else", () =>
    filled(async (catalog) => {
      for (const [query, expected] of Object.entries(cases)) {
        const { where, problems } = parseQuery(query);
        assert.deepEqual(problems, [], query);
        const filter: CatalogFilter = { folderKeys: ["one", "two"], where: where as Condition };
        const listed = idsOf(await catalog.textSearch({ words: [], conditionWords: [] }, filter, 99, signal));
        assert.equal(inOrder(listed), expected, query);
        assert.equal(listed.length, expected.split(" ").filter(Boolean).length, query);
        const nearest = idsOf(await catalog.vectorSearch("e", vector, filter, 99, signal));
        assert.equal(inOrder(nearest), expected, `${query}, by vectors`);
      }
    }));

  test("knows library folders apart, by key in a condition too", () =>
    filled(async (catalog) => {
      const found = async (where: Condition, folderKeys = ["one", "two"]): Promise<string> =>
        inOrder(idsOf(await catalog.textSearch({ words: [], conditionWords: [] }, { folderKeys, where }, 9, signal)));
      const photos = { field: "folder", path: "photos", isFromTop: true } as const;
      assert.equal(await found(leaf({ ...photos, folderKey: "two" })), "other");
      assert.equal(await found(leaf(photos), ["two"]), "other");
      assert.equal(await found(leaf({ field: "folder", path: "", folderKey: "two" })), "other");
      assert.equal(await found(leaf({ field: "under", path: "photos" })), "");
      assert.equal(await found(leaf({ field: "under", path: "Photos/2024" })), "beach");
    }));

  test("takes thousands of alternatives, and brackets as deep as a query may nest them", () =>
    filled(async (catalog) => {
      const many = Array.from({ length: 1000 }, (_, index) => leaf({ field: "tag", name: `t${index}` }));
      const found = async (where: Condition): Promise<string[]> =>
        idsOf(await catalog.textSearch({ words: [], conditionWords: [] }, filterOf({ where }), 9, signal));
      assert.deepEqual(await found({ any: [...many, leaf({ field: "tag", name: "böse" })] }), ["hut"]);
      const expected = (where: Condition): string[] =>
        idsOf(library.filter((document) => document.folderKey === "one" && holds(document, where))).sort();
      assert.equal((await found({ all: many.map((one) => ({ not: one })) })).length, 4);
      const nested = (depth: number): string =>
        depth === 0 ? "tag:böse" : `-(a${depth} OR (tag:* ${nested(depth - 1)}))`;
      const { where, problems } = parseQuery(nested(4));
      assert.deepEqual(problems, []);
      assert.deepEqual((await found(where as Condition)).sort(), expected(where as Condition));
      const wide = Array.from({ length: 8 }).reduce<string>(
        (inner) => `-(tag:x ${"tag:y ".repeat(120)} OR ${inner})`,
        "tag:böse",
      );
      const deep = parseQuery(wide);
      assert.deepEqual(deep.problems, []);
      assert.deepEqual((await found(deep.where as Condition)).sort(), expected(deep.where as Condition));
    }));

  test("counts the values of all images, of those of a filter, and of those named", () =>
    filled(async (catalog) => {
      const all = await catalog.facets({ filter: { folderKeys: ["one", "two"] } }, 50, signal);
      assert.deepEqual([all.total, all.unmeasured], [5, 2]);
      assert.deepEqual(all.kinds, counts({ photo: 2, screenshot: 1 }));
      assert.deepEqual(all.formats, counts({ jpeg: 2, heic: 1, png: 1, webp: 1 }));
      assert.deepEqual(all.years, counts({ 2024: 2, 2021: 1, 2022: 1, 2023: 1 }, ["2024", "2021", "2022", "2023"]));
      assert.deepEqual(all.colours, counts({ white: 2, beige: 1, blue: 1, red: 1 }));
      assert.deepEqual(all.states, counts({ tagged: 2, edited: 1, failed: 1, untagged: 1 }));
      assert.deepEqual(
        all.models,
        counts({ "gemma3:4b": 2, 1: 1, "hf.co/Org/Gemma3:4b": 1 }, ["gemma3:4b", "1", "hf.co/Org/Gemma3:4b"]),
      );
      assert.deepEqual(
        all.tags.slice(0, 1).map(({ value, count }) => [value.toLowerCase(), count]),
        [["beach", 2]],
      );
      assert.equal(all.tags.length, 8);
      const photos = { folderKey: "one", value: "Photos/2024", count: 1 };
      assert.ok(
        all.folders.some((folder) => JSON.stringify({ ...photos, ...folder }) === JSON.stringify({ ...photos })),
      );
      const some = await catalog.facets(
        { filter: filterOf({ where: leaf({ field: "tag", name: "beach" }) }) },
        50,
        signal,
      );
      assert.deepEqual([some.total, some.folders], [1, [{ folderKey: "one", value: "Photos/2024", count: 1 }]]);
      const named = await catalog.facets({ folderKeys: ["one"], ids: ["hut", "hut", "other", "none"] }, 50, signal);
      assert.deepEqual([named.total, named.states], [1, counts({ edited: 1 })]);
      assert.equal((await catalog.facets({ filter: { folderKeys: ["one"] } }, 2, signal)).tags.length, 2);
    }));

  test("counts what was written a moment ago, and no longer what was removed", () =>
    filled(async (catalog) => {
      const total = async (): Promise<number> => (await catalog.facets({ filter: filterOf() }, 9, signal)).total;
      assert.equal(await total(), 4);
      await catalog.upsert([documentOf("late", { kind: "icon" })], signal);
      assert.equal(await total(), 5);
      await catalog.remove(["late", "new"], signal);
      assert.equal(await total(), 3);
    }));

  test("filters by facts that came later than the record, in words and vectors", () =>
    filled(async (catalog) => {
      const [beach] = library;
      assert.ok(beach);
      await catalog.upsert([{ ...beach, factsKey: "later", kind: "drawing", width: 10 }], signal);
      const filter = filterOf({
        where: { all: [leaf({ field: "kind", name: "drawing" }), leaf({ field: "width", below: 11 })] },
      });
      assert.deepEqual(idsOf(await catalog.vectorSearch("e", vector, filter, 9, signal)), ["beach"]);
      assert.deepEqual(idsOf(await catalog.textSearch({ words: ["car"], conditionWords: [] }, filter, 9, signal)), [
        "beach",
      ]);
      assert.equal((await catalog.documents(["beach"], signal))[0]?.kind, "drawing");
    }));
}

function counts(values: Readonly<Record<string, number>>, order = Object.keys(values)): object[] {
  return order.map((value) => ({ value, count: values[value] }));
}
