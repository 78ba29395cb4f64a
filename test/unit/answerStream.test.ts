/** A streamed answer is read the same however it is cut, and whatever stands around it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AnswerStream, type RawField } from "../../src/extension/core/tagging/answerStream.ts";

const answer = {
  description: 'A red car \\ "fast" \u{1F697} at night.\nSecond line.',
  tags: ["red car", "night", "東京"],
  text: 'SALE {50%} [now] "yes"',
  alt: "A red car.",
};
const expected: readonly RawField[] = [
  { field: "description", value: answer.description },
  { field: "tags", value: answer.tags },
  { field: "text", value: answer.text },
  { field: "alt", value: answer.alt },
];

function readAll(pieces: readonly string[]): RawField[] {
  const stream = new AnswerStream();
  const found = pieces.flatMap((piece) => [...stream.push(piece)]);
  return [...found, ...stream.end()];
}

describe("AnswerStream", () => {
  const compact = JSON.stringify(answer);
  const shapes: Record<string, string> = {
    compact,
    "with line breaks": JSON.stringify(answer, null, 2),
    "with every character escaped": compact.replace(/[^\x20-\x7e]/gu, (character) =>
      Array.from({ length: character.length }, (_, at) => character.charCodeAt(at).toString(16).padStart(4, "0"))
        .map((hex) => `\\u${hex}`)
        .join(""),
    ),
    "in a fence": `\`\`\`json\n${compact}\n\`\`\``,
    "after prose with braces": `Here is {your} record, {"x"}:\n${compact} Done {ok}.`,
    "after thinking": `<think>maybe {"description": "no"}</think>\n${compact}`,
    "inside a wrapper": `[{"status": "ok", "n": 12, "result": ${compact}}]`,
  };
  for (const [name, text] of Object.entries(shapes)) {
    test(`reads an answer ${name}, cut into two at every place`, () => {
      for (let at = 0; at <= text.length; at++) {
        assert.deepEqual(readAll([text.slice(0, at), text.slice(at)]), expected, `cut at ${String(at)}`);
      }
    });

    test(`reads an answer ${name}, character by character`, () => {
      assert.deepEqual(readAll(text.split("")), expected);
    });
  }

  test("reports a field as soon as what follows it shows that it is complete", () => {
    const stream = new AnswerStream();
    assert.deepEqual(stream.push('{"description": "A cat'), []);
    assert.deepEqual(stream.current, { field: "description", characters: 5 });
    assert.deepEqual(stream.push(' sits."'), []);
    assert.deepEqual(stream.push(","), [{ field: "description", value: "A cat sits." }]);
    assert.deepEqual(stream.push('"tags": ["cat", "si'), []);
    assert.deepEqual(stream.current, { field: "tags", characters: 5 });
    assert.deepEqual(stream.push('tting"]'), [{ field: "tags", value: ["cat", "sitting"] }]);
    assert.equal(stream.current, undefined);
  });

  test("takes keys in any order and under names that models use", () => {
    const text = '{"altText": "a", "OCR": "t", "Key_Words": ["k"], "caption": "d"}';
    assert.deepEqual(
      readAll([text]).map(({ field, value }) => [field, value]),
      [
        ["alt", "a"],
        ["text", "t"],
        ["tags", ["k"]],
        ["description", "d"],
      ],
    );
  });

  test("joins the strings of a nested value and leaves its keys out", () => {
    const text =
      '{"text": {"title": "SALE", "lines": ["one", {"more": "two"}]}, "tags": [{"name": "cat", "score": 0.9}]}';
    assert.deepEqual(readAll([text]), [
      { field: "text", value: ["SALE", "one", "two"] },
      { field: "tags", value: ["cat", "0.9"] },
    ]);
  });

  test("takes null as an empty value", () => {
    assert.deepEqual(readAll(['{"text": null, "alt": "x"}'])[0], { field: "text", value: "" });
  });

  test("survives quotes that were not escaped", () => {
    assert.deepEqual(readAll(['{"text": "He said "hi" to me", "alt": "x"}'])[0]?.value, 'He said "hi" to me');
  });

  test("reports nothing of a field that breaks off", () => {
    for (let at = 0; at < compact.length; at++) {
      const found = readAll([compact.slice(0, at)]);
      assert.deepEqual(found, expected.slice(0, found.length), `cut at ${String(at)}`);
    }
  });

  test("holds no more than its bounds, however long a field is", () => {
    const stream = new AnswerStream();
    stream.push('{"text": "');
    for (let count = 0; count < 200; count++) stream.push("x".repeat(1000));
    const [field] = stream.push('",');
    assert.equal(field?.value.length, 20_000);
    const list = readAll([`{"tags": [${'"tag",'.repeat(5000)}"last"]}`])[0]?.value;
    assert.equal(list?.length, 200);
  });

  test("is not led astray by brackets without end", () => {
    assert.deepEqual(readAll(["{[".repeat(50_000), compact]).length, 4);
    assert.deepEqual(readAll(['{"a":'.repeat(50_000)]), []);
    assert.deepEqual(readAll(["}]".repeat(1000), compact]), expected);
  });
});
