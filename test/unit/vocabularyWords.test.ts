/** Words put into a vocabulary file: all that a person wrote stays as it is, comments and layout included. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { exampleVocabulary } from "../../src/extension/core/tagging/vocabularyExample.ts";
import { parseVocabulary } from "../../src/extension/core/tagging/vocabularyFile.ts";
import { addWords, type AddedWords } from "../../src/extension/core/tagging/vocabularyWords.ts";

function add(text: string, ...words: readonly string[]): AddedWords {
  const result = addWords(text, words, shortHash);
  assert.ok("text" in result, JSON.stringify(result));
  const reading = parseVocabulary(result.text, shortHash);
  assert.ok("vocabulary" in reading, `${JSON.stringify(reading)} in ${result.text}`);
  for (const word of result.added) assert.ok(reading.vocabulary.preferred.includes(word), result.text);
  return result;
}

describe("words added to a vocabulary file", () => {
  test("stand in lines of their own where others do, behind comments, and nothing else is changed", () => {
    const text = [
      "{",
      "    // by hand",
      '    "tags": [',
      '        "sea", // all water',
      '        { "tag": "dog", "aliases": ["hound"] } /* the last */',
      "        // more to come",
      "    ],",
      '    "banned": ["photo"],',
      "}",
      "",
    ].join("\r\n");
    const { text: after } = add(text, "cat", "New York");
    assert.equal(
      after,
      text
        .replace('["hound"] }', '["hound"] },')
        .replace("// more to come", '// more to come\r\n        "cat",\r\n        "New York"'),
    );
  });
  test("keep the comma at the end where there is one, and the line where all is in one", () => {
    assert.equal(
      add('{\n\t"tags": [\n\t\t"a", // first\n\t],\n}', "b").text,
      '{\n\t"tags": [\n\t\t"a", // first\n\t\t"b",\n\t],\n}',
    );
    assert.equal(add('{"tags": ["a", "b"], "strict": true}', "c").text, '{"tags": ["a", "b", "c"], "strict": true}');
    assert.equal(add('{"tags": ["a",]}', "b").text, '{"tags": ["a", "b",]}');
    assert.equal(add("{}", "a", "b").text, '{"tags": ["a", "b"]}');
  });
  test("begin the list where there is none or an empty one", () => {
    assert.equal(
      add('{\n  "banned": ["x"] // not this\n}\n', "a", "b").text,
      ["{", '  "banned": ["x"], // not this', '  "tags": [', '    "a",', '    "b"', "  ]", "}", ""].join("\n"),
    );
    assert.equal(add('{\n  "tags": []\n}', "a", "b").text, '{\n  "tags": [\n    "a",\n    "b"\n  ]\n}');
    assert.equal(
      add('{ "tags": ["a",\n           "b"] }', "c").text,
      '{ "tags": ["a",\n           "b",\n           "c"\n] }',
    );
  });
  test("come into the file that the program begins", () => {
    const example = exampleVocabulary({ tags: "Words", banned: "Never", counts: "How many", strict: "Only these" });
    const { text } = add(example, "harbour");
    assert.match(text, /"parents": \["animal"\] \},\n {4}"harbour"\n {2}\],/u);
    assert.match(add(text, "quay").text, /\n {4}"harbour",\n {4}"quay"\n {2}\],/u);
  });
  test("are told apart: listed, an alias, banned, unfit, twice", () => {
    const text = '{ "tags": ["Sea", { "tag": "dog", "aliases": ["hound"] }], "banned": ["stock photo"] }';
    const { text: after, ...lists } = add(text, "sea", "Hound", "stock-photo", "!!!", "x".repeat(65), "cat", "CAT");
    assert.deepEqual(lists, {
      added: ["cat"],
      known: [
        { word: "sea", as: "Sea" },
        { word: "Hound", as: "dog" },
      ],
      banned: ["stock-photo"],
      unfit: ["!!!", "x".repeat(65)],
    });
    assert.equal(after, text.replace("}], ", '}, "cat"], '));
    assert.equal(add(text, "sea").text, text);
  });
  test("cannot break out of their quotes, whatever stands in them", () => {
    const { added } = add('{"tags": []}', 'say "cheese"', "back\\slash", "line\nbreak", "*/ // x");
    assert.equal(added.length, 4);
  });
  test("a file with a fault is left alone, and the fault is named with its place", () => {
    assert.deepEqual(addWords('{ "tags": ["a" "b"] }', ["c"], shortHash), {
      problem: { at: 15, end: 16, message: 'A comma or a "]" is missing here.' },
    });
    assert.ok("problem" in addWords("", ["c"], shortHash));
    const many = JSON.stringify({ tags: Array.from({ length: 20_000 }, (_, index) => `w${index}`) });
    assert.ok("problem" in addWords(many, ["one more"], shortHash));
  });
});
