/** The search as a whole, over a catalog in memory and an embedder that knows three topics. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ImageSearch, type SearchOptions, type SearchResult } from "../../src/extension/core/search/searchImages.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import type { CatalogDocument } from "../../src/extension/core/catalogPort.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { documentOf, idsOf } from "../fixtures/catalogDocuments.ts";

const signal = new AbortController().signal;
const topics: readonly RegExp[] = [/dog|puppy|hound/i, /sea|beach|ocean|dog/i, /car|vehicle/i];

/** Counts topics; a text of no topic is near to nothing. */
class TopicEmbedder implements Embedder {
  readonly model = "topics";
  calls = 0;
  failure: Error | undefined;

  async open(): Promise<{ readonly key: string; readonly dimensions: number }> {
    return { key: "topics@1", dimensions: topics.length + 1 };
  }

  async embedDocuments(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return texts.map((text) => Float32Array.from([...topics.map((topic) => (topic.test(text) ? 1 : 0)), 0.1]));
  }

  async embedQuery(text: string): Promise<Float32Array> {
    this.calls++;
    if (this.failure) throw this.failure;
    return (await this.embedDocuments([text]))[0] ?? new Float32Array();
  }
}

const documents = [
  documentOf("dog", { path: "pets/1.jpg", tags: ["dog"], description: "A brown dog" }),
  documentOf("puppy", { path: "pets/2.jpg", tags: ["puppy"], description: "A puppy asleep", state: "edited" }),
  documentOf("car", { path: "road/3.jpg", tags: ["red car"], description: "A red car at night" }),
  documentOf("light", { path: "road/4.jpg", description: "A car in red light", text: "OPEN" }),
  documentOf("new", { path: "road/5.jpg", state: "untagged" }),
];

interface World {
  readonly search: (query: string, options?: Partial<SearchOptions>) => Promise<SearchResult>;
  readonly ids: (query: string, options?: Partial<SearchOptions>) => Promise<string[]>;
  readonly embedder: TopicEmbedder;
  readonly catalog: MemoryCatalog;
}

async function worldOf(all: readonly CatalogDocument[] = documents): Promise<World> {
  const catalog = new MemoryCatalog();
  await catalog.open(signal);
  await catalog.upsert(all, signal);
  const embedder = new TopicEmbedder();
  const lacking = await catalog.lackingVectors("topics@1", ["one"], 1000, signal);
  const vectors = await embedder.embedDocuments(
    lacking.map(({ tags, description }) => `${tags.join(" ")} ${description}`),
  );
  await catalog.putVectors(
    "topics@1",
    lacking.map(({ id, recordHash }, index) => ({ id, recordHash, vector: vectors[index] ?? new Float32Array() })),
    signal,
  );
  const searching = new ImageSearch({ catalog });
  const search: World["search"] = (query, options) =>
    searching.search(query, { mode: "text", limit: 100, folderKeys: ["one"], ...options }, signal);
  return { search, ids: async (query, options) => idsOf((await search(query, options)).hits), embedder, catalog };
}

