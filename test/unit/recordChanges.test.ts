/** How records change: what a machine may replace and what stays a person's. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isEdited, withEdit, withFailure, withStep } from "../../src/extension/core/recordChanges.ts";
import { emptyRecord, type ImageRecord } from "../../src/shared/model.ts";
import { lookedByModel as looked } from "../fixtures/records.ts";

const at = "2026-01-01T00:00:00.000Z";

function tagged(record: ImageRecord = emptyRecord, suffix = ""): ImageRecord {
  const described = withStep(record, "description", { description: `d${suffix}` }, looked, true);
  const withTags = withStep(described, "tags", { tags: [`red${suffix}`, "car"] }, looked, false);
  return withStep(withTags, "text", { text: `t${suffix}`, alt: `a${suffix}` }, looked, false);
}

describe("a record", () => {
  test("is complete after three steps, and says who made it and when", () => {
    const record = tagged();
    assert.deepEqual(record.done, ["description", "tags", "text"]);
    assert.deepEqual([record.engine, record.model, record.taggedAt], ["ollama", "m", at]);
    assert.deepEqual(record.sources.tags?.["car"], looked.source);
  });

  test("keeps 250 characters of an alt text, and no half ones", () => {
    const { alt } = withEdit(tagged(), { alt: "🚲".repeat(300) }, at);
    assert.equal(alt, "🚲".repeat(250));
  });

  test("is not complete any more when a new look begins", () => {
    const record = withStep(tagged(), "description", { description: "new" }, looked, true);
    assert.deepEqual(record.done, ["description"]);
  });

  test("keeps what a person wrote when a machine looks again", () => {
    const edited = withEdit(tagged(), { description: "mine", tags: ["car", "own"], alt: "my alt" }, at);
    const again = tagged(edited, "2");
    assert.deepEqual([again.description, again.text, again.alt], ["mine", "t2", "my alt"]);
    assert.deepEqual(again.tags, ["own", "red2", "car"]);
    assert.deepEqual(again.sources.tags?.["own"]?.by, "person");
  });

  test("does not take back a tag that a person removed, however it is written", () => {
    const edited = withEdit(tagged(), { tags: ["car"] }, at);
    assert.deepEqual(edited.removedTags, ["red"]);
    const again = withStep(edited, "tags", { tags: ["RED", "Car", "night"] }, looked, false);
    assert.deepEqual(again.tags, ["Car", "night"]);
  });

  test("takes a removed tag back when the person adds it again", () => {
    const removed = withEdit(tagged(), { tags: ["car"] }, at);
    const back = withEdit(removed, { tags: ["car", "red"] }, at);
    assert.deepEqual([back.removedTags, back.sources.tags?.["red"]?.by], [[], "person"]);
  });

  test("refuses the same tag twice and empty tags", () => {
    assert.deepEqual(withEdit(emptyRecord, { tags: ["A", "a ", "", "b"] }, at).tags, ["A", "b"]);
  });

  test("is not an edited one where the edit changes nothing", () => {
    const record = tagged();
    assert.equal(withEdit(record, { description: record.description, tags: record.tags }, at), record);
    assert.equal(isEdited(record), false);
    assert.equal(isEdited(withEdit(record, { tags: ["car"] }, at)), true);
  });

  test("limits alt text to 250 characters", () => {
    assert.equal(withEdit(emptyRecord, { alt: "x".repeat(300) }, at).alt.length, 250);
    assert.equal(withStep(emptyRecord, "text", { alt: "x".repeat(300) }, looked, true).alt.length, 250);
  });

  test("keeps its complete steps when a later one fails, unless the file is another one now", () => {
    const half = withStep(emptyRecord, "description", { description: "d" }, looked, true);
    const failure = { reason: "timedOut", message: "m" } as const;
    assert.deepEqual(withFailure(half, failure, at, { contentKey: "1:a" }).done, ["description"]);
    assert.deepEqual(withFailure(half, failure, at, { contentKey: "1:b" }).done, []);
  });

  test("loses its failure with the next step that succeeds", () => {
    const failed = withFailure(emptyRecord, { reason: "timedOut", message: "m" }, at, {});
    assert.equal(withStep(failed, "description", { description: "d" }, looked, true).failure, undefined);
  });

  test("keeps through three looks with other answers what a person and what the file's own metadata said", () => {
    const fromFile = { by: "file", at } as const;
    const told: ImageRecord = {
      ...emptyRecord,
      text: "SALE",
      tags: ["Rome"],
      sources: { text: fromFile, tags: { Rome: fromFile } },
    };
    let record = withEdit(tagged(told), { description: "mine", tags: ["Rome", "car", "own"] }, at);
    for (const suffix of ["2", "3", "4"]) record = tagged(record, suffix);
    assert.deepEqual([record.description, record.text, record.alt], ["mine", "SALE", "a4"]);
    assert.deepEqual(record.tags, ["Rome", "own", "red4", "car"]);
    assert.deepEqual(record.removedTags, ["red"]);
    assert.deepEqual(record.sources.tags?.["Rome"], fromFile);
    assert.deepEqual([record.sources.text, record.sources.tags?.["car"]?.by], [fromFile, "model"]);
  });

  test("that goes on under another prompt keeps the key of the first; the vocabulary's is that of its tags", () => {
    const first = withStep(emptyRecord, "description", { description: "d" }, looked, true);
    const later = { ...looked, prompt: "q", vocabulary: "v" };
    const tags = withStep(first, "tags", { tags: ["a"] }, later, false);
    assert.deepEqual([tags.prompt, tags.vocabulary], ["p", "v"]);
    const text = withStep(tags, "text", { text: "" }, { ...later, vocabulary: "w" }, false);
    assert.deepEqual([text.prompt, text.vocabulary], ["p", "v"]);
    const again = withStep(text, "description", { description: "e" }, later, true);
    assert.deepEqual([again.prompt, again.vocabulary], ["q", "v"]);
  });

  test("loses its doubt with a new look, and when a person says what is seen", () => {
    const doubted: ImageRecord = { ...tagged(), doubt: "sameAnswer" };
    assert.equal(withStep(doubted, "text", { text: "x" }, looked, false).doubt, "sameAnswer");
    assert.equal(withStep(doubted, "description", { description: "x" }, looked, true).doubt, undefined);
    assert.equal(withEdit(doubted, { alt: "x" }, at).doubt, "sameAnswer");
    assert.equal(withEdit(doubted, { description: "A dog." }, at).doubt, undefined);
  });

  test("treats a tag named like a property of objects as a tag", () => {
    const record = withStep(emptyRecord, "tags", { tags: ["constructor", "__proto__"] }, looked, true);
    assert.deepEqual(withEdit(record, { tags: ["constructor"] }, at).removedTags, ["__proto__"]);
  });
});
