/** The index file: every dialect is read, exactly one layout is written. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatIndexFile, parseIndexFile } from "../../src/extension/adapters/records/indexFile.ts";

const read = (value: unknown): [string, unknown][] =>
  [...parseIndexFile(JSON.stringify(value))].map(([key, item]) => [key, item.entry]);

describe("the index file", () => {
  test("is written with four keys in order, four spaces, ASCII only and no trailing newline", () => {
    const content = formatIndexFile([
      ["b ö.jpg", { description: "Käse \u{1F9C0}", tags: ["a", "b"], text: "x\ny", isProcessed: true }],
      ["a.jpg", { description: "", tags: [], text: "", isProcessed: false }],
    ]);
    assert.equal(
      content,
      `{
    "a.jpg": {
        "description": "",
        "tags": [],
        "text_content": "",
        "is_processed": false
    },
    "b \\u00f6.jpg": {
        "description": "K\\u00e4se \\ud83e\\uddc0",
        "tags": [
            "a",
            "b"
        ],
        "text_content": "x\\ny",
        "is_processed": true
    }
}`,
    );
  });

  test("sorts keys by code point, as Python does", () => {
    const entry = { description: "d", tags: [], text: "", isProcessed: true };
    const content = formatIndexFile([
      ["\u{1F600}.jpg", entry],
      ["\uFF5E.jpg", entry],
      ["A.jpg", entry],
    ]);
    assert.deepEqual(Object.keys(JSON.parse(content) as object), ["A.jpg", "\uFF5E.jpg", "\u{1F600}.jpg"]);
  });

  test("reads null and missing fields as empty values", () => {
    assert.deepEqual(read({ "a.jpg": { description: null, tags: null }, "b.jpg": null }), [
      ["a.jpg", { description: "", tags: [], text: "", isProcessed: false }],
      ["b.jpg", { description: "", tags: [], text: "", isProcessed: false }],
    ]);
  });

  test("reads tags that are one text with commas", () => {
    assert.deepEqual(read({ "a.jpg": { tags: "red, car ,, night,red" } })[0]?.[1], {
      description: "",
      tags: ["red", "car", "night"],
      text: "",
      isProcessed: false,
    });
  });

  test("keeps keys that are not its own apart", () => {
    const items = parseIndexFile(JSON.stringify({ "a.jpg": { description: "d", tags_ru: ["красный"], error: "x" } }));
    assert.deepEqual(items.get("a.jpg")?.extra, { tags_ru: ["красный"], error: "x" });
  });

  test("reads a list of entries by their path", () => {
    assert.deepEqual(read([{ path: "sub/a.jpg", filename: "a.jpg", size: 3, modified: 1 }])[0]?.[0], "sub/a.jpg");
  });

  test("keeps a key named __proto__ as an ordinary key", () => {
    const items = parseIndexFile('{"__proto__": {"description": "d", "tags": ["t"]}}');
    assert.equal(items.get("__proto__")?.entry.description, "d");
  });

  test("reads a file with a byte order mark and an empty file", () => {
    assert.equal(parseIndexFile('\uFEFF{"a.jpg": {}}').size, 1);
    assert.equal(parseIndexFile("").size, 0);
  });

  test("names the position of broken JSON", () => {
    assert.throws(() => parseIndexFile('{"a.jpg": {'), SyntaxError);
    assert.throws(() => parseIndexFile('"text"'), TypeError);
  });
});
