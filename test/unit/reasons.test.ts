/** The reasons of a hit. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reasonsFor } from "../../src/extension/core/search/reasons.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";

describe("reasonsFor", () => {
  test("names the words of each field as they are written there, strongest field first", () => {
    const document = documentOf("1", {
      path: "a/RunningDog.jpg",
      tags: ["dogs", "beach"],
      description: "A dog runs.",
      text: "BEWARE",
      alt: "A cat",
    });
    const reasons = reasonsFor(document, { words: ["dog", "run"] }, undefined);
    const said = reasons.map(({ field, words, strength }) => ({ field, words, strength }));
    assert.deepEqual(said, [
      { field: "name", words: ["dog", "running"], strength: 0.8 },
      { field: "description", words: ["dog", "runs"], strength: 0.7 },
      { field: "tags", words: ["dogs"], strength: 0.5 },
    ]);
  });

  test("says how near the meaning is, between 0 and 1", () => {
    const meaning = (similarity: number): unknown => reasonsFor(documentOf("1"), { words: [] }, similarity);
    assert.deepEqual(meaning(0.61803), [{ field: "meaning", strength: 0.62 }]);
    assert.deepEqual(meaning(-0.4), [{ field: "meaning", strength: 0 }]);
  });

  test("gives beginnings and near spellings less strength than the word itself", () => {
    const strength = (tag: string, word: string): number =>
      reasonsFor(documentOf("1", { tags: [tag], path: "x.jpg" }), { words: [word] }, undefined)[0]?.strength ?? 0;
    assert.equal(strength("sunset", "sunset"), 1);
    assert.equal(strength("sunset", "suns"), 0.6);
    assert.equal(strength("beach", "beech"), 0.4);
    assert.equal(strength("beach", "peach"), 0);
  });

  test("finds reasons across accents, endings and scripts without spaces", () => {
    const document = documentOf("1", { description: "Cafés", alt: "東京タワーの夜景", path: "x.jpg" });
    assert.deepEqual(
      reasonsFor(document, { words: ["cafe", "夜景"] }, undefined).map(({ field, words }) => [field, words]),
      [
        ["description", ["cafes"]],
        ["alt", ["夜景"]],
      ],
    );
  });

  test("has no reason for what does not match", () => {
    assert.deepEqual(reasonsFor(documentOf("1", { tags: ["dog"] }), { words: ["cat"] }, undefined), []);
  });
});
