/** Edits of many images and taking them back, over real records and a real catalog: index files, catalog and rows agree, to the byte. */
import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import type { CatalogDocument } from "../../src/extension/core/catalogPort.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };
const silent = (): void => undefined;

/** Pictures in folders of a hundred, every other folder with records. */
async function scene(t: TestContext, count: number) {
  // ended before its folder is removed
  let close = async (): Promise<void> => undefined;
  t.after(() => close());
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  for (let at = 0; at < count; at++) {
    const folder = path.join(root, `folder ${Math.floor(at / 100)}`);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `picture ${at}.png`), `not looked at: ${at}`);
  }
  const library = openLibrary(root, path.join(base, "state"));
  const { workshop, folder, catalog } = library;
  close = () => workshop.close();
  await workshop.open([folder], never);
  await workshop.reconcile(folder, options, never);
  const images = workshop.library.inOrder().flatMap((id) => workshop.library.image(id) ?? []);
  for (const [at, image] of images.entries())
    if (Math.floor(at / 100) % 2 === 0)
      await workshop.edit(image, { description: `A dog, number ${at}`, tags: ["dog", `number ${at}`] }, never);
  const files = async (): Promise<Readonly<Record<string, string>>> => {
    await workshop.settle();
    const names = await readdir(root, { recursive: true });
    const records = names.filter((name) => name.includes("image_metadata")).sort();
    return Object.fromEntries(
      await Promise.all(records.map(async (name) => [name, await readFile(path.join(root, name), "utf8")] as const)),
    );
  };
  const documents = async (): Promise<readonly CatalogDocument[]> => {
    await workshop.sync.flush();
    return catalog.documents(
      images.map(({ id }) => id),
      never,
    );
  };
  const rows = () => images.map(({ id }) => workshop.library.get(id));
  // what was learned of a file's content on the way stays known, and is no part of a record
  const known = (values: readonly object[]) => values.map((value) => ({ ...value, contentKey: "" }));
  const all = async () => ({
    files: await files(),
    documents: known(await documents()),
    rows: known(rows().map((row) => row ?? assert.fail("An image is gone."))),
  });
  return { workshop, images, all, documents, root };
}

describe("an edit of many images", () => {
  test("of 1,000 is taken back to the byte in index and details files, catalog and rows, and done again", async (t) => {
    const { workshop, images, all, documents } = await scene(t, 1000);
    const { editing } = workshop;
    const before = await all();
    assert.equal(Object.keys(before.files).length, 10, "the half of ten folders, two files each");
    const batch = {
      addTags: ["holiday"],
      renameTags: [{ from: "DOG", to: "hound" }],
      replace: { find: "dog", by: "hound", matchCase: true },
    };
    assert.equal(await editing.count(images, batch, never), 1000);
    const steps: number[] = [];
    const outcome = await editing.editMany(images, batch, (done) => steps.push(done), never);
    assert.deepEqual([outcome.changed.length, outcome.failures, steps.length], [1000, [], 1000]);
    const after = await all();
    assert.equal(Object.keys(after.files).length, 20);
    const shown = await documents();
    const [first, other] = [shown[0], shown[150]];
    assert.deepEqual([first?.tags, first?.description], [["hound", "number 0", "holiday"], "A hound, number 0"]);
    assert.deepEqual([other?.tags, other?.description], [["holiday"], ""]);

    const undone = await editing.undo(silent, never);
    assert.deepEqual([undone?.changed.length, undone?.failures], [1000, []]);
    assert.deepEqual(await all(), before);
    assert.equal(await editing.count(images, batch, never), 1000);

    const redone = await editing.redo(silent, never);
    assert.deepEqual([redone?.changed.length, redone?.failures], [1000, []]);
    assert.deepEqual(await all(), after);
  });

  test("leaves alone what was changed since, and names it; the others are taken back", async (t) => {
    const { workshop, images, documents } = await scene(t, 5);
    const { editing } = workshop;
    const [first, second] = images;
    assert.ok(first && second);
    await editing.editMany(images, { addTags: ["holiday"] }, silent, never);
    await workshop.edit(first, { description: "Somebody wrote this since" }, never);
    // the edit since is the last one: it goes first, and is put there once more by another hand
    await editing.undo(silent, never);
    await workshop.settle();
    const index = path.join(first.folder.root, "folder 0", "image_metadata.json");
    const entries = JSON.parse(await readFile(index, "utf8")) as Record<string, { description: string }>;
    const entry = entries["picture 0.png"];
    assert.ok(entry);
    entry.description = "Another program wrote this";
    await writeFile(index, JSON.stringify(entries));
    await workshop.reconcile(first.folder, options, never);
    const outcome = await editing.undo(silent, never);
    assert.equal(outcome?.changed.length, 4);
    assert.match(outcome?.failures[0]?.failure.message ?? "", /picture 0\.png was changed since/u);
    const found = await documents();
    assert.deepEqual(
      found.map(({ tags }) => tags.includes("holiday")),
      [true, false, false, false, false],
    );
    assert.equal(editing.undoable?.changes.length, 1, "the edit before that one");
  });

  test("that is stopped keeps what was done, as one edit that can be taken back", async (t) => {
    const { workshop, images, all } = await scene(t, 10);
    const before = await all();
    const stop = new AbortController();
    const batch = { addTags: ["holiday"] };
    const outcome = await workshop.editing.editMany(images, batch, (done) => done === 4 && stop.abort(), stop.signal);
    assert.deepEqual([outcome.changed.length, outcome.wasStopped], [4, true]);
    const undo = new AbortController();
    await workshop.editing.undo((done) => done === 3 && undo.abort(), undo.signal);
    assert.equal(workshop.editing.undoable?.changes.length, 1);
    await workshop.editing.undo(silent, never);
    assert.deepEqual(await all(), before);
  });

  test("tells of every image that it changed, and of none that it did not", async (t) => {
    const { workshop, images } = await scene(t, 3);
    const told: string[] = [];
    workshop.editing.onChanged(({ path: changed }) => told.push(changed));
    await workshop.editing.editMany(images, { removeTags: ["number 1"] }, silent, never);
    assert.deepEqual(told, ["folder 0/picture 1.png"]);
  });
});
