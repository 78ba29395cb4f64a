/** The vocabulary: how its file is read, what is wrong with it and where, and how tags are brought to its words. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { placeInText } from "../../src/extension/core/tagging/commentedJson.ts";
import { tagKey } from "../../src/extension/core/tagging/normaliseTags.ts";
import { applyVocabulary, type Vocabulary } from "../../src/extension/core/tagging/vocabulary.ts";
import { exampleVocabulary } from "../../src/extension/core/tagging/vocabularyExample.ts";
import { parseVocabulary } from "../../src/extension/core/tagging/vocabularyFile.ts";

function vocabularyOf(content: unknown): Vocabulary {
  const reading = parseVocabulary(typeof content === "string" ? content : JSON.stringify(content), shortHash);
  assert.ok("vocabulary" in reading, JSON.stringify(reading));
  return reading.vocabulary;
}

const apply = (tags: readonly string[], content: unknown): readonly string[] =>
  applyVocabulary(tags, vocabularyOf(content));

describe("the words of a vocabulary", () => {
  test("replace their aliases, exactly and never by guess", () => {
    const content = { tags: [{ tag: "car", aliases: ["automobile", "motor car"] }] };
    assert.deepEqual(apply(["Automobile", "motor-car", "cars", "automobiles"], content), [
      "car",
      "cars",
      "automobiles",
    ]);
  });

  test("are written as the file writes them, however the model does", () => {
    assert.deepEqual(apply(["new york", "cafe"], { tags: ["New York", "Café"] }), ["New York", "Café"]);
  });

  test("drop what is banned", () => {
    assert.deepEqual(apply(["Stock Photo", "sea"], { banned: ["stock-photo"] }), ["sea"]);
  });

  test("bring their parents along, right after the child, over all levels, none twice", () => {
    const content = {
      tags: [
        { tag: "poodle", parents: ["dog"] },
        { tag: "dog", aliases: ["hound"], parents: ["animal"] },
      ],
    };
    assert.deepEqual(apply(["sea", "poodle", "hound", "animal"], content), ["sea", "poodle", "dog", "animal"]);
  });

  test("may name an alias as parent: the word that it stands for comes", () => {
    const content = {
      tags: [
        { tag: "dog", aliases: ["hound"] },
        { tag: "poodle", parents: ["hound"] },
      ],
    };
    assert.deepEqual(apply(["poodle"], content), ["poodle", "dog"]);
  });

  test("survive being each other's parents", () => {
    const content = {
      tags: [
        { tag: "a", parents: ["b", "a"] },
        { tag: "b", parents: ["c"] },
        { tag: "c", parents: ["a"] },
      ],
    };
    assert.deepEqual(apply(["b"], content), ["b", "c", "a"]);
  });

  test("are the only ones where they are strict; a parent is one of them", () => {
    const content = { strict: true, tags: [{ tag: "dog", aliases: ["hound"], parents: ["animal"] }, "sea"] };
    assert.deepEqual(apply(["hound", "poodle", "sea", "animal", "dogs"], content), ["dog", "animal", "sea"]);
  });

  test("keep to the maximum, parents counted", () => {
    const content = { maximum: 3, tags: [{ tag: "dog", parents: ["pet", "animal", "being"] }] };
    assert.deepEqual(apply(["sea", "dog", "car"], content), ["sea", "dog", "pet"]);
  });

  test("keep words of every script whole, and decoration that no tag carries is no part of them", () => {
    const content = { strict: true, tags: [{ tag: "東京タワー", aliases: ["tokyo tower"] }, "#sea"] };
    assert.deepEqual(apply(["Tokyo Tower", "sea", "東京"], content), ["東京タワー", "sea"]);
  });

  test("are applied exactly where there are 500 of them, with aliases and bans, and at once", () => {
    const tags = Array.from({ length: 500 }, (_, n) => ({
      tag: `Word ${n}`,
      aliases: [`alias ${n} a`, `alias-${n}-b`],
      ...(n % 10 === 0 ? { parents: [`group ${n / 10}`] } : {}),
    }));
    const banned = Array.from({ length: 500 }, (_, n) => `banned ${n}`);
    const vocabulary = vocabularyOf({ strict: true, tags, banned, maximum: 50 });
    const listed = new Set(vocabulary.preferred.map(tagKey));
    assert.equal(vocabulary.preferred.length, 550);
    for (let n = 0; n < 500; n++) {
      const answer = [`ALIAS ${n} B`, `banned ${n}`, `word${n}`, `alias_${(n + 1) % 500}_a`];
      const expected = [n, (n + 1) % 500].flatMap((m) => [`Word ${m}`, ...(m % 10 === 0 ? [`group ${m / 10}`] : [])]);
      const found = applyVocabulary(answer, vocabulary);
      assert.deepEqual(found, expected);
      assert.ok(found.every((tag) => listed.has(tagKey(tag))));
    }
  });

  test("applied twice change nothing more", () => {
    const content = { tags: [{ tag: "dog", parents: ["animal"] }, "sea"] };
    const once = apply(["sea", "dog", "sun"], content);
    assert.deepEqual(apply(once, content), once);
  });
});

describe("the key of a vocabulary", () => {
  const key = (content: unknown): string => vocabularyOf(content).key;

  test("does not depend on white space, comments, or the order of keys and entries", () => {
    const one = `{ "tags": ["sea", { "tag": "dog", "aliases": ["hound", "pooch"] }], "banned": ["x"] }`;
    const other = `// ours
      { "banned": [ "X", ], /* the list */ "$schema": "s",
        "tags": [{ "aliases": ["Pooch", "hound"], "tag": "dog" }, "sea"], "strict": false }`;
    assert.equal(key(one), key(other));
  });

  test("depends on every word and number", () => {
    const keys = [
      { tags: ["sea"] },
      { tags: ["Sea"] },
      { tags: ["sea", "sky"] },
      { tags: [{ tag: "sea", aliases: ["sky"] }] },
      { tags: [{ tag: "sea", parents: ["sky"] }] },
      { tags: ["sea"], banned: ["sky"] },
      { tags: ["sea"], strict: true },
      { tags: ["sea"], maximum: 9 },
      { tags: ["sea"], minimum: 4 },
    ].map(key);
    assert.equal(new Set(keys).size, keys.length);
  });

  test("is empty where the file asks for nothing", () => {
    assert.equal(key({}), "");
    assert.equal(key({ tags: [], minimum: 5, maximum: 10 }), "");
  });
});

describe("the file", () => {
  const sentences = { tags: "One\ntwo.", banned: "b", counts: "c", strict: "s" };

  test("that a person begins with asks for nothing, and says how to ask when its comments are taken away", () => {
    const example = exampleVocabulary(sentences);
    assert.equal(vocabularyOf(example).key, "");
    const used = vocabularyOf(example.replaceAll(/\/\/ (?=["{])/gu, ""));
    assert.deepEqual(used.preferred, ["sea", "dog", "animal"]);
    assert.deepEqual(applyVocabulary(["puppy"], used), ["dog", "animal"]);
  });

  test("and its schema agree on names and limits", async () => {
    const file = path.join(import.meta.dirname, "../../schemas/image-tags.schema.json");
    const { properties, definitions } = JSON.parse(await readFile(file, "utf8")) as {
      properties: Record<string, { minimum?: number; maximum?: number }>;
      definitions: Record<"word" | "entry", { maxLength?: number; properties?: object }>;
    };
    const problemOf = (content: object): string => {
      const reading = parseVocabulary(JSON.stringify(content), shortHash);
      return "problem" in reading ? reading.problem.message : "";
    };
    assert.equal(problemOf({ x: 1 }), `“x” is not known here: ${Object.keys(properties).join(", ")} are.`);
    const entry = Object.keys(definitions.entry.properties ?? {}).join(", ");
    assert.equal(problemOf({ tags: [{ x: 1 }] }), `“x” is not known here: ${entry} are.`);
    for (const name of ["minimum", "maximum"] as const) {
      const { minimum = Number.NaN, maximum = Number.NaN } = properties[name] ?? {};
      assert.equal(problemOf({ maximum: 50, [name]: minimum }), "");
      assert.equal(problemOf({ [name]: maximum }), "");
      for (const wrong of [minimum - 1, maximum + 1])
        assert.equal(problemOf({ [name]: wrong }), `A whole number from ${minimum} to ${maximum} is wanted here.`);
    }
    const longest = "x".repeat(definitions.word.maxLength ?? 0);
    assert.deepEqual([problemOf({ tags: [longest] }), problemOf({ tags: [`${longest}x`] }) === ""], ["", false]);
  });

  test("is told of by line and column, whatever ends its lines", () => {
    const text = '{\r\n\n "tags": 7}';
    const reading = parseVocabulary(text, shortHash);
    assert.ok("problem" in reading);
    assert.deepEqual(placeInText(text, reading.problem.at), { line: 2, column: 9 });
  });
});

describe("what is wrong with a vocabulary file", () => {
  const wrong: readonly (readonly [string, string, string, RegExp])[] = [
    ["an empty file", "", "", /value is missing/u],
    ["no object", '["sea"]', '["sea"]', /one object/u],
    ["an unknown name", '{ "tag": [] }', '"tag"', /not known here/u],
    ["a name twice", '{ "tags": [], "tags": ["sea"] }', '"tags"', /twice/u],
    ["a missing comma", '{ "tags": ["a" "b"] }', '"', /comma/u],
    ["an open comment", '{ /* "tags": [] }', "/", /comment is not closed/u],
    ["an open text", '{ "tags": ["sea }', '"', /not closed/u],
    ["something after the end", "{} x", "x", /after the closing/u],
    ["a number as tag", '{ "tags": [7] }', "7", /A tag is a word/u],
    ["an entry without a tag", '{ "tags": [{ "aliases": ["x"] }] }', '{ "aliases": ["x"] }', /lacks its "tag"/u],
    ["a tag of signs", '{ "tags": ["..."] }', '"..."', /letter or a digit/u],
    ["a tag that is too long", `{ "tags": ["${"x".repeat(65)}"] }`, `"${"x".repeat(65)}"`, /64 characters/u],
    [
      "an alias of two tags",
      '{ "tags": [{ "tag": "a", "aliases": ["x"] }, { "tag": "b", "aliases": ["X"] }] }',
      '"X"',
      /alias of “a” already/u,
    ],
    ["an alias that is a tag", '{ "tags": ["a", { "tag": "b", "aliases": ["A"] }] }', '"A"', /tag of its own/u],
    ["a banned tag", '{ "tags": ["a"], "banned": ["A"] }', '"A"', /listed and banned/u],
    ["a count out of range", '{ "maximum": 0 }', "0", /from 1 to 50/u],
    ["a minimum above the maximum", '{ "minimum": 8, "maximum": 4 }', "8", /above the maximum \(4\)/u],
    ["strict as a word", '{ "strict": "yes" }', '"yes"', /true or false/u],
    ["strict without tags", '{ "strict": true }', "true", /needs a list/u],
    ["nesting without end", `{ "tags": ${"[".repeat(500)}`, "[", /too deep/u],
  ];
  for (const [name, text, place, message] of wrong) {
    test(`is said with its place: ${name}`, () => {
      const reading = parseVocabulary(text, shortHash);
      assert.ok("problem" in reading, "it was taken");
      const { at, end } = reading.problem;
      assert.match(reading.problem.message, message);
      assert.equal(text.slice(at, end), place);
    });
  }

  test("a file beyond all measure is refused at once", () => {
    const reading = parseVocabulary(" ".repeat(3_000_000), shortHash);
    assert.ok("problem" in reading && /too large/u.test(reading.problem.message));
  });
});
