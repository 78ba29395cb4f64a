/** What every catalog promises, wherever it keeps its rows. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failureOf } from "../../src/shared/failures.ts";
import type { Catalog } from "../../src/extension/core/catalogPort.ts";
import type { Condition } from "../../src/extension/core/search/condition.ts";
import { filtering } from "./catalogFilters.contract.ts";
import { judgingImages } from "./catalogEvidence.contract.ts";
import { searchingVectors, type WithCatalog } from "./catalogVectors.contract.ts";
import { documentOf, filterOf, idsOf, leaf, queryOf } from "../fixtures/catalogDocuments.ts";

/** A catalog made for one test, and how to get rid of it. */
export interface CatalogSetting {
  readonly catalog: Catalog;
  readonly close: () => Promise<void>;
}

const signal = new AbortController().signal;

/** Runs the suite for one kind of catalog. */
export function catalogContract(name: string, start: () => Promise<CatalogSetting>): void {
  const withCatalog = async (work: (catalog: Catalog) => Promise<void>): Promise<void> => {
    const { catalog, close } = await start();
    try {
      assert.deepEqual(await catalog.open(signal), { fresh: true });
      await work(catalog);
    } finally {
      await close();
    }
  };
  const found: Found = async (catalog, words, where, conditionWords = []) =>
    idsOf(
      await catalog.textSearch(queryOf(words, { conditionWords }), filterOf({ ...(where && { where }) }), 100, signal),
    );

  describe(`catalog contract: ${name}`, () => {
    storing(withCatalog);
    searchingText(withCatalog, found);
    searchingVectors(withCatalog);
    judgingImages(withCatalog);
    filtering(withCatalog);
    refusing(withCatalog, start);
  });
}

type Found = (
  catalog: Catalog,
  words: string,
  where?: Condition,
  conditionWords?: readonly string[],
) => Promise<string[]>;

