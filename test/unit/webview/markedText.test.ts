/** Texts with the words marked that a search looked for. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { markedPieces, snippetPieces, type Piece } from "../../../src/webview/logic/markedText.ts";

const spoken = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join("");

describe("marks", () => {
  test("stand where the ranges say, and the whole text is there", () => {
    const ranges = [
      { at: 0, length: 3 },
      { at: 8, length: 3 },
    ];
    assert.equal(spoken(markedPieces("red and car", ranges)), "[red] and [car]");
    assert.equal(spoken(markedPieces("red", [])), "red");
    assert.deepEqual(markedPieces("", []), []);
  });

  test("that overlap or lie outside are left out, and no letter is lost", () => {
    const ranges = [
      { at: 0, length: 5 },
      { at: 3, length: 4 },
      { at: 9, length: 0 },
      { at: 9, length: 50 },
    ];
    assert.equal(spoken(markedPieces("red and car", ranges)), "[red a]nd car");
  });

  test("stay in their place behind letters that cannot be shown", () => {
    assert.equal(spoken(markedPieces("\u202Ered\ncar", [{ at: 5, length: 3 }])), "\uFFFDred↵[car]");
  });
});

describe("a snippet", () => {
  test("begins at a word shortly before the first mark", () => {
    const text = "A quiet street with old houses on both sides, where a red car waits at night.";
    const at = text.indexOf("red car");
    assert.equal(spoken(snippetPieces(text, [{ at, length: 7 }])), "…on both sides, where a [red car] waits at night.");
  });

  test("is the whole text where the mark is at its beginning, and begins with the mark in a text without blanks", () => {
    assert.equal(spoken(snippetPieces("A red car.", [{ at: 2, length: 7 }])), "A [red car].");
    assert.equal(spoken(snippetPieces(`${"あ".repeat(40)}夜景`, [{ at: 40, length: 2 }])), "…[夜景]");
  });
});
