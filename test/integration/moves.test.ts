/** Images that move: their record goes with them, at once where writing is allowed, by the next run where it is not. */
import assert from "node:assert/strict";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import { never } from "../fixtures/records.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const options = { exclude: [], useGitignore: false, under: "" };

test("a move that is first seen where nothing may be written is carried to the disk by the next run that may", async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  const [first = ""] = await drawGallery(root, 2);
  const open = async (mayWrite: boolean) => {
    const library = openLibrary(root, path.join(base, "state"));
    await library.workshop.open([library.folder], never);
    const { moved } = await library.workshop.reconcile(library.folder, { ...options, mayWrite }, never);
    return { ...library, moved };
  };
  const before = await open(true);
  await before.workshop.edit(before.workshop.library.imageAt(before.folder, first), { description: "Mine" }, never);
  await before.close();
  await mkdir(path.join(root, "moved"));
  await rename(path.join(root, first), path.join(root, "moved/new.jpg"));

  const reader = await open(false);
  assert.deepEqual(reader.moved, [{ from: first, to: "moved/new.jpg" }]);
  await reader.close();
  assert.deepEqual(await readdir(path.join(root, "moved")), ["new.jpg"]);

  const writer = await open(true);
  assert.deepEqual(writer.moved, [{ from: first, to: "moved/new.jpg" }]);
  await writer.close();
  const index = JSON.parse(await readFile(path.join(root, "moved/image_metadata.json"), "utf8")) as Record<
    string,
    unknown
  >;
  assert.equal((index["new.jpg"] as { description: string }).description, "Mine");
  const after = await open(true);
  assert.deepEqual(after.moved, []);
  await after.close();
});

test("a record of another program goes with its renamed image, and its key costs one hash at rest and none at reopening", async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  const [first = ""] = await drawGallery(root, 1);
  const folder = path.join(root, path.dirname(first));
  const index = {
    [path.basename(first)]: { description: "Theirs", tags: ["t"], text_content: "", is_processed: true },
  };
  await writeFile(path.join(folder, "image_metadata.json"), JSON.stringify(index));
  const open = async () => {
    const library = openLibrary(root, path.join(base, "state"));
    await library.workshop.open([library.folder], never);
    const { moved } = await library.workshop.reconcile(library.folder, { ...options, mayWrite: true }, never);
    return { ...library, moved };
  };
  const before = await open();
  assert.equal(before.counters.hashes, 0);
  await before.workshop.settle();
  await before.workshop.settle();
  assert.deepEqual([before.counters.hashes, before.counters.writes], [1, 0]);
  await before.close();
  const again = await open();
  await again.workshop.settle();
  const { hashes, writes, catalogWrites } = again.counters;
  assert.deepEqual([hashes, writes, catalogWrites], [0, 0, 0]);
  await again.close();
  await rename(path.join(root, first), path.join(folder, "renamed.jpg"));
  const after = await open();
  assert.equal(after.moved[0]?.from, first);
  const image = after.workshop.library.imageAt(after.folder, after.moved[0]?.to ?? "");
  const record = await after.workshop.record(image, never);
  assert.deepEqual([record?.description, record?.sources.description], ["Theirs", { by: "imported" }]);
  assert.equal(after.workshop.library.get(image.id)?.state, "tagged");
  await after.close();
});