function storing(withCatalog: WithCatalog): void {
  test("gives documents back as they were, in the order asked, without those it does not have", () =>
    withCatalog(async (catalog) => {
      const one = documentOf("1", {
        tags: ["Red car", "it's"],
        description: 'A "dog"\n🐶',
        text: "EXIT\u0000",
        alt: "東京",
      });
      const two = documentOf("2", { state: "failed", failureReason: "undecodable", failureMessage: "No image." });
      await catalog.upsert([one, two], signal);
      assert.deepEqual(await catalog.documents(["2", "none", "1"], signal), [two, one]);
    }));

  test("gives slim rows of the folders asked for, and of no other", () =>
    withCatalog(async (catalog) => {
      const one = documentOf("1", { tags: ["a"], description: "b" });
      await catalog.upsert([one, documentOf("2", { folderKey: "two" })], signal);
      const [row] = await catalog.rows(["one"], signal);
      const inMemory =
        "id folderKey path size mtimeMs contentKey state recordHash factsKey by model recipe failureReason failureMessage metadataKey sidecars reviewed".split(
          " ",
        );
      assert.deepEqual(row, Object.fromEntries(Object.entries(one).filter(([name]) => inMemory.includes(name))));
      assert.equal((await catalog.rows(["one", "two"], signal)).length, 2);
    }));

  test("keeps what it has of a file where a newer document does not speak of it, and searches in it", () =>
    withCatalog(async (catalog) => {
      const file = { keywords: ["Lighthouse"], takenAt: "2010-01-02T03:04:05", altText: "A tower" };
      await catalog.upsert([documentOf("1", { tags: ["sea"], file, metadataKey: "k" })], signal);
      await catalog.upsert([documentOf("1", { tags: ["sea"], recordHash: "newer", metadataKey: "k" })], signal);
      assert.deepEqual((await catalog.documents(["1"], signal))[0]?.file, file);
      const query = { words: ["lighthouse"], conditionWords: [] };
      const listed = { words: [], conditionWords: [] };
      for (const name of ["Lighthouse", "sea"]) {
        const filter = { folderKeys: ["one"], where: { leaf: { field: "tag", name } } } as const;
        assert.equal((await catalog.textSearch(listed, filter, 9, signal)).length, 1);
      }
      assert.equal((await catalog.textSearch(query, { folderKeys: ["one"] }, 9, signal)).length, 1);
      await catalog.upsert([documentOf("1", { tags: ["sea"], file: { keywords: [] }, metadataKey: "-" })], signal);
      assert.deepEqual(await catalog.textSearch(query, { folderKeys: ["one"] }, 9, signal), []);
    }));

  test("tells how the pictures of the folders asked for look, also where that is not known", () =>
    withCatalog(async (catalog) => {
      const dHash = "a5c39e176b2df048";
      const other = documentOf("3", { folderKey: "two", dHash });
      await catalog.upsert([documentOf("1", { dHash, width: 4000, height: 3000 }), documentOf("2"), other], signal);
      const { ids, dHashes, widths, heights } = await catalog.likenesses(["one"], signal);
      const looks = new Map(ids.map((id, n) => [id, [dHashes[n], widths[n], heights[n]]]));
      assert.deepEqual([looks.size, looks.get("1")], [2, [dHash, 4000, 3000]]);
      assert.equal(looks.get("2")?.[0], "");
      assert.equal((await catalog.likenesses(["one", "two"], signal)).ids.length, 3);
      assert.deepEqual((await catalog.likenesses([], signal)).ids, []);
    }));

  test("keeps the last of several documents with one id, in one call and over calls", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert([documentOf("1", { description: "dog" }), documentOf("1", { description: "cat" })], signal);
      assert.equal((await catalog.documents(["1"], signal))[0]?.description, "cat");
      await catalog.upsert([documentOf("1", { description: "bird" })], signal);
      assert.deepEqual(
        (await catalog.rows(["one"], signal)).map(({ id }) => id),
        ["1"],
      );
      assert.deepEqual(idsOf(await catalog.textSearch(queryOf("cat"), filterOf(), 9, signal)), []);
      assert.deepEqual(idsOf(await catalog.textSearch(queryOf("bird"), filterOf(), 9, signal)), ["1"]);
    }));

  test("takes back what is removed, and does not mind what is not there", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert([documentOf("1"), documentOf("2")], signal);
      await catalog.remove(["1", "1", "none"], signal);
      assert.deepEqual(
        (await catalog.rows(["one"], signal)).map(({ id }) => id),
        ["2"],
      );
    }));

  test("keeps the stamps of folders by library folder and path", () =>
    withCatalog(async (catalog) => {
      const stamps = { folderKey: "one", folder: "it's", stamps: "1:2" };
      await catalog.putFolders([stamps, { ...stamps, folder: "" }, { ...stamps, folderKey: "two" }], signal);
      await catalog.putFolders([{ ...stamps, stamps: "3:4" }], signal);
      const kept = [...(await catalog.folders(["one"], signal))].sort((a, b) => (a.folder < b.folder ? -1 : 1));
      assert.deepEqual(kept, [
        { ...stamps, folder: "" },
        { ...stamps, stamps: "3:4" },
      ]);
    }));

  test("counts tags over the folders asked for, most used first, at most so many", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("1", { tags: ["dog", "beach"] }),
          documentOf("2", { tags: ["dog"] }),
          documentOf("3", { tags: ["Dog", "zebra"] }),
          documentOf("4", { folderKey: "two", tags: ["beach"] }),
        ],
        signal,
      );
      assert.deepEqual(await catalog.tagCounts(["one"], 2, signal), [
        { tag: "dog", count: 3 },
        { tag: "beach", count: 1 },
      ]);
    }));
}