describe("ImageSearch", () => {
  test("finds by words and by meaning together, and says which", async () => {
    const { search, embedder } = await worldOf();
    const { hits, notes } = await search("hound dog", { mode: "hybrid", embedder });
    assert.equal(notes.meaning, "used");
    assert.equal(hits[0]?.id, "dog");
    const puppy = hits.find(({ id }) => id === "puppy");
    assert.deepEqual(
      puppy?.why.map(({ field }) => field),
      ["meaning"],
    );
    assert.deepEqual(hits[0]?.why.map(({ field }) => field).includes("tags"), true);
  });

  test("text mode asks no embedder", async () => {
    const { search, embedder } = await worldOf();
    const { hits, notes } = await search("dog", { mode: "text", embedder });
    assert.deepEqual([idsOf(hits), notes.meaning, embedder.calls], [["dog"], "off", 0]);
  });

  test("meaning mode ranks by meaning alone", async () => {
    const { ids, embedder } = await worldOf();
    assert.deepEqual((await ids("vehicle", { mode: "meaning", embedder })).slice(0, 2).sort(), ["car", "light"]);
    assert.deepEqual(await ids("vehicle"), []);
  });

  test("says that meaning is off without an embedder, and finds by words", async () => {
    for (const mode of ["hybrid", "meaning"] as const) {
      const { search } = await worldOf();
      const { hits, notes } = await search("dog", { mode });
      assert.deepEqual([idsOf(hits), notes.meaning], [["dog"], "off"]);
      // the view says before it that meaning search is off
      assert.equal(notes.meaningReason, "There is no embedding model.");
    }
  });

  test("an embedder that fails leaves the words, with its reason", async () => {
    for (const mode of ["hybrid", "meaning"] as const) {
      const { search, embedder } = await worldOf();
      embedder.failure = new ExpectedError("engineUnreachable", "No answer from http://127.0.0.1:1.");
      const { hits, notes } = await search("dog", { mode, embedder });
      assert.deepEqual(idsOf(hits), ["dog"]);
      assert.deepEqual(notes, {
        meaning: "unavailable",
        meaningReason: "No answer from http://127.0.0.1:1.",
        problems: [],
      });
    }
  });

  test("asks the embedder once for the same query", async () => {
    const { ids, embedder } = await worldOf();
    await ids("dog", { mode: "hybrid", embedder });
    await ids("dog -cat", { mode: "hybrid", embedder });
    assert.equal(embedder.calls, 1);
    await ids("cat", { mode: "hybrid", embedder });
    assert.equal(embedder.calls, 2);
  });

  test("puts exact tags, names and texts first", async () => {
    const { ids, embedder } = await worldOf();
    assert.equal((await ids("red car", { mode: "hybrid", embedder }))[0], "car");
    assert.equal((await ids("open", { mode: "hybrid", embedder }))[0], "light");
    assert.equal((await ids("5.jpg"))[0], "new");
  });

  test("holds required words, phrases and exclusions against meaning too", async () => {
    const { ids, embedder } = await worldOf();
    const options = { mode: "hybrid", embedder } as const;
    assert.deepEqual(await ids('"red car"', options), ["car"]);
    assert.deepEqual(await ids("vehicle +light", options), ["light"]);
    assert.deepEqual((await ids("vehicle -night", options)).includes("car"), false);
    assert.deepEqual((await ids("vehicle -night", options))[0], "light");
  });

  test("finds the few that fulfil a condition behind many nearer ones", async () => {
    const many = Array.from({ length: 900 }, (_, index) => documentOf(`d${index}`, { description: "dog" }));
    const { ids, embedder } = await worldOf([...many, documentOf("far", { description: "sea blue", tags: ["x"] })]);
    assert.deepEqual(await ids("dog +blue", { mode: "meaning", embedder, limit: 5 }), ["far"]);
  });

  test("applies filters of the query and of the caller to both sides", async () => {
    const { ids, embedder } = await worldOf();
    const options = { mode: "hybrid", embedder } as const;
    assert.deepEqual(await ids("dog folder:road", options).then((found) => found.includes("dog")), false);
    assert.deepEqual(await ids("dog is:edited", options), ["puppy"]);
    assert.deepEqual(await ids("dog", { ...options, states: ["edited"] }), ["puppy"]);
    assert.deepEqual(await ids("dog -tag:dog", { ...options, under: "pets" }), ["puppy"]);
    assert.deepEqual(await ids("dog", { ...options, folderKeys: ["other"] }), []);
  });

  test("lists all that match where only filters are given, in every mode", async () => {
    const { search, embedder } = await worldOf();
    for (const mode of ["text", "hybrid", "meaning"] as const) {
      const { hits } = await search("folder:road", { mode, embedder });
      assert.deepEqual(idsOf(hits), ["car", "light", "new"]);
    }
    assert.deepEqual((await search("")).hits, []);
  });

  test("finds nothing where conditions contradict each other, and nothing else because of a problem", async () => {
    const { search } = await worldOf();
    assert.deepEqual((await search("dog is:failed is:edited")).hits, []);
    assert.deepEqual((await search("dog folder:pets folder:road")).hits, []);
    const { hits, notes } = await search("dog size:big");
    assert.deepEqual(idsOf(hits), ["dog"]);
    assert.deepEqual(
      notes.problems.map(({ at }) => at),
      [9],
    );
  });

  test("answers with as many hits as were asked for, however many there are", async () => {
    const many = Array.from({ length: 1500 }, (_, index) => documentOf(`d${index}`, { description: "dog" }));
    const { ids } = await worldOf(many);
    assert.equal((await ids("dog", { limit: 1200 })).length, 1200);
    assert.equal((await ids("dog", { limit: 5000 })).length, 1500);
    assert.equal((await ids("dog", { limit: 3 })).length, 3);
  });

  test("leaves hits bare where a view asks for them page by page, and gives their details later", async () => {
    const { search, catalog, embedder } = await worldOf();
    const options = { mode: "hybrid", embedder } as const;
    const full = await search("dog", options);
    const { hits } = await search("dog", { ...options, detailed: 1 });
    assert.deepEqual(idsOf(hits), idsOf(full.hits));
    assert.deepEqual(hits[0], full.hits[0]);
    assert.deepEqual([hits[1]?.path, hits[1]?.description], ["", ""]);
    const details = await new ImageSearch({ catalog }).details("dog", hits.slice(1), signal);
    assert.deepEqual(details, full.hits.slice(1));
  });

  test("stops at a stop, also while the embedder is asked", async () => {
    const { catalog, embedder } = await worldOf();
    const stop = new AbortController();
    embedder.embedQuery = () => {
      stop.abort();
      return Promise.reject(new ExpectedError("aborted", "Stopped."));
    };
    const options = { mode: "hybrid", limit: 10, folderKeys: ["one"], embedder } as const;
    await assert.rejects(new ImageSearch({ catalog }).search("dog", options, stop.signal), { reason: "aborted" });
    await assert.rejects(new ImageSearch({ catalog }).search("dog", options, stop.signal), { reason: "aborted" });
  });

  test("is:stale is answered by who knows what is used now, on every side of the search, and counts before the limit", async () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      documentOf(`d${n}`, { tags: ["dog"], description: "A dog", path: `${n}.jpg` }),
    );
    const { ids, embedder } = await worldOf([...documents, ...many]);
    const isStale = (id: string): boolean => ["puppy", "light", "d299"].includes(id);
    assert.deepEqual((await ids("is:stale", { isStale })).toSorted(), ["d299", "light", "puppy"]);
    assert.deepEqual(await ids("dog is:stale", { isStale, limit: 5 }), ["d299"]);
    assert.deepEqual(await ids("hound is:stale", { isStale, embedder, mode: "meaning", limit: 1 }), ["puppy"]);
    assert.deepEqual((await ids("is:stale OR tag:dog", { isStale, limit: 400 })).length, 303);
    assert.deepEqual((await ids("tag:puppy OR (folder:road -is:stale)", { isStale })).toSorted(), [
      "car",
      "new",
      "puppy",
    ]);
    const found = await ids("dog -is:stale", { isStale, embedder, mode: "hybrid", limit: 1_000 });
    assert.deepEqual([found.includes("puppy"), found.includes("d299"), found.includes("dog")], [false, false, true]);
  });

  test("is:stale is left out with a word at its place where nobody knows", async () => {
    const { search } = await worldOf();
    const { hits, notes } = await search("dog is:stale");
    assert.deepEqual(idsOf(hits), ["dog"]);
    assert.deepEqual(
      notes.problems.map(({ at }) => at),
      [7],
    );
  });

  test("says how many images a filter leaves out because nobody measured them", async () => {
    const { search } = await worldOf([
      documentOf("wide", { width: 2000, height: 1000, kind: "photo" }),
      documentOf("imported", { width: 100, height: 100 }),
      documentOf("new", { state: "untagged" }),
      documentOf("elsewhere", { folderKey: "two" }),
    ]);
    const unmeasured = async (query: string): Promise<number | undefined> => (await search(query)).notes.unmeasured;
    assert.equal(await unmeasured("w>1000"), 1);
    assert.equal(await unmeasured("-(kind:icon is:failed) OR tag:a"), 2);
    assert.equal(await unmeasured("wide is:tagged"), undefined);
  });

  test("takes the name of a library folder before a path, where there are several", async () => {
    const { ids } = await worldOf([
      documentOf("one", { path: "pets/1.jpg" }),
      documentOf("two", { folderKey: "two", path: "pets/2.jpg" }),
      documentOf("top", { folderKey: "two", path: "3.jpg" }),
    ]);
    const folderNames = new Map([
      ["one", "Photos"],
      ["two", "Photos (2)"],
    ]);
    const options = { folderKeys: ["one", "two"], folderNames };
    const found = async (query: string): Promise<string[]> => (await ids(query, options)).toSorted();
    assert.deepEqual(await found("folder:pets"), ["one", "two"]);
    assert.deepEqual(await found('folder:"photos (2)/pets"'), ["two"]);
    assert.deepEqual(await found('folder:"/Photos (2)"'), ["top", "two"]);
    assert.deepEqual(await found('-folder:"Photos (2)"'), ["one"]);
    assert.deepEqual(
      await ids("folder:photos", { folderKeys: ["one"], folderNames: new Map([["one", "Photos"]]) }),
      [],
    );
  });
});
