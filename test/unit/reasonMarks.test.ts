/** What of a field is marked as the reason of a hit. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { reasonsFor } from "../../src/extension/core/search/reasons.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";

const document = documentOf("1", {
  path: "albums/IMG_20240501_redCar2.jpg",
  tags: ["Red Cars", "night view"],
  description: "Two red cars, a Café and 東京タワーの夜景. Bicylces and a hotdog 🐕 in the Straße",
  text: "NO PARKING",
});
const texts: Readonly<Record<string, string>> = {
  tags: "Red Cars, night view",
  name: "IMG_20240501_redCar2.jpg",
  description: document.description,
  text: document.text,
};

function marked(...words: readonly string[]): Record<string, string[]> {
  const reasons = reasonsFor(document, { words }, undefined);
  return Object.fromEntries(
    reasons.map(({ field, ranges = [] }) => [
      field,
      ranges.map(({ at, length }) => (texts[field] ?? "").slice(at, at + length)),
    ]),
  );
}

describe("marks in a hit", () => {
  test("words side by side are marked as one, whatever their endings and case", () => {
    assert.deepEqual(marked("red", "car"), { tags: ["Red Cars"], name: ["redCar"], description: ["red cars"] });
  });

  test("folded letters are marked as they are written", () => {
    assert.deepEqual(marked("cafe"), { description: ["Café"] });
    assert.deepEqual(marked("strasse"), { description: ["Straße"] });
  });

  test("words without spaces between them are marked by themselves", () => {
    assert.deepEqual(marked("夜景"), { description: ["夜景"] });
    assert.deepEqual(marked("🐕"), { description: ["🐕"] });
  });

  test("of a longer word only the part is marked, of a misspelt one the whole", () => {
    assert.deepEqual(marked("dog"), { description: ["dog"] });
    assert.deepEqual(marked("bicycle"), { description: ["Bicylces"] });
  });

  test("parts of names are marked in the name", () => {
    assert.deepEqual(marked("20240501"), { name: ["20240501"] });
    assert.deepEqual(marked("parking"), { text: ["PARKING"] });
  });

  test("a page full of one word has twenty marks, in order and apart from each other", () => {
    const page = documentOf("2", { text: "dog and ".repeat(500) });
    const [reason] = reasonsFor(page, { words: ["dog"] }, undefined);
    const ranges = reason?.ranges ?? [];
    assert.equal(ranges.length, 20);
    assert.ok(ranges.every(({ at, length }, place) => place === 0 || at > (ranges[place - 1]?.at ?? 0) + length));
  });

  test("marks lie within the text, whatever stands in it", () => {
    const texts = ["\ud800dog\udfff", "İstanbul ﬁsh ①②", "a\u0301\u0301\u0301 dog's", "ǅdog ｄｏｇ", "กรุงเทพdog"];
    for (const text of texts)
      for (const { ranges = [] } of reasonsFor(
        documentOf("3", { text }),
        { words: ["dog", "fish", "istanbul", "a"] },
        undefined,
      ))
        for (const { at, length } of ranges) assert.ok(at >= 0 && length > 0 && at + length <= text.length, text);
  });
});
