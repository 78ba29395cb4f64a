/** The query language: words, OR and brackets, and which problems they have at which place. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseQuery } from "../../src/extension/core/search/parseQuery.ts";
import { checks, now } from "../fixtures/queryCases.ts";
import { spoken } from "../fixtures/spokenConditions.ts";

describe("words of a query", () => {
  test("are alternatives", () => {
    checks({
      "": {},
      "   ": {},
      dog: { words: "dog" },
      " red  car at night ": { words: "red car at night" },
      "dog or cat": { words: "dog or cat" },
      "Dog,cat; t-shirt!": { words: "Dog cat t-shirt" },
      "salt + - & pepper": { words: "salt pepper" },
      夜景の写真: { words: "夜景 の 写真" },
      "犬、猫　鳥": { words: "犬 猫 鳥" },
      "IMG_20240501 #tag @me": { words: "IMG_20240501 tag me" },
      "🐶 dog": { words: "🐶 dog" },
    });
  });

  test("that are no filters stay words", () => {
    checks({
      "https://example.org/a?b=c": { words: "https://example.org/a?b=c" },
      "12:30": { words: "12:30" },
      "C:\\pictures\\x": { words: "C:\\pictures\\x" },
      "foo:bar": { words: "foo:bar" },
      "a>b": { words: "a>b" },
      "2>1": { words: "2>1" },
      ":": {},
      ":) dog": { words: "dog" },
      "ratio:16:9": { words: "ratio:16:9" },
    });
  });

  test("may be required, excluded and quoted", () => {
    checks({
      "+red car": { words: "car", where: "words=red" },
      "car -dog": { words: "car", where: "not(words=dog)" },
      "-dog": { where: "not(words=dog)" },
      '"red car"': { where: "words=red car" },
      '+"red car" x': { words: "x", where: "words=red car" },
      '-"hot dog" bun': { words: "bun", where: "not(words=hot dog)" },
      '+red car "at night" -dog -"hot dog"': {
        words: "car",
        where: "all(words=red, words=at night, not(words=dog), not(words=hot dog))",
      },
      "-t-shirt": { where: "not(words=t-shirt)" },
      "–dog −cat": { where: "all(not(words=dog), not(words=cat))" },
      "“red car” „blue car“ «x» 「赤い車」": {
        where: "all(words=red car, words=blue car, words=x, words=赤い車)",
      },
      '"red car"blue': { words: "blue", where: "words=red car" },
      "- dog": { words: "dog" },
      "--dog": { where: "not(words=-dog)" },
      "-&": {},
    });
  });

  test("in quotes that are empty or not closed are told, and what follows counts", () => {
    checks({
      '""': { problems: ["0+2"] },
      'dog "&"': { words: "dog", problems: ["4+3"] },
      '🐶 dog "red car': { words: "🐶 dog", where: "words=red car", problems: ["7+1"] },
      'dog -"red': { words: "dog", where: "not(words=red)", problems: ["5+1"] },
      '"': { problems: ["0+1"] },
      'tag:"red car': { where: "tag=red car", problems: ["4+1"] },
    });
  });
});

describe("OR", () => {
  test("between plain words changes nothing", () => {
    checks({
      "dog OR cat": { words: "dog cat" },
      "dog OR cat bird": { words: "dog cat bird" },
      "(dog OR cat) bird": { words: "dog cat bird" },
    });
  });

  test("joins the two beside it, whatever they are", () => {
    checks({
      "tag:a OR tag:b": { where: "any(tag=a, tag=b)" },
      "tag:a OR tag:b OR tag:c": { where: "any(tag=a, tag=b, tag=c)" },
      "tag:a tag:b OR tag:c": { where: "all(tag=a, any(tag=b, tag=c))" },
      "dog OR tag:b": { where: "any(words=dog, tag=b)" },
      "dog tag:a OR cat": { words: "dog", where: "any(tag=a, words=cat)" },
      '"red car" OR "blue car" OR +bus': { where: "any(words=red car, words=blue car, words=bus)" },
      "tag:a OR -tag:b": { where: "any(tag=a, not(tag=b))" },
      "dog OR -cat": { where: "any(words=dog, not(words=cat))" },
      "is:failed OR is:edited dog": { words: "dog", where: "any(state=failed, state=edited)" },
      "is:stale OR has:gps": { where: "any(stale, has=gps)" },
    });
  });

  test("that joins nothing is told, and the rest counts", () => {
    checks({
      "OR dog": { words: "dog", problems: ["0+2"] },
      "dog OR": { words: "dog", problems: ["4+2"] },
      OR: { problems: ["0+2"] },
      "dog OR OR cat": { words: "dog cat", problems: ["7+2"] },
      "(OR) dog": { words: "dog", problems: ["1+2"] },
      "dog (cat OR)": { words: "dog cat", problems: ["9+2"] },
      "tag:a OR kind:zebra dog": { words: "dog", where: "tag=a", problems: ["14+5"] },
      "dog kind:zebra OR tag:a": { words: "dog", where: "tag=a", problems: ["9+5"] },
      "tag:a OR & OR tag:b": { where: "any(tag=a, tag=b)" },
    });
  });
});

describe("brackets", () => {
  test("group", () => {
    checks({
      "(red car) night": { words: "red car night" },
      "dog (tag:a OR tag:b)": { words: "dog", where: "any(tag=a, tag=b)" },
      "(tag:a tag:b) OR tag:c": { where: "any(all(tag=a, tag=b), tag=c)" },
      "(tag:a OR tag:b) (tag:c OR tag:d)": { where: "all(any(tag=a, tag=b), any(tag=c, tag=d))" },
      "((tag:a))": { where: "tag=a" },
      "(dog tag:a) OR tag:b": { where: "any(all(words=dog, tag=a), tag=b)" },
      "(red car) OR tag:b": { where: "any(words=red, words=car, tag=b)" },
      "(the car) OR tag:b": { where: "any(words=car, tag=b)" },
      "（tag:a OR tag:b）": { where: "any(tag=a, tag=b)" },
      "(dog,cat)": { words: "dog cat" },
      "tag:a(b)": { where: "tag=a(b)" },
      "(tag:a(b))": { where: "tag=a(b)" },
      "(f(x) y)": { words: "f(x y" },
    });
  });

  test("take signs", () => {
    checks({
      "-(tag:a tag:b)": { where: "not(all(tag=a, tag=b))" },
      "-(dog cat)": { where: "not(any(words=dog, words=cat))" },
      "+(dog cat) bird": { words: "bird", where: "any(words=dog, words=cat)" },
      "-(-tag:a)": { where: "tag=a" },
      "car -(night OR tag:dark)": { words: "car", where: "not(any(words=night, tag=dark))" },
      "-(is:failed OR (tag:a -tag:b))": { where: "not(any(state=failed, all(tag=a, not(tag=b))))" },
    });
  });

  test("that do not match are told, and cost nothing else", () => {
    checks({
      "(dog": { words: "dog", problems: ["0+1"] },
      "(tag:a OR (tag:b": { where: "any(tag=a, tag=b)", problems: ["0+1", "10+1"] },
      "dog )": { words: "dog", problems: ["4+1"] },
      "dog)": { words: "dog" },
      "()": {},
      "-() dog": { words: "dog" },
      ")))": { problems: ["0+1", "1+1", "2+1"] },
      "(": { problems: ["0+1"] },
    });
  });

  test("deeper than anybody means them group nothing", () => {
    const parsed = parseQuery(`${"(".repeat(500)}tag:a OR tag:b${")".repeat(500)} dog`, now);
    assert.equal(parsed.where && spoken(parsed.where), "any(tag=a, tag=b)");
    assert.deepEqual([parsed.words, parsed.problems.length], [["dog"], 1]);
  });
});

describe("a query that is too long", () => {
  test("is read up to ten thousand characters, and says so", () => {
    const parsed = parseQuery("a ".repeat(6_000), now);
    assert.equal(parsed.words.length, 5_000);
    assert.deepEqual(
      parsed.problems.map(({ at, length }) => [at, length]),
      [[10_000, 2_000]],
    );
  });
});

describe("the text that a query asks for", () => {
  test("is all that is wanted in words, in its order", () => {
    const plain = (query: string): string => parseQuery(query).plainText;
    assert.equal(plain('+red car "at night" -dog tag:x'), "red car at night");
    assert.equal(plain("(red OR tag:x) car -(dog)"), "red car");
    assert.equal(plain("tag:x -dog is:failed"), "");
    assert.equal(plain("https://example.org 12:30"), "https://example.org 12:30");
    assert.deepEqual(parseQuery('dog "red car" +bus -cat').conditionWords, ["red car", "bus"]);
    assert.deepEqual(parseQuery("-(dog cat) OR bird").conditionWords, ["bird"]);
  });
});
