/** Hostile text becomes harmless text, and long text ends at a word. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clampAtWord, cleanLine, cleanLines } from "../../src/extension/core/tagging/cleanText.ts";
import { endsInLoop, isFiller, LoopWatch } from "../../src/extension/core/tagging/repetition.ts";

describe("cleanLine and cleanLines", () => {
  test("take out control characters, direction overrides and what cannot be seen", () => {
    assert.equal(cleanLine("a\u0000b\u202ec\u200bd\u2066e\ufefff\u{e0041}g\ud800h\u00adi"), "a bcdefghi");
    assert.equal(cleanLine("\u001b]0;title\u0007x"), "]0;title x");
  });

  test("make one line or keep the lines", () => {
    assert.equal(cleanLine(" a \r\n\t b\u2028c "), "a b c");
    assert.equal(cleanLines(" a \r\n\t b\u2028c\n\n\n\nd "), "a\nb\nc\n\nd");
  });

  test("leave the joiners inside words and emoji", () => {
    assert.equal(cleanLine("\u200dمی\u200cروم \u{1f469}\u200d\u{1f680}\u200d"), "می\u200cروم \u{1f469}\u200d\u{1f680}");
  });
});

describe("clampAtWord", () => {
  test("leaves what fits and cuts the rest at a word, within the limit", () => {
    assert.equal(clampAtWord("one two", 7), "one two");
    assert.equal(clampAtWord("one two, three", 12), "one two…");
    assert.equal(clampAtWord("東京タワーの夜景", 5), "東京タワ…");
    assert.equal(Array.from(clampAtWord("👍".repeat(50), 10)).length, 10);
  });
});

describe("repetition", () => {
  test("a loop is noticed whatever its unit and however it is cut", () => {
    for (const unit of ["x", "ab ", "a cat and ", '"cat", ', "\n    ", " "]) {
      const watch = new LoopWatch();
      let pieces = 0;
      const text = unit.repeat(400);
      for (let at = 0; at < text.length && !watch.push(text.slice(at, at + 7)); at += 7) pieces++;
      assert.ok(pieces * 7 < Math.max(600, unit.length * 60), `${JSON.stringify(unit)} after ${String(pieces)} pieces`);
      assert.ok(watch.push(""));
    }
  });

  test("text, tables and indented JSON are no loop", () => {
    const rows = Array.from({ length: 60 }, (_, at) => `| row ${String(at)} | ${String(at * 37)} |`).join("\n");
    const json = JSON.stringify({ tags: Array.from({ length: 10 }, (_, at) => `tag ${String(at)}`) }, null, 8);
    for (const text of [rows, json, "Chapter one ................................ 7"]) {
      const watch = new LoopWatch();
      for (let at = 0; at < text.length; at += 5) assert.ok(!watch.push(text.slice(at, at + 5)), text.slice(0, at));
    }
  });

  test("filler is a few words over and over, and a sentence is not", () => {
    assert.ok(isFiller("the the the the the the the the the the the the"));
    assert.ok(endsInLoop("ha".repeat(30), 40));
    assert.ok(!isFiller("A man and a woman and a child and a dog walk along a beach."));
    assert.ok(!isFiller("Red."));
  });
});
