/** Who read which line of a record's text, and what becomes of that. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withEdit, withStep } from "../../src/extension/core/recordChanges.ts";
import { withTwin } from "../../src/extension/core/twins.ts";
import type { Answer, Engine } from "../../src/extension/core/ports.ts";
import { emptyRecord, type ImageRecord } from "../../src/shared/model.ts";
import { describeSource, describeTextFrom } from "../../src/webview/logic/describe.ts";
import { lookedByModel as looked } from "../fixtures/records.ts";

const at = "2026-01-01T00:00:00.000Z";
const joined: Answer = { text: "Sale\nFine print", alt: "A poster.", textFrom: ["both", "ocr"] };
const alone: Answer = { text: "Fine print", alt: "A poster.", textFrom: ["ocr"] };

function withText(answer: Answer, record: ImageRecord = emptyRecord): ImageRecord {
  return withStep(record, "text", answer, looked, false);
}

describe("the origins of a record's text", () => {
  test("are kept line by line, and the model stays the source of the text", () => {
    const { textFrom, sources } = withText(joined);
    assert.deepEqual(textFrom, ["both", "ocr"]);
    assert.deepEqual(sources.text, looked.source);
  });

  test("make OCR the source where the model gave no text; the alt text is the model's all the same", () => {
    const { textFrom, sources } = withText(alone);
    assert.deepEqual(textFrom, ["ocr"]);
    assert.deepEqual(sources.text, { by: "builtin", name: "tesseract", at });
    assert.deepEqual(sources.alt, looked.source);
  });

  test("are left out where the model read all by itself, also those of an earlier look", () => {
    assert.equal(withText({ text: "Sale", textFrom: ["model"] }).textFrom, undefined);
    assert.equal(withText({ text: "Sale" }, withText(joined)).textFrom, undefined);
  });

  test("end with an edit of the text, and outlast an edit of anything else", () => {
    assert.equal(withEdit(withText(joined), { text: "Sale" }, at).textFrom, undefined);
    assert.deepEqual(withEdit(withText(joined), { description: "A poster" }, at).textFrom, ["both", "ocr"]);
  });

  test("never come to a text that a person wrote", () => {
    const { text, textFrom, sources } = withText(joined, withEdit(emptyRecord, { text: "Mine" }, at));
    assert.deepEqual([text, textFrom, sources.text?.by], ["Mine", undefined, "person"]);
  });

  test("go along where the same picture takes the answer over", () => {
    const engine = { kind: "ollama", model: "m" } as Engine;
    const { textFrom, sources } = withTwin(emptyRecord, withText(alone), engine, looked);
    assert.deepEqual(textFrom, ["ocr"]);
    assert.deepEqual([sources.text?.name, sources.alt?.name], ["tesseract", "ollama:m"]);
  });

  test("are said in words where OCR added something; a text that is all OCR's says so by its source", () => {
    assert.equal(describeTextFrom(["model", "ocr", "both"]), "1 line was added by text recognition");
    assert.equal(describeTextFrom(["ocr", "both", "ocr"]), "2 lines were added by text recognition");
    assert.deepEqual(
      [["both"], ["ocr", "ocr"], [], undefined].map((from) => describeTextFrom(from as typeof joined.textFrom)),
      ["", "", "", ""],
    );
    const { text } = withText(alone).sources;
    assert.equal(text && describeSource(text), "by text recognition");
  });
});
