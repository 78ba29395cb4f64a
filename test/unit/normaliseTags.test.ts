/** Tags from any source come out short, lower case, without decoration and without duplicates. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normaliseTags, tagKey } from "../../src/extension/core/tagging/normaliseTags.ts";

describe("normaliseTags", () => {
  test("takes off decoration and joins words by one space", () => {
    assert.deepEqual(normaliseTags(["#Red_Car", "  “Night  sky”", "*bold*", "1. cat", "- sea", "(dog)"]), [
      "red car",
      "night sky",
      "bold",
      "cat",
      "sea",
      "dog",
    ]);
  });

  test("leaves signs that belong to a name", () => {
    const names = ["c++", "c#", "crane (bird)", "t-shirt", "50%", "rock 'n' roll", "@home"];
    assert.deepEqual(normaliseTags(names), names);
  });

  test("keeps words of every script whole", () => {
    const words = ["東京タワー", "किताब", "می‌روم", "стол", "القاهرة", "กรุงเทพ", "👍🏽"];
    assert.deepEqual(normaliseTags(words), words);
  });

  test("composes to NFC and lowers case without a locale", () => {
    assert.deepEqual(normaliseTags(["Cafe\u0301", "ÄRGER", "ISLAND"]), ["café", "ärger", "island"]);
  });

  test("drops duplicates that differ in case, accent, hyphen or width only", () => {
    assert.deepEqual(normaliseTags(["Café", "cafe", "close-up", "Close Up", "ＡＢＣ", "abc"]), [
      "café",
      "close-up",
      "ａｂｃ",
    ]);
  });

  test("tells apart words that only a mark tells apart in other scripts", () => {
    assert.deepEqual(normaliseTags(["か", "が", "мой", "мои"]), ["か", "が", "мой", "мои"]);
  });

  test("drops words that mean nothing alone and keeps them inside a tag", () => {
    assert.deepEqual(normaliseTags(["image", "Photo", "background", "N/A", "photo album", "background blur"]), [
      "photo album",
      "background blur",
    ]);
  });

  test("strips control characters and direction overrides", () => {
    assert.deepEqual(normaliseTags(["\u202eevil\u202c", "a\u0000b\nc", "x\u200by", "\ud800z"]), [
      "evil",
      "a b c",
      "xy",
      "z",
    ]);
  });

  test("drops what is longer than 64 characters, what has no letter, and what is no string", () => {
    const hostile = ["a".repeat(65), "...", "", 7, null] as unknown as string[];
    assert.deepEqual(normaliseTags([...hostile, "b".repeat(64)]), ["b".repeat(64)]);
  });

  test("keeps at most ten, or as many as asked, in the given order", () => {
    const many = Array.from({ length: 20 }, (_, index) => `tag ${index} of many`);
    assert.deepEqual(normaliseTags(many), many.slice(0, 10));
    assert.deepEqual(normaliseTags(many, { max: 3 }), many.slice(0, 3));
  });

  test("is stable: normalised tags stay as they are", () => {
    const once = normaliseTags(["#İstanbul", "“C#”", "(a) b", "«Ünï»", "1. 2. x", "ﬁsh"]);
    assert.deepEqual(normaliseTags(once), once);
  });

  test("tagKey is equal for what a person would call the same tag", () => {
    assert.equal(tagKey("Déjà_Vu"), tagKey("deja vu"));
    assert.notEqual(tagKey("cat"), tagKey("cats"));
  });
});
