/** Accepting and rejecting what a machine wrote: what stays, what returns, and that both can be taken back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutLastLook } from "../../src/extension/core/editing/rejecting.ts";
import { restored } from "../../src/extension/core/editing/restoring.ts";
import { withEdit, withStep, type Looked } from "../../src/extension/core/recordChanges.ts";
import { reviewList } from "../../src/extension/core/views/reviewList.ts";
import { emptyRecord, steps, type ImageRecord } from "../../src/shared/model.ts";

const looked = (model: string): Looked => ({
  source: { by: "model", name: `ollama:${model}`, at: "2024-05-01T10:00:00.000Z" },
  engine: "ollama",
  model,
  prompt: "p",
  vocabulary: "",
  contentKey: "k",
  stamp: { size: 1, mtimeMs: 1 },
  facts: { width: 1, height: 1, format: "png" },
});

/** The record after this model looked at the picture. */
function tagged(record: ImageRecord, model: string, word: string): ImageRecord {
  const answer = { description: `A ${word}.`, tags: [word, "thing"], text: word.toUpperCase(), alt: word };
  return steps.reduce((next, step, at) => withStep(next, step, answer, looked(model), at === 0), record);
}

const at = "2024-06-01T10:00:00.000Z";

describe("a look of a machine", () => {
  test("keeps what the machine said before it, and none of it after a review", () => {
    const once = tagged(emptyRecord, "one", "cat");
    assert.equal(once.former, undefined);
    const twice = tagged(once, "two", "dog");
    assert.deepEqual(
      [twice.former?.description, twice.former?.tags, twice.former?.model],
      ["A cat.", ["cat", "thing"], "one"],
    );
    const accepted = withEdit(twice, { isReviewed: true }, at);
    assert.deepEqual([accepted.reviewedAt, accepted.former, accepted.description], [at, undefined, "A dog."]);
    assert.equal(tagged(accepted, "one", "cat").reviewedAt, undefined);
  });

  test("that was broken off leaves what was kept before the look", () => {
    const twice = tagged(tagged(emptyRecord, "one", "cat"), "two", "dog");
    const begun = withStep(twice, "description", { description: "A bird." }, looked("three"), true);
    const again = withStep(begun, "description", { description: "A fish." }, looked("three"), true);
    assert.equal(begun.former?.description, "A dog.");
    assert.equal(again.former?.description, "A dog.");
  });
});

describe("rejecting", () => {
  test("leaves nothing of a machine where nothing stood before, and the image is untagged", () => {
    const { description, tags, text, alt, done, sources, engine, facts, reviewedAt } = withoutLastLook(
      tagged(emptyRecord, "one", "cat"),
      at,
    );
    assert.deepEqual([description, tags, text, alt, done, sources, engine], ["", [], "", "", [], {}, undefined]);
    assert.equal(facts?.format, "png");
    assert.equal(reviewedAt, undefined);
  });

  test("brings back what stood before, its model and sources too", () => {
    const once = tagged(emptyRecord, "one", "cat");
    const { reviewedAt, ...back } = withoutLastLook(tagged(once, "two", "dog"), at);
    assert.equal(reviewedAt, at);
    assert.deepEqual(back, once);
  });

  test("keeps every word of a person", () => {
    const edited = withEdit(tagged(emptyRecord, "one", "cat"), { description: "Mine.", tags: ["cat", "Tom"] }, at);
    const rejected = withoutLastLook(tagged(edited, "two", "dog"), at);
    assert.deepEqual([rejected.description, rejected.tags, rejected.text], ["Mine.", ["Tom", "cat"], "CAT"]);
    const bare = withoutLastLook(withEdit(tagged(emptyRecord, "one", "cat"), { tags: ["Tom"] }, at), at);
    assert.deepEqual([bare.tags, bare.description, bare.done], [["Tom"], "", []]);
  });

  test("can be taken back as accepting can", () => {
    const twice = tagged(tagged(emptyRecord, "one", "cat"), "two", "dog");
    const rejected = withoutLastLook(twice, at);
    assert.deepEqual(restored(rejected, rejected, twice), twice);
    const accepted = withEdit(twice, { isReviewed: true }, at);
    assert.deepEqual(restored(accepted, accepted, twice), twice);
  });
});

describe("the images to review", () => {
  const rows = new Map([
    ["a", { state: "tagged", reviewed: "" }],
    ["b", { state: "edited", reviewed: "yes" }],
    ["c", { state: "untagged", reviewed: "" }],
    ["d", { state: "tagged", reviewed: "" }],
  ] as const);
  const rowOf = (id: string) => rows.get(id as "a");

  test("are those with a record that nobody reviewed, in their order", () => {
    assert.deepEqual(reviewList(["d", "b", "c", "a", "gone"], rowOf, false), {
      ids: ["d", "a"],
      isCut: false,
      reviewed: 1,
    });
  });

  test("named one by one are all that have a record", () => {
    assert.deepEqual(reviewList(["b", "c"], rowOf, true), { ids: ["b"], isCut: false, reviewed: 0 });
  });

  test("are no more than a view can hold, and it is said", () => {
    const many = Array.from({ length: 10_001 }, () => "a");
    const { ids, isCut } = reviewList(many, rowOf, false);
    assert.deepEqual([ids.length, isCut], [10_000, true]);
  });
});
