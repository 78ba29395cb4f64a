/** What an edit of many does to each record, and in which order edits are undone and done again. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { editFor } from "../../src/extension/core/editing/batchEdit.ts";
import { EditHistory, type RecordChanged } from "../../src/extension/core/editing/editHistory.ts";
import { restored } from "../../src/extension/core/editing/restoring.ts";
import { emptyRecord, type ImageRecord } from "../../src/shared/model.ts";

const record = { tags: ["Dog", "beach", "Café"], description: "A dog at the beach. The DOG runs (fast)." };

describe("an edit of many", () => {
  test("adds what is missing, in any case and any way of writing an accent, and cleans it", () => {
    assert.deepEqual(editFor(record, { addTags: [" sea ", "DOG", "Cafe\u0301"] }), {
      tags: ["Dog", "beach", "Café", "sea"],
    });
    assert.equal(editFor(record, { addTags: ["dog", "  "] }), undefined);
  });

  test("removes a tag however it is written", () => {
    assert.deepEqual(editFor(record, { removeTags: ["DOG", "not there"] }), { tags: ["beach", "Café"] });
  });

  test("renames in place, merges into a tag that is there, and leaves other records alone", () => {
    assert.deepEqual(editFor(record, { renameTags: [{ from: "dog", to: "hound" }] }), {
      tags: ["hound", "beach", "Café"],
    });
    assert.deepEqual(editFor(record, { renameTags: [{ from: "café", to: "Beach" }] }), { tags: ["Dog", "beach"] });
    assert.deepEqual(editFor(record, { renameTags: [{ from: "Dog", to: "dog" }] }), { tags: ["dog", "beach", "Café"] });
    assert.equal(editFor(record, { renameTags: [{ from: "cat", to: "hound" }] }), undefined);
  });

  test("replaces words in descriptions as they are written, signs of patterns included", () => {
    const by = (find: string, replacement: string, matchCase: boolean) =>
      editFor(record, { replace: { find, by: replacement, matchCase } })?.description;
    assert.equal(by("dog", "cat", true), "A cat at the beach. The DOG runs (fast).");
    assert.equal(by("dog", "$& $1", false), "A $& $1 at the beach. The $& $1 runs (fast).");
    assert.equal(by("(fast).", "slowly", true), "A dog at the beach. The DOG runs slowly");
    assert.equal(by("", "x", true), undefined);
    assert.equal(by("a", "a", true), undefined);
    assert.equal(by("[a-z]", "x", true), undefined);
  });
});

const full: ImageRecord = { ...emptyRecord, description: "A dog", tags: ["dog"], contentKey: "1" };
const edited: ImageRecord = { ...full, tags: ["dog", "sea"], sources: { tags: { sea: { by: "person" } } } };

describe("taking a change back", () => {
  test("gives the record as it was, its fields in their order", () => {
    const back = restored(edited, edited, full);
    assert.equal(JSON.stringify(back), JSON.stringify(full));
    assert.deepEqual(restored(full, full, edited), edited);
  });

  test("keeps what came from elsewhere meanwhile", () => {
    const written = { file: { lists: {}, texts: {} } };
    assert.deepEqual(restored({ ...edited, written }, edited, full), { ...full, written });
    assert.deepEqual(restored({ ...edited, contentKey: "2" }, edited, full), { ...full, contentKey: "2" });
  });

  test("is refused where a person's part was changed since", () => {
    assert.equal(restored({ ...edited, description: "A cat" }, edited, full), undefined);
    assert.equal(restored({ ...edited, tags: ["sea", "dog"] }, edited, full), undefined);
  });

  test("of a record that there was not leaves an empty one", () => {
    assert.deepEqual(restored(full, full, undefined), emptyRecord);
  });
});

describe("the history of edits", () => {
  const change = (id: string): RecordChanged => ({ id, before: undefined, after: full });
  const entry = (...ids: string[]) => ({ atMs: 1, changes: ids.map(change) });
  const idsOf = (one: { readonly changes: readonly RecordChanged[] } | undefined) => one?.changes.map(({ id }) => id);

  test("goes back and forth, and a new edit ends what could be done again", () => {
    const history = new EditHistory();
    history.add(entry("a"));
    history.add(entry("b"));
    history.undone([change("b")], []);
    assert.deepEqual([idsOf(history.undoable), idsOf(history.redoable)], [["a"], ["b"]]);
    history.redone([change("b")], []);
    assert.deepEqual([idsOf(history.undoable), history.redoable], [["b"], undefined]);
    history.undone([change("b")], []);
    history.add(entry("c"));
    assert.deepEqual([idsOf(history.undoable), history.redoable], [["c"], undefined]);
  });

  test("keeps both halves of an undo that was stopped", () => {
    const history = new EditHistory();
    history.add(entry("a", "b", "c"));
    history.undone([change("a")], [change("b"), change("c")]);
    assert.deepEqual([idsOf(history.undoable), idsOf(history.redoable)], [["b", "c"], ["a"]]);
    history.undone([change("b"), change("c")], []);
    assert.deepEqual([history.undoable, idsOf(history.redoable)], [undefined, ["b", "c"]]);
  });

  test("lets go of what could not be taken back", () => {
    const history = new EditHistory();
    history.add(entry("a"));
    history.add(entry("b"));
    history.undone([], []);
    assert.deepEqual([idsOf(history.undoable), history.redoable], [["a"], undefined]);
  });

  test("is bounded: the oldest edits go first, and the last one stays however large it is", () => {
    const history = new EditHistory();
    history.add(entry("a"));
    history.add(entry(...Array.from({ length: 30_000 }, String)));
    assert.equal(history.undoable?.changes.length, 30_000);
    history.undone([change("0")], []);
    assert.equal(history.undoable, undefined);
  });
});
