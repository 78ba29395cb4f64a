/** The history of edits outlives the program: what was edited before a restart is taken back behind it, to the byte. */
import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import type { HistoryEntry } from "../../src/extension/core/editing/editHistory.ts";
import { readHistory, writeHistory } from "../../src/extension/core/editing/keptHistory.ts";
import { emptyRecord } from "../../src/shared/model.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };
const silent = (): void => undefined;

async function recordFiles(root: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(root, { recursive: true })).filter((name) => name.includes("image_metadata")).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(root, name), "utf8")] as const)),
  );
}

const entry = (id: string, count = 1): HistoryEntry => ({
  atMs: 1,
  changes: Array.from({ length: count }, (_, at) => ({
    id: `${id} ${at}`,
    before: undefined,
    after: { ...emptyRecord, description: id },
  })),
});

describe("the history of edits", () => {
  test("takes 1,000 images back to the byte after a restart", async (t) => {
    const base = await temporaryFolder(t);
    const [root, state] = [path.join(base, "pictures"), path.join(base, "state")];
    await mkdir(root, { recursive: true });
    for (let at = 0; at < 1000; at++) await writeFile(path.join(root, `picture ${at}.png`), `not looked at: ${at}`);
    const first = openLibrary(root, state);
    await first.workshop.open([first.folder], never);
    await first.workshop.reconcile(first.folder, options, never);
    const images = first.workshop.library.inOrder().flatMap((id) => first.workshop.library.image(id) ?? []);
    await first.workshop.editing.editMany(images.slice(0, 250), { addTags: ["dog"] }, silent, never);
    await first.workshop.edit(images[0] ?? assert.fail(), { description: "A dog on a roof" }, never);
    await first.workshop.settle();
    const before = await recordFiles(root);
    const batch = { addTags: ["holiday"], replace: { find: "dog", by: "hound", matchCase: true } };
    const outcome = await first.workshop.editing.editMany(images, batch, silent, never);
    assert.equal(outcome.changed.length, 1000);
    const kept = writeHistory(first.workshop.editing.history.state);
    await first.close();

    const second = openLibrary(root, state);
    t.after(() => second.close());
    await second.workshop.open([second.folder], never);
    await second.workshop.reconcile(second.folder, options, never);
    second.workshop.editing.history.restore(readHistory(kept));
    assert.notDeepEqual(await recordFiles(root), before);
    const undone = await second.workshop.editing.undo(silent, never);
    assert.deepEqual([undone?.changed.length, undone?.failures], [1000, []]);
    await second.workshop.settle();
    assert.deepEqual(await recordFiles(root), before);
    assert.equal(second.workshop.editing.redoable?.changes.length, 1000);
  });

  test("reads what it wrote, with the place in it", () => {
    const state = { entries: [entry("a"), entry("b"), entry("c")], done: 2 };
    assert.deepEqual(readHistory(writeHistory(state)), JSON.parse(JSON.stringify(state), undefinedBefore));
  });

  test("keeps the latest edits where all are too many, and nothing behind an edit that is too large", () => {
    const state = { entries: [entry("a", 3000), entry("b", 3000), entry("c")], done: 3 };
    const kept = readHistory(writeHistory(state));
    assert.deepEqual([kept.entries.length, kept.done], [2, 2]);
    const huge = readHistory(writeHistory({ entries: [entry("a"), entry("b", 6000)], done: 2 }));
    assert.deepEqual([huge.entries.length, huge.done], [0, 0]);
    const undone = readHistory(writeHistory({ entries: [entry("a", 6000), entry("b")], done: 0 }));
    assert.deepEqual([undone.entries.length, undone.done], [0, 0]);
  });

  test("of a damaged file is refused", () => {
    const text = writeHistory({ entries: [entry("a")], done: 1 });
    for (const damaged of ["", text.slice(0, -20), text.replace('"tags"', '"togs"'), "{}"])
      assert.throws(() => readHistory(damaged), /cannot be read/u);
  });
});

/** JSON leaves out what is undefined; the reader names it. */
function undefinedBefore(_key: string, value: unknown): unknown {
  const isChange = typeof value === "object" && value !== null && "after" in value;
  return isChange ? { before: undefined, ...value } : value;
}
