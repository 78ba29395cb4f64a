/** What is offered while a query is typed; the caret stands at the bar. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completeQuery, withCompletion, type KnownValues } from "../../src/shared/queryCompletion.ts";
import { fieldNames } from "../../src/shared/queryFields.ts";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";

const known: KnownValues = {
  tag: ["beach", "red car", "car park", "Böse", "oscar", "a,b"],
  folder: ["photos", "photos/2024", "my pictures"],
  model: ["gemma3:4b", "builtin"],
  date: ["2024", "2023"],
  type: ["png", "webp"],
};

function at(marked: string): [query: string, caret: number] {
  return [marked.replace("|", ""), marked.indexOf("|")];
}

/** What would be written, in order. */
function offered(marked: string, most?: number): string[] {
  return completeQuery(...at(marked), known, most).map(({ insert }) => insert);
}

/** The query after the first completion was taken, with the caret. */
function taken(marked: string, choice = 0): string {
  const [query, caret] = at(marked);
  const completion = completeQuery(query, caret, known)[choice];
  assert.ok(completion, marked);
  const after = withCompletion(query, completion);
  return `${after.query.slice(0, after.caret)}|${after.query.slice(after.caret)}`;
}

describe("completion of a query", () => {
  test("offers the fields where nothing is typed yet, each with what it says", () => {
    const fields = completeQuery("", 0, known, 99);
    assert.deepEqual(
      fields.map(({ field }) => field),
      [...fieldNames],
    );
    assert.ok(fields.every(({ says, kind }) => kind === "field" && says !== undefined && says.length > 5));
    assert.deepEqual(offered("dog |", 2), ["tag:", "folder:"]);
    assert.deepEqual(offered("(|", 1), ["tag:"]);
    assert.deepEqual(offered("| dog", 1), ["tag:"]);
  });

  test("offers fields that begin like a word, and values that do", () => {
    assert.deepEqual(offered("t|"), ["tag:", "text:", "type:"]);
    assert.deepEqual(offered("TA|", 1), ["tag:"]);
    assert.deepEqual(offered("bea|"), ["tag:beach"]);
    assert.deepEqual(offered("car|"), ['tag:"car park"', 'tag:"red car"', "tag:oscar"]);
    assert.deepEqual(offered("screen|"), ["kind:screenshot"]);
    assert.deepEqual(offered("red|"), ['tag:"red car"', "color:red"]);
    assert.deepEqual(offered("xyz|"), []);
  });

  test("offers the known values of a field, those that begin so first", () => {
    assert.deepEqual(offered("tag:|"), ["beach", '"red car"', '"car park"', "Böse", "oscar", '"a,b"']);
    assert.deepEqual(offered("tag:car|"), ['"car park"', '"red car"', "oscar"]);
    assert.deepEqual(offered("tag:bos|"), ["Böse"]);
    assert.deepEqual(offered("-tag:b|"), ["beach", "Böse"]);
    assert.deepEqual(offered("kind:s|"), ["screenshot"]);
    assert.deepEqual(offered("is:un|"), ["untagged"]);
    assert.deepEqual(offered("is:orph|"), ["orphan"]);
    assert.deepEqual(offered("used:|"), ["true", "false"]);
    assert.deepEqual(offered("type:|", 3), ["png", "webp", "jpeg"]);
    assert.deepEqual(offered("colour:gr|"), ["green", "grey"]);
    assert.deepEqual(offered("date:20|"), ["2024", "2023"]);
    assert.deepEqual(offered("date:to|"), ["today"]);
    assert.deepEqual(offered("rating:|"), ["5", "4", "3", "2", "1", "none", "rejected", ">=4", ">=3"]);
    assert.deepEqual(offered("rat|"), ["rating:"]);
    assert.deepEqual(offered("size:|"), [">1mb", "<100kb", "100kb..1mb"]);
    assert.deepEqual(offered("folder:20|"), ["photos/2024"]);
    assert.deepEqual(offered("model:|"), ['"gemma3:4b"', "builtin"]);
    assert.deepEqual(offered("foo:b|"), []);
  });

  test("goes on within lists and quotes", () => {
    assert.deepEqual(offered("tag:beach,os|"), ["oscar", "Böse"]);
    assert.deepEqual(offered('tag:"red c|'), ['"red car"']);
    assert.deepEqual(offered('"red c|'), []);
    assert.deepEqual(offered("tag:beach|"), []);
  });

  test("replaces the word or value at the caret and nothing else", () => {
    assert.equal(taken("dog ta|"), "dog tag:|");
    assert.equal(taken("dog ta|g:x cat"), "dog tag:|x cat");
    assert.equal(taken("tag:be|"), "tag:beach |");
    assert.equal(taken("tag:b|eac dog"), "tag:beach| dog");
    assert.equal(taken('tag:"red c| dog'), 'tag:"red car"| dog');
    assert.equal(taken('tag:"re|d x" dog'), 'tag:"red car"| dog');
    assert.equal(taken("tag:beach,os|"), "tag:beach,oscar |");
    assert.equal(taken("(tag:be|) x"), "(tag:beach|) x");
    assert.equal(taken("-scree|"), "-kind:screenshot |");
    assert.equal(taken("a | b"), "a tag:| b");
  });

  test("writes what the language reads without a problem", () => {
    for (const field of fieldNames)
      for (const { insert } of completeQuery(`${field}:`, field.length + 1, known, 99))
        assert.deepEqual(parseQuery(`${field}:${insert}`).problems, [], `${field}:${insert}`);
  });

  test("answers for any text and caret", () => {
    const pieces = ["tag:", '"', "(", ")", " ", "red", ",", "-", "OR", "date:>", "夜", "：", "\ud83d", "w>"];
    let seed = 3;
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let round = 0; round < 20_000; round++) {
      const query = Array.from({ length: random(8) }, () => pieces[random(pieces.length)]).join("");
      const caret = random(query.length + 1);
      for (const one of completeQuery(query, caret, known)) {
        assert.ok(one.at >= 0 && one.at <= caret && one.at + one.length >= caret, JSON.stringify([query, caret, one]));
        assert.ok(one.at + one.length <= query.length);
      }
    }
  });
});
