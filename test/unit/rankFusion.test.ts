/** Joining ranked lists. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fuseRanks, meaningList } from "../../src/extension/core/search/rankFusion.ts";

const order = (lists: Parameters<typeof fuseRanks>[0]): string[] => fuseRanks(lists).map(({ id }) => id);

describe("fuseRanks", () => {
  test("puts what both sides know before what one side knows", () => {
    assert.deepEqual(
      order([
        { ids: ["a", "b"], weight: 1 },
        { ids: ["c", "b"], weight: 1 },
      ]),
      ["b", "a", "c"],
    );
  });

  test("follows the heavier side", () => {
    assert.deepEqual(
      order([
        { ids: ["a", "b"], weight: 1 },
        { ids: ["b", "a"], weight: 2 },
      ]),
      ["b", "a"],
    );
  });

  test("scores by reciprocal rank with an offset of 60", () => {
    assert.deepEqual(fuseRanks([{ ids: ["a", "b"], weight: 3 }]), [
      { id: "a", score: 3 / 60 },
      { id: "b", score: 3 / 61 },
    ]);
  });

  test("keeps the order of equal ones and of an only list", () => {
    assert.deepEqual(order([{ ids: ["x", "y", "z"], weight: 1, worth: [1, 0, 0] }]), ["x", "y", "z"]);
    assert.deepEqual(order([]), []);
  });
});

describe("meaningList", () => {
  const list = (...distances: number[]): readonly number[] =>
    meaningList(distances.map((distance, index) => ({ id: String(index), distance }))).worth ?? [];

  test("gives a neighbour the more worth the more it stands out from the chance ones", () => {
    const worth = list(0.1, 0.3, ...Array.from({ length: 200 }, () => 0.5));
    assert.equal(worth[0], 1);
    assert.ok(Math.abs((worth[1] ?? 0) - 0.125) < 1e-9);
    assert.ok(worth.slice(2).every((value) => value === 0));
  });

  test("does not depend on how many neighbours were asked for", () => {
    const distances = Array.from({ length: 300 }, (_, index) => 0.2 + index / 1000);
    assert.deepEqual(list(...distances).slice(0, 100), list(...distances.slice(0, 100)));
  });

  test("takes neighbours that are all alike, or only one, at their ranks", () => {
    assert.deepEqual(list(0.4, 0.4), [1, 1]);
    assert.deepEqual(list(0.4), [1]);
    assert.deepEqual(list(), []);
  });
});
