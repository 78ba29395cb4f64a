/** The query language, part by part. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery, type ParsedQuery } from "../../src/extension/core/search/parseQuery.ts";

const nothing: ParsedQuery = {
  words: [],
  required: [],
  phrases: [],
  excluded: [],
  tags: [],
  notTags: [],
  folders: [],
  states: undefined,
  stale: undefined,
  plainText: "",
  problems: [],
};

function parsesTo(query: string, expected: Partial<ParsedQuery>): void {
  assert.deepEqual(parseQuery(query), { ...nothing, ...expected });
}

/** Offsets of the problems in a query. */
function problemsAt(query: string): number[] {
  return parseQuery(query).problems.map(({ at }) => at);
}

describe("parseQuery", () => {
  test("takes plain words as alternatives", () => {
    parsesTo(" red  car at night ", { words: ["red", "car", "at", "night"], plainText: "red car at night" });
  });

  test("tells required, excluded and quoted parts from plain ones", () => {
    parsesTo('+red car "at night" -dog -"hot dog"', {
      words: ["car"],
      required: ["red"],
      phrases: ["at night"],
      excluded: ["dog", "hot dog"],
      plainText: "red car at night",
    });
  });

  test("makes phrases and required words around OR alternatives", () => {
    parsesTo('"red car" OR "blue car" OR +bus', {
      words: ["red car", "blue car", "bus"],
      plainText: "red car blue car bus",
    });
    parsesTo("dog or cat", { words: ["dog", "or", "cat"], plainText: "dog or cat" });
  });

  test("reads the filters for tags, folders and states", () => {
    parsesTo('tag:beach Tag:"red car" -tag:dog folder:/a/b/ is:untagged', {
      tags: ["beach", "red car"],
      notTags: ["dog"],
      folders: ["a/b"],
      states: ["untagged", "interrupted"],
    });
  });

  test("joins states as conditions that all must hold", () => {
    parsesTo("is:tagged -is:edited", { states: ["tagged"] });
    parsesTo("is:failed is:edited", { states: [] });
  });

  test("takes words as they are written in languages without spaces, and cuts lists at commas", () => {
    assert.deepEqual(parseQuery("夜景の写真").words, ["夜景", "の", "写真"]);
    assert.deepEqual(parseQuery("dog,cat; t-shirt! (blue)").words, ["dog", "cat", "t-shirt", "blue"]);
  });

  test("leaves signs without a word, and words without letters, out", () => {
    parsesTo("salt + - & pepper", { words: ["salt", "pepper"], plainText: "salt pepper" });
  });

  test("does not take an address or a time for a filter", () => {
    parsesTo("https://example.org 12:30", {
      words: ["https://example.org", "12:30"],
      plainText: "https://example.org 12:30",
    });
  });

  test("says where a quote is not closed, and uses what follows it", () => {
    const parsed = parseQuery('🐶 dog "red car');
    assert.deepEqual(parsed.phrases, ["red car"]);
    assert.deepEqual(problemsAt('🐶 dog "red car'), [7]);
  });

  test("reports each known filter that cannot be answered yet, at its place, and uses all else", () => {
    const filters =
      "name:a type:png kind:icon text:b has:gps date:2024 size:>1 w>100 h<50 color:red model:x used:false";
    for (const filter of filters.split(" ")) {
      const parsed = parseQuery(`dog ${filter} is:tagged`);
      assert.deepEqual(parsed.words, ["dog"], filter);
      assert.deepEqual(parsed.states, ["tagged", "edited"]);
      assert.deepEqual(problemsAt(`dog ${filter} is:tagged`), [4]);
      assert.match(parsed.problems[0]?.message ?? "", /not yet available/);
    }
    assert.match(parseQuery("is:orphan").problems[0]?.message ?? "", /not yet available/);
    assert.deepEqual(parseQuery("is:orphan").states, undefined);
  });

  test("reads stale and not stale apart from the states, and that both hold of no image", () => {
    parsesTo("is:stale is:tagged", { stale: { isWanted: true, at: 0 }, states: ["tagged", "edited"] });
    parsesTo("dog -is:Stale", { words: ["dog"], plainText: "dog", stale: { isWanted: false, at: 4 } });
    assert.deepEqual(parseQuery("is:stale -is:stale").states, []);
  });

  test("reports filters without a value, unknown values and unknown filters", () => {
    assert.deepEqual(problemsAt('tag: dog is:blue folder:""'), [0, 9, 17]);
    const unknown = parseQuery("cat colur:red");
    assert.deepEqual(unknown.words, ["cat", "colur", "red"]);
    assert.deepEqual(problemsAt("cat colur:red"), [4]);
  });

  test("reports OR that joins nothing or joins filters", () => {
    assert.deepEqual(problemsAt("OR dog"), [0]);
    assert.deepEqual(problemsAt("dog OR"), [4]);
    assert.deepEqual(problemsAt("tag:a OR tag:b"), [0, 9]);
    assert.deepEqual(parseQuery("tag:a OR tag:b").tags, []);
  });

  test("understands any text without failing", () => {
    let seed = 5;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    const pieces = ['"', "+", "-", ":", "OR", " ", "tag", "is", "w>", "dog", "夜", "\ud83d", "'", "\\", "\n", "“", "*"];
    for (let round = 0; round < 2000; round++) {
      const query = Array.from({ length: random(9) }, () => pieces[random(pieces.length)]).join("");
      for (const { at } of parseQuery(query).problems) assert.ok(at >= 0 && at < query.length, JSON.stringify(query));
    }
  });
});
