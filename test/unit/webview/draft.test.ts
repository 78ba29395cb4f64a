/** Unsaved edits, tags, and the record editor that guards them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ExpectedError } from "../../../src/shared/failures.ts";
import type { RecordEdit } from "../../../src/shared/model.ts";
import type { RecordView } from "../../../src/shared/protocol.ts";
import { afterSave, editField, fieldsOf, isDirty, refreshDraft, startDraft } from "../../../src/webview/logic/draft.ts";
import { RecordEditor } from "../../../src/webview/logic/recordEditor.ts";
import { addTag, normaliseTag, splitTyped } from "../../../src/webview/logic/tagText.ts";

const fields = { description: "A red car", tags: ["red", "car"], text: "", alt: "Car" };
const record: RecordView = {
  ...fields,
  id: "a",
  path: "a.jpg",
  name: "a.jpg",
  folder: "",
  state: "tagged",
  sources: {},
  size: 1,
  modifiedAt: "2026-01-01T00:00:00Z",
};

describe("a draft", () => {
  test("holds only what differs from the record", () => {
    let draft = editField(startDraft(fields), "alt", "Red car");
    assert.deepEqual(draft.edited, { alt: "Red car" });
    draft = editField(draft, "tags", ["red", "car"]);
    draft = editField(draft, "alt", "Car");
    assert.equal(isDirty(draft), false);
  });

  test("keeps touched fields when the record changes, and takes over all others", () => {
    const draft = editField(startDraft(fields), "description", "Mine");
    const refreshed = refreshDraft(draft, { ...fields, description: "Theirs", alt: "New alt" });
    assert.deepEqual(fieldsOf(refreshed), { ...fields, description: "Mine", alt: "New alt" });
  });

  test("keeps what was typed while a save ran", () => {
    const sent: RecordEdit = { description: "One" };
    let draft = editField(startDraft(fields), "description", "One");
    draft = editField(draft, "description", "One and two");
    const left = afterSave(draft, { ...fields, description: "One" }, sent);
    assert.deepEqual(left.edited, { description: "One and two" });
  });
});

describe("typed tags", () => {
  test("are normalised", () => {
    assert.equal(normaliseTag("  ##Red_Car\u0000 \u202enight  "), "red car night");
    assert.equal(normaliseTag("Cafe\u0301"), "café");
    assert.equal(normaliseTag("東京"), "東京");
  });

  test("are refused where they are there already, in any spelling", () => {
    assert.deepEqual(addTag(["red car"], "Red_Car"), { kind: "duplicate", tag: "red car" });
    assert.deepEqual(addTag([], " # "), { kind: "empty" });
    assert.deepEqual(addTag([], "x".repeat(65)), { kind: "tooLong" });
    assert.deepEqual(addTag(["a"], "B"), { kind: "added", tags: ["a", "b"], tag: "b" });
  });

  test("are split at commas and lines, the last one still being typed", () => {
    assert.deepEqual(splitTyped("red, ,car\nni"), { whole: ["red", "car"], rest: "ni" });
    assert.deepEqual(splitTyped("red"), { whole: [], rest: "red" });
  });
});

interface FakeHost {
  record: RecordView;
  failing: boolean;
  readonly saved: RecordEdit[];
}

async function editorOf(kept?: RecordEdit): Promise<{ editor: RecordEditor; host: FakeHost }> {
  const host: FakeHost = { record, failing: false, saved: [] };
  const editor = new RecordEditor(
    {
      record: () => Promise.resolve(host.record),
      save: ({ edit }) => {
        if (host.failing) return Promise.reject(new ExpectedError("folderReadOnly", "The folder is read-only."));
        host.saved.push(edit);
        host.record = { ...host.record, ...edit };
        return Promise.resolve(host.record);
      },
    },
    "a",
    kept && { base: fields, edited: kept },
    () => undefined,
  );
  await editor.load();
  return { editor, host };
}

describe("the record editor", () => {
  test("saves only what was touched", async () => {
    const { editor, host } = await editorOf();
    editor.edit("alt", "Red car");
    assert.equal(await editor.save(), true);
    assert.deepEqual(host.saved, [{ alt: "Red car" }]);
    assert.equal(editor.isDirty, false);
  });

  test("leaves at once without edits, and asks with them", async () => {
    const { editor } = await editorOf();
    let left = 0;
    editor.leave(() => (left += 1));
    assert.equal(left, 1);
    editor.edit("alt", "x");
    editor.leave(() => (left += 1));
    assert.equal(left, 1);
    assert.equal(editor.question?.kind, "leaving");
    await editor.answer("keep");
    assert.equal(left, 1);
    assert.equal(editor.isDirty, true);
    editor.leave(() => (left += 1));
    await editor.answer("discard");
    assert.equal(left, 2);
    assert.equal(editor.isDirty, false);
  });

  test("does not leave where the save failed, and says why", async () => {
    const { editor, host } = await editorOf();
    host.failing = true;
    editor.edit("alt", "x");
    let left = 0;
    editor.leave(() => (left += 1));
    await editor.answer("save");
    assert.equal(left, 0);
    assert.deepEqual(editor.outcome, { kind: "failed", message: "The folder is read-only." });
    assert.equal(editor.isDirty, true);
  });

  test("brings kept edits back and asks about them", async () => {
    const { editor } = await editorOf({ alt: "Unsaved" });
    assert.equal(editor.question?.kind, "restored");
    assert.equal(editor.draft && fieldsOf(editor.draft).alt, "Unsaved");
    await editor.answer("save");
    assert.equal(editor.record?.alt, "Unsaved");
  });

  test("keeps the draft of a record that does not load", async () => {
    const draft = { base: fields, edited: { alt: "Unsaved" } };
    const editor = new RecordEditor(
      { record: () => Promise.reject(new ExpectedError("notFound", "Gone.")), save: () => Promise.resolve(record) },
      "a",
      draft,
      () => undefined,
    );
    await editor.load();
    assert.equal(editor.failure?.message, "Gone.");
    assert.deepEqual(editor.draftToKeep, draft);
  });
});
