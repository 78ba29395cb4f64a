/** What is kept of tesseract's table and of foreign metadata. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  captionOf,
  isoDate,
  joinCamera,
  keywordList,
  placeOf,
} from "../../src/extension/core/imageFile/metadataValues.ts";
import { plausibleText } from "../../src/extension/adapters/ocr/plausibleText.ts";
import { plainText } from "../../src/extension/core/builtin/plainText.ts";

/** A table with one line per array; a word is its text and confidence. */
function table(lines: readonly (readonly (readonly [string, number])[])[], topPx = 0): string {
  const rows = lines.flatMap((line, row) =>
    line.map(([text, confidence], column) =>
      ["5", "1", "1", "1", row + 1, column + 1, column * 100, topPx + row * 50, 90, 20, confidence, text].join("\t"),
    ),
  );
  return rows.join("\n");
}

describe("text out of a table", () => {
  test("keeps lines and the order of words", () => {
    const page = table([
      [
        ["Hello", 95],
        ["world", 93],
      ],
      [
        ["Second", 91],
        ["line", 94],
      ],
    ]);
    assert.deepEqual(plausibleText(page), { text: "Hello world\nSecond line", confidence: 93.25 });
  });

  test("drops words that were read badly, and lines that are mostly such", () => {
    const page = table([
      [
        ["Hello", 95],
        ["w%§d", 20],
        ["there", 92],
      ],
      [
        ["xq", 61],
        ["kfjwpsd", 15],
      ],
    ]);
    assert.equal(plausibleText(page).text, "Hello there");
  });

  test("is empty for the scraps that a photo gives", () => {
    const page = table([
      [["ae", 71]],
      [["\\|", 80]],
      [
        ["wi", 66],
        ["of", 63],
      ],
      [["iii", 70]],
    ]);
    assert.deepEqual(plausibleText(page), { text: "", confidence: 0 });
  });

  test("puts scattered words in where they stand, and none twice", () => {
    const page = table([[["Title", 95]], [["Footer", 95]]]);
    const footerAt50 = ["5", "1", "1", "1", "9", "1", "0", "50", "90", "20", "96", "Footer"].join("\t");
    const button = ["5", "1", "1", "1", "8", "1", "300", "25", "90", "20", "96", "Submit"].join("\t");
    assert.equal(plausibleText(page, `${button}\n${footerAt50}`).text, "Title\nSubmit\nFooter");
  });
});

describe("foreign metadata", () => {
  test("dates become ISO, impossible ones nothing", () => {
    assert.equal(isoDate("2006:07:08 21:14:45"), "2006-07-08T21:14:45");
    assert.equal(isoDate("2023-01-02"), "2023-01-02T00:00:00");
    for (const bad of ["0000:00:00 00:00:00", "2023:02:30 10:00:00", "1700:01:01 00:00:00", "yesterday", ""]) {
      assert.equal(isoDate(bad), undefined, bad);
    }
  });

  test("cameras are named once, without the company's form", () => {
    assert.equal(joinCamera("Canon", "Canon EOS 7D"), "Canon EOS 7D");
    assert.equal(joinCamera("NIKON CORPORATION", "NIKON D80"), "NIKON D80");
    assert.equal(joinCamera("Minolta Co., Ltd.", "Dimage EX"), "Minolta Dimage EX");
    assert.equal(joinCamera("", ""), "");
  });

  test("places out of range, and the empty place at 0/0, are none", () => {
    assert.deepEqual(placeOf(51.5, -0.1), { latitude: 51.5, longitude: -0.1 });
    for (const [latitude, longitude] of [
      [91, 0],
      [0, 181],
      [0, 0],
      [Number.NaN, 1],
      ["51", 2],
    ]) {
      assert.equal(placeOf(latitude, longitude), undefined);
    }
  });

  test("keywords are split, cleaned, unlike each other and bounded in number", () => {
    assert.deepEqual(keywordList(["a, b;c", "A", " \u0007 ", "d\u202ee"]), ["a", "b", "c", "de"]);
    assert.equal(keywordList(Array.from({ length: 1000 }, (_, at) => `k${at}`)).length, 50);
  });

  test("captions that a camera writes by itself are none", () => {
    assert.equal(captionOf(["SONY DSC", "OLYMPUS DIGITAL CAMERA         ", "A dog"], 100), "A dog");
  });

  test("what is no text is nothing, and long text is cut", () => {
    assert.equal(plainText({ toString: () => "evil" }, 10), "");
    assert.equal(plainText("a\u0000b\nc", 10), "a b c");
    assert.ok(plainText("x ".repeat(10_000), 50).length <= 50);
  });
});
