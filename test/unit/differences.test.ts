/** What differs between two texts and two lists of tags. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { tagDifferences, textDifferences, type Piece } from "../../src/webview/logic/differences.ts";

const spoken = (pieces: readonly Piece[]): string =>
  pieces.map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `[+${text}]` : `[-${text}]`)).join("");
const side = (pieces: readonly Piece[], without: "added" | "removed"): string =>
  pieces
    .filter(({ kind }) => kind !== without)
    .map(({ text, before = text }) => (without === "added" ? before : text))
    .join("");

describe("the differences of two texts", () => {
  test("are words, in reading order, what went before what came", () => {
    assert.equal(
      spoken(textDifferences("a red cat sleeps", "a black cat sits")),
      "a[- red][+ black] cat[- sleeps][+ sits]",
    );
    assert.equal(spoken(textDifferences("", "new words")), "[+new words]");
    assert.equal(spoken(textDifferences("old words", "")), "[-old words]");
    assert.equal(spoken(textDifferences("same", "same")), "same");
    assert.deepEqual(textDifferences("", ""), []);
  });

  test("give both texts back whole", () => {
    const words = ["sea", "beach", "dog", "\n", "café", "   ", "海", "👩‍🚀", "."];
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const text = (): string =>
      Array.from({ length: random(12) }, () => words[random(words.length)] ?? "").join(" ".repeat(1 + random(2)));
    for (let round = 0; round < 500; round++) {
      const [before, after] = [text(), text()];
      const pieces = textDifferences(before, after);
      assert.equal(side(pieces, "removed"), after);
      assert.equal(side(pieces, "added"), before);
    }
  });

  test("of texts that are too long for it are the texts as wholes", () => {
    const long = "word ".repeat(700);
    assert.deepEqual(
      textDifferences(long, "short").map(({ kind }) => kind),
      ["removed", "added"],
    );
  });
});

test("tags are compared letter by letter: those of now in their order, then those that went", () => {
  assert.equal(spoken(tagDifferences(["sea", "Dog", "sun"], ["dog", "sea"])), "[+dog]sea[-Dog][-sun]");
});
