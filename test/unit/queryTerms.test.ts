/** Filters that a click puts into a query and takes out again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import {
  hasTerm,
  looserQuery,
  quotedValue,
  termsOf,
  toggledTerm,
  writtenTerm,
  type Term,
} from "../../src/shared/queryTerms.ts";

const beach: Term = { field: "tag", value: "beach" };
const redCar: Term = { field: "tag", value: "red car" };

describe("a term", () => {
  test("is quoted where its value needs it", () => {
    const written: readonly (readonly [Term, string])[] = [
      [beach, "tag:beach"],
      [redCar, 'tag:"red car"'],
      [{ field: "tag", value: "a,b" }, 'tag:"a,b"'],
      [{ field: "tag", value: "(x)" }, 'tag:"(x)"'],
      [{ field: "tag", value: 'the "best"' }, `tag:"the 'best'"`],
      [{ field: "tag", value: "-night" }, 'tag:"-night"'],
      [{ field: "tag", value: ">5" }, 'tag:">5"'],
      [{ field: "tag", value: "夜景" }, "tag:夜景"],
      [{ field: "folder", value: "photos/2024" }, "folder:photos/2024"],
      [{ field: "folder", value: "Work: new" }, 'folder:"Work: new"'],
    ];
    for (const [term, text] of written) assert.equal(writtenTerm(term), text);
  });

  test("says the same to the search whatever stands in its value", () => {
    for (const value of ["beach", "red car", "a,b", "(x)", "-night", ">5", "夜景", "it's", "OR", "50%", "c++"]) {
      const { where, problems } = parseQuery(writtenTerm({ field: "tag", value }));
      assert.deepEqual(problems, [], value);
      assert.deepEqual(where, { leaf: { field: "tag", name: value } }, value);
    }
    assert.equal(quotedValue("2024"), "2024");
  });

  test("is put at the end of a query and taken out again", () => {
    for (const query of ["", "dog", "dog tag:cat", '"red car" -night']) {
      const longer = toggledTerm(query, redCar);
      assert.equal(longer, `${query} tag:"red car"`.trim());
      assert.ok(hasTerm(longer, redCar));
      assert.equal(toggledTerm(longer, redCar), query);
    }
  });

  test("is found in any case, quoted or not, and taken out of the middle", () => {
    assert.equal(toggledTerm('dog TAG:"Beach"  sun', beach), "dog sun");
    assert.equal(toggledTerm("tag:beach tag:beach", beach), "");
    assert.ok(hasTerm("colour:red", { field: "color", value: "red" }));
  });

  test("is not what is excluded, a range, or one of several values", () => {
    for (const query of ["-tag:beach", "tag:beach,sea", "beach", "tag:beaches", '"tag:beach"'])
      assert.ok(!hasTerm(query, beach), query);
    assert.ok(!hasTerm("date:>2024", { field: "date", value: "2024" }));
  });
});

describe("a query that found nothing", () => {
  const loosened: readonly (readonly [string, string | undefined])[] = [
    ["car", undefined],
    ["", undefined],
    ["tag:beach", undefined],
    ["car tag:beach", "car"],
    ['"red car" -night is:failed', '"red car" -night'],
    ['"red car" -night', "red car"],
    ["+red +car", "red car"],
    ["(red OR blue) car", "red blue car"],
    ["(red tag:a) car", "red car"],
  ];
  for (const [query, looser] of loosened)
    test(`“${query}” is loosened to ${looser === undefined ? "nothing" : `“${looser}”`}`, () => {
      assert.equal(looserQuery(query)?.query, looser);
    });

  test("says which of its filters a click would take out", () => {
    assert.deepEqual(termsOf('car tag:"red car" -tag:x date:>2024 type:png,jpg colour:red'), [
      redCar,
      { field: "color", value: "red" },
    ]);
  });
});