function searchingText(withCatalog: WithCatalog, found: Found): void {
  test("finds words in every field, whatever their case, accents and endings", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("tags", { tags: ["running dogs"] }),
          documentOf("name", { path: "sub/IMG_20240501_redCar.jpg" }),
          documentOf("description", { description: "A Café in the Straße" }),
          documentOf("alt", { alt: "東京タワーの夜景" }),
          documentOf("text", { text: "NO PARKING" }),
        ],
        signal,
      );
      assert.deepEqual(await found(catalog, "run"), ["tags"]);
      assert.deepEqual(await found(catalog, "20240501"), ["name"]);
      assert.deepEqual(await found(catalog, "cars"), ["name"]);
      assert.deepEqual(await found(catalog, "cafe"), ["description"]);
      assert.deepEqual(await found(catalog, "strasse"), ["description"]);
      assert.deepEqual(await found(catalog, "夜景"), ["alt"]);
      assert.deepEqual(await found(catalog, "parked"), ["text"]);
    }));

  test("finds the words that other languages call small words", () =>
    withCatalog(async (catalog) => {
      const words = "dog cat man face door hat hay sea son sedan inn mine care".split(" ");
      await catalog.upsert(
        words.map((word) => documentOf(word, { description: `one ${word}`, path: "x.jpg" })),
        signal,
      );
      for (const word of words) assert.equal((await found(catalog, word))[0], word);
    }));

  test("ranks an image with all words before one with some, and a tag before a description", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("described", { description: "a dog" }),
          documentOf("tagged", { tags: ["dog"] }),
          documentOf("both", { description: "a long walk of a small brown dog along a beach in the evening" }),
          documentOf("other", { description: "a cat" }),
        ],
        signal,
      );
      await catalog.optimise(signal);
      assert.deepEqual(await found(catalog, "the dog beach"), ["both", "tagged", "described"]);
    }));

  test("wants required words and phrases, and leaves out excluded ones", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("1", { description: "a red car at night" }),
          documentOf("2", { description: "a car in red light" }),
          documentOf("3", { description: "a red car by day", tags: ["dog"] }),
          documentOf("4", { tags: ["red", "car"] }),
        ],
        signal,
      );
      const said = (text: string): Condition => leaf({ field: "words", text });
      assert.deepEqual((await found(catalog, "", said("red cars"), ["red cars"])).sort(), ["1", "3"]);
      assert.deepEqual(await found(catalog, "car", said("dog"), ["dog"]), ["3"]);
      assert.deepEqual((await found(catalog, "car", { not: said("night") })).sort(), ["2", "3", "4"]);
      const neither: Condition = { all: [{ not: said("red car") }, { not: said("nothing") }] };
      assert.deepEqual((await found(catalog, "", neither)).sort(), ["2", "4"]);
      assert.deepEqual(await found(catalog, "zebra", said("dog"), ["dog"]), ["3"]);
      const either: Condition = { any: [said("dog"), { all: [said("red"), said("light")] }] };
      assert.deepEqual(await found(catalog, "", either, ["dog"]), ["3", "2"]);
    }));

  test("finds near spellings and beginnings only where nothing better is found", () =>
    withCatalog(async (catalog) => {
      const sunny = Array.from({ length: 12 }, (_, index) => documentOf(`s${index}`, { description: "a sun" }));
      await catalog.upsert(
        [...sunny, documentOf("set", { tags: ["sunset"] }), documentOf("beach", { description: "the beach" })],
        signal,
      );
      await catalog.optimise(signal);
      assert.deepEqual(await found(catalog, "suns"), sunny.map(({ id }) => id).sort());
      assert.equal((await found(catalog, "sunse"))[0], "set");
      assert.deepEqual(await found(catalog, "bcxch"), []);
      assert.deepEqual(await found(catalog, "baech"), ["beach"]);
      assert.deepEqual(await found(catalog, "beech"), ["beach"]);
    }));

  test("applies every filter before the limit", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          ...Array.from({ length: 30 }, (_, index) =>
            documentOf(`x${index}`, { tags: ["dog"], path: `b/${index}.jpg` }),
          ),
          documentOf("1", { description: "dog on a hill", path: "a/it's 100%_x/1.jpg", tags: ["Böse Tag"] }),
          documentOf("2", { description: "dog", folderKey: "two" }),
          documentOf("3", { description: "dog", state: "edited", path: "a/3.jpg", tags: ["bose tag", "dog"] }),
        ],
        signal,
      );
      const one = async (filter: Parameters<typeof filterOf>[0]): Promise<string[]> =>
        idsOf(await catalog.textSearch(queryOf("dog"), filterOf(filter), 2, signal));
      const tagged = (name: string): Condition => leaf({ field: "tag", name });
      assert.deepEqual(await one({ where: leaf({ field: "under", path: "a/it's 100%_x" }) }), ["1"]);
      assert.deepEqual(await one({ folderKeys: ["two"] }), ["2"]);
      assert.deepEqual(await one({ where: leaf({ field: "state", states: ["edited"] }) }), ["3"]);
      assert.deepEqual(await one({ where: { all: [tagged("BÖSE TAG"), { not: tagged("dog") }] } }), ["1"]);
      assert.deepEqual(await one({ folderKeys: ["none"] }), []);
    }));

  test("lists everything that a narrowing filter admits where no word is given, and nothing without one", () =>
    withCatalog(async (catalog) => {
      assert.deepEqual(await found(catalog, "dog"), []);
      await catalog.upsert(
        [documentOf("2", { tags: ["dog"] }), documentOf("1", { tags: ["dog"] }), documentOf("3")],
        signal,
      );
      assert.deepEqual(await found(catalog, ""), []);
      assert.deepEqual(await found(catalog, "* ~ ^"), []);
      assert.deepEqual(await found(catalog, "", leaf({ field: "tag", name: "dog" })), ["1", "2"]);
      const all = await catalog.textSearch(queryOf("dog"), filterOf(), Number.MAX_SAFE_INTEGER, signal);
      assert.deepEqual(idsOf(all), ["1", "2"]);
    }));

  test("finds exact tags first, then names, then parts of texts", () =>
    withCatalog(async (catalog) => {
      await catalog.upsert(
        [
          documentOf("text", { text: "Hot Red\nCars here" }),
          documentOf("name", { path: "x/Red-Car.jpg" }),
          documentOf("tag", { tags: ["red car"] }),
          documentOf("part", { tags: ["red cars"], description: "red car" }),
        ],
        signal,
      );
      const exact = async (...words: string[]): Promise<string[]> =>
        idsOf(await catalog.exactSearch(words, filterOf(), 9, signal));
      assert.deepEqual(await exact("Red Car"), ["tag", "name", "text"]);
      assert.deepEqual(await exact("red-car.jpg"), ["name"]);
      assert.deepEqual(await exact("it's", "100%"), []);
      assert.deepEqual(await exact("", " "), []);
    }));
}

function refusing(withCatalog: WithCatalog, start: () => Promise<CatalogSetting>): void {
  test("stops at a signal that has fired", () =>
    withCatalog(async (catalog) => {
      const stopped = AbortSignal.abort();
      await assert.rejects(catalog.rows(["one"], stopped), (thrown) => failureOf(thrown).reason === "aborted");
      await assert.rejects(
        catalog.upsert([documentOf("1")], stopped),
        (thrown) => failureOf(thrown).reason === "aborted",
      );
      assert.deepEqual(await catalog.rows(["one"], signal), []);
    }));

  test("says that it is not open before it was opened and after it was closed", async () => {
    const { catalog, close } = await start();
    try {
      await assert.rejects(catalog.rows(["one"], signal), { reason: "catalogUnavailable" });
      await catalog.open(signal);
      await catalog.upsert([documentOf("1")], signal);
      await catalog.close();
      await assert.rejects(catalog.rows(["one"], signal), { reason: "catalogUnavailable" });
      assert.deepEqual(await catalog.open(signal), { fresh: false });
      assert.equal((await catalog.rows(["one"], signal)).length, 1);
    } finally {
      await close();
    }
  });
}
