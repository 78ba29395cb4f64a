/** How words and meaning are weighed against each other, and where the tail begins. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { closenessOf } from "../../src/extension/core/search/closeness.ts";
import { meaningWeight, rank, type Evidence } from "../../src/extension/core/search/ranking.ts";

const sentence = { trust: 1, wordCount: 6 };

function evidence(id: string, known: Partial<Evidence>): Evidence {
  return { id, exact: 0, words: 0, hasAllWords: false, isListed: false, meaning: 0, ...known };
}

function order(candidates: readonly Evidence[], leaning: Parameters<typeof rank>[1]): string[] {
  return rank(candidates, leaning).ranked.map(({ id }) => id);
}

describe("ranking", () => {
  test("what both sides know something of stands above what one of them knows more of", () => {
    const candidates = [
      evidence("words", { words: 1 }),
      evidence("meaning", { meaning: 1 }),
      evidence("both", { words: 0.7, meaning: 0.6 }),
    ];
    assert.deepEqual(order(candidates, sentence), ["both", "words", "meaning"]);
  });

  test("an embedder that is not trusted changes nothing in the order of the words", () => {
    const candidates = [evidence("b", { words: 0.8, meaning: 1 }), evidence("a", { words: 0.9, meaning: -1 })];
    assert.deepEqual(order(candidates, { trust: 0, wordCount: 6 }), ["a", "b"]);
    assert.deepEqual(order(candidates, sentence), ["b", "a"]);
  });

  test("a query of few words leans on its words, a sentence on both", () => {
    assert.ok(meaningWeight({ trust: 1, wordCount: 1 }) < meaningWeight({ trust: 1, wordCount: 2 }));
    assert.equal(meaningWeight({ trust: 0.5, wordCount: 4 }), 0.5);
    assert.equal(meaningWeight({ trust: 0.5, wordCount: 12 }), 0.5);
  });

  test("exact hits come first, then those with all words, whatever else is known", () => {
    const candidates = [
      evidence("near", { words: 0.9, meaning: 1 }),
      evidence("all", { words: 0.5, meaning: -0.2, hasAllWords: true }),
      evidence("text", { exact: 1 }),
      evidence("tag", { exact: 3, words: 0.1, hasAllWords: true }),
    ];
    assert.deepEqual(order(candidates, { trust: 0.3, wordCount: 2 }), ["tag", "text", "all", "near"]);
  });

  test("the tail begins behind the last hit that is not hopeless beside the best, and nothing is dropped", () => {
    const candidates = [
      evidence("best", { words: 1, meaning: 1, hasAllWords: true }),
      evidence("fair", { words: 0.5 }),
      evidence("faint", { words: 0.05 }),
      evidence("chance", { meaning: -0.5 }),
    ];
    const { ranked, strongCount } = rank(candidates, sentence);
    assert.equal(ranked.length, 4);
    assert.equal(strongCount, 2);
    assert.deepEqual(
      ranked.map(({ strength }) => strength > 0.1),
      [true, true, false, false],
    );
  });

  test("hits with all words, exact hits and what conditions list are never of the tail", () => {
    const candidates = [
      evidence("best", { words: 1, meaning: 1 }),
      evidence("all", { words: 0.01, hasAllWords: true }),
      evidence("listed", { isListed: true }),
    ];
    assert.equal(rank(candidates, sentence).strongCount, 3);
    assert.equal(rank([evidence("listed", { isListed: true })], sentence).strongCount, 1);
    assert.equal(rank([], sentence).strongCount, 0);
  });

  test("strengths lie between 0 and 1 and fall with the order among hits of one kind", () => {
    const candidates = Array.from({ length: 20 }, (_, index) => evidence(`${index}`, { words: 1 - index / 20 }));
    const strengths = rank(candidates, sentence).ranked.map(({ strength }) => strength);
    assert.deepEqual(
      strengths,
      strengths.toSorted((a, b) => b - a),
    );
    assert.ok(strengths.every((strength) => strength >= 0 && strength <= 1));
  });
});

describe("closeness", () => {
  const nearest = Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, distance: 0.2 + index * 0.002 }));

  test("the nearest stands at 1, a chance neighbour at 0, and what is farther off below", () => {
    const compared = nearest.slice(0, 60).map((hit) => ({ ...hit, crowding: 0.5 }));
    const closeness = closenessOf(nearest, compared);
    assert.equal(closeness.get("0"), 1);
    assert.equal(closeness.get("59"), 0);
    assert.ok((closeness.get("150") ?? 0) < 0);
    assert.equal(closeness.get("299"), -1);
  });

  test("of two images equally near, the one that is near to everything stands lower", () => {
    const compared = nearest.slice(0, 60).map((hit) => ({ ...hit, crowding: hit.id === "0" ? 0.9 : 0.4 }));
    const closeness = closenessOf(nearest, compared);
    assert.ok((closeness.get("0") ?? 0) < (closeness.get("1") ?? 0));
  });

  test("what only words brought up is measured by the same scale", () => {
    const compared = [
      ...nearest.slice(0, 60).map((hit) => ({ ...hit, crowding: 0.5 })),
      { id: "far", distance: 0.9, crowding: 0.2 },
    ];
    const closeness = closenessOf(nearest, compared);
    assert.ok((closeness.get("far") ?? 0) < 0);
  });

  test("one vector alone, equal vectors and none at all give numbers too", () => {
    const one = { id: "a", distance: 0.4 };
    assert.equal(closenessOf([one], [{ ...one, crowding: 0 }]).get("a"), 1);
    assert.equal(closenessOf([], []).size, 0);
    const equal = [one, { id: "b", distance: 0.4 }, { id: "c", distance: 0.4 }];
    assert.deepEqual(
      [...closenessOf(equal, []).values()],
      [1, 1, 1].map((_, index) => closenessOf(equal, []).get("abc".charAt(index))),
    );
  });
});
