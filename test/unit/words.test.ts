/** Folding, cutting and stemming: the one way in which text becomes words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isWithinEdits } from "../../src/extension/core/search/spelling.ts";
import { stem } from "../../src/extension/core/search/stem.ts";
import { fold, nameOf, nameWordsOf, tellingWords, wordsOf } from "../../src/extension/core/search/words.ts";

describe("words", () => {
  test("folds case, accents, compatibility forms and letters that stand for two", () => {
    assert.equal(
      fold("Crème BRÛLÉE ﬁn Straße Łódź Ærø İstanbul ΟΔΟΣ"),
      "creme brulee fin strasse lodz aero istanbul οδοσ",
    );
  });

  test("keeps marks that make another letter", () => {
    assert.equal(fold("が ガ"), "が ガ");
    assert.equal(fold("हिन्दी"), "हिन्दी".normalize("NFC"));
  });

  test("cuts words at everything that is no letter, number or picture", () => {
    assert.deepEqual(wordsOf("Dog's T-shirt, O'Brien’s 2nd_a/b 🐶!"), [
      "dog",
      "t",
      "shirt",
      "obrien",
      "2nd",
      "a",
      "b",
      "🐶",
    ]);
  });

  test("cuts languages without spaces where their words end", () => {
    assert.deepEqual(wordsOf("東京タワーの夜景"), ["東京タワー", "の", "夜景"]);
  });

  test("cuts a word that is longer than the index takes, not inside a letter", () => {
    const [word] = wordsOf("𝒳".repeat(200) + "é");
    assert.ok(word !== undefined && word.length <= 60 && word.isWellFormed());
  });

  test("splits file names at capitals and digits and keeps the whole too", () => {
    assert.deepEqual(nameWordsOf("a/IMG_20240501.jpg"), ["img", "20240501"]);
    assert.deepEqual(nameWordsOf("a/redCar2.final.JPEG"), ["red", "car", "2", "final", "redcar2"]);
    assert.equal(nameOf("a.b/.hidden"), ".hidden");
  });

  test("drops small words unless there is nothing else, and repetitions", () => {
    assert.deepEqual(tellingWords(["the", "dog", "of", "dog"]), ["dog"]);
    assert.deepEqual(tellingWords(["to", "be"]), ["to", "be"]);
  });

  test("counts the letters in which two words differ", () => {
    assert.ok(isWithinEdits("beach", "beech", 1) && isWithinEdits("beach", "bach", 1));
    assert.ok(!isWithinEdits("beach", "baech", 1) && isWithinEdits("beach", "baech", 2));
    assert.ok(!isWithinEdits("sunset", "sun", 2));
  });
});

describe("stem", () => {
  const groups = [
    "run runs running",
    "city cities",
    "beach beaches",
    "hop hopped hopping hops",
    "hope hoped hoping hopes",
    "cry cries cried crying",
    "sky skies",
    "bus buses",
    "child children",
    "woman women",
    "glass glasses",
    "happy happiness",
    "nation nations national nationally",
    "general generally generals",
    "play plays playing played",
    "agree agreed agreeing",
    "tie tied ties",
    "photograph photographs photographed photographing",
  ];

  test("makes the forms of one word the same", () => {
    for (const group of groups) {
      const stems = new Set(group.split(" ").map(stem));
      assert.equal(stems.size, 1, `${group}: ${[...stems].join(" ")}`);
    }
  });

  test("keeps different words apart", () => {
    const words = groups.map((group) => stem(group.split(" ")[0] ?? ""));
    assert.equal(new Set(words).size, words.length);
    assert.notEqual(stem("new"), stem("news"));
    assert.notEqual(stem("hop"), stem("hope"));
  });

  test("leaves short words, numbers and other scripts alone", () => {
    for (const word of ["as", "is", "20240501", "夜景", "mp3s"]) assert.equal(stem(word), word);
  });
});
