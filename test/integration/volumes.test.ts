/** Volumes that are full, read-only or gone in the middle of the work: real ones, over the real store. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import type { RecordNotice } from "../../src/extension/core/ports.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { imageIn, libraryFolder, never, taggedRecord } from "../fixtures/records.ts";
import { fill, needsMount, remount, unmount, volumesIn } from "../fixtures/volumes.ts";

const names = Array.from({ length: 80 }, (_, i) => `p${String(i).padStart(2, "0")}.jpg`);

async function places(t: TestContext) {
  const volumes = await volumesIn(t);
  const { base } = volumes;
  const notices: RecordNotice[] = [];
  const open = (): RecordStore => {
    const storage = new FileStorage({ clock: systemClock });
    const state = path.join(base, "state");
    const store = new RecordStore({ storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" });
    store.onNotice((notice) => notices.push(notice));
    return store;
  };
  return { ...volumes, open, notices };
}

async function addImages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) await writeFile(path.join(folder, name), name);
}

async function indexIn(folder: string): Promise<Record<string, { readonly description: string }>> {
  const content = await readFile(path.join(folder, "image_metadata.json"), "utf8").catch(() => "{}");
  return JSON.parse(content) as Record<string, { readonly description: string }>;
}

const litterIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith("."));

const later = (description: string) => {
  const at = "2026-05-01T00:00:00.000Z";
  const record = taggedRecord(description, ["later"]);
  return { ...record, sources: { ...record.sources, description: { by: "model", name: "test", at } as const } };
};

describe("a disk that becomes full while records are written", needsMount, () => {
  test("costs none of them, is told of once, and has them all when there is room again", async (t) => {
    const { base, open, notices, mountVolume } = await places(t);
    const volume = path.join(base, "volume");
    if (!(await mountVolume(volume, "1m"))) return;
    await addImages(volume);
    const folder = libraryFolder(volume);
    const store = open();
    for (const name of names.slice(0, 10))
      await store.change(imageIn(folder, name), () => taggedRecord(name, ["first"]), never);
    const filler = await fill(volume, 16_384);
    for (const name of names) await store.change(imageIn(folder, name), () => later(`${name} later`), never);
    assert.deepEqual(
      notices.map(({ reason, path: about }) => [reason, about]),
      [["diskFull", volume]],
    );
    assert.match(notices[0]?.message ?? "", /disk is full.* kept in .*state/);
    for (const name of Object.keys(await indexIn(volume))) assert.ok(names.includes(name), "the index file is whole");
    for (const name of names)
      assert.equal((await store.read(imageIn(folder, name), never))?.description, `${name} later`);
    await store.close();
    // a program that comes later, and finds the disk as full
    const next = open();
    for (const name of names)
      assert.equal((await next.read(imageIn(folder, name), never))?.description, `${name} later`);
    assert.deepEqual(await next.writeBack(folder, never), []);
    await writeFile(filler, "");
    await next.writeBack(folder, never);
    await next.close();
    const index = await indexIn(volume);
    assert.deepEqual(Object.keys(index), names);
    for (const name of names) assert.equal(index[name]?.description, `${name} later`);
    assert.deepEqual(await litterIn(volume), []);
    const last = open();
    assert.deepEqual(await last.storedPaths(folder, never), []);
    assert.equal(notices.filter(({ isOver }) => isOver).length, 1);
    await last.close();
  });

  test("has its records written back when the queue rests, in the same program", async (t) => {
    const { base, open, notices, mountVolume } = await places(t);
    const volume = path.join(base, "volume");
    if (!(await mountVolume(volume, "1m"))) return;
    await addImages(volume);
    const folder = libraryFolder(volume);
    const filler = await fill(volume, 0);
    const store = open();
    for (const name of names.slice(0, 40))
      await store.change(imageIn(folder, name), () => taggedRecord(name, ["t"]), never);
    await store.flush();
    await writeFile(filler, "");
    await store.flush();
    assert.deepEqual(Object.keys(await indexIn(volume)), names.slice(0, 40));
    assert.deepEqual(await store.storedPaths(folder, never), []);
    assert.deepEqual(
      notices.map(({ isOver }) => isOver === true),
      [false, true],
    );
    await store.close();
    assert.deepEqual(await litterIn(volume), []);
  });
});

describe("a drive that is pulled out in the middle", needsMount, () => {
  test("costs no record, leaves nothing at its mount point, and gets its records when it is back", async (t) => {
    const { base, open, notices, mount, mountVolume } = await places(t);
    const [disk, root] = [path.join(base, "disk"), path.join(base, "pictures")];
    const [drive, local] = [path.join(root, "drive"), path.join(root, "local")];
    if (!(await mountVolume(disk, "4m")) || !(await mount(drive, "--bind", disk))) return;
    await addImages(disk);
    await addImages(local);
    const folder = libraryFolder(root);
    const store = open();
    const change = (name: string, description: string) =>
      store.change(imageIn(folder, name), () => later(description), never);
    for (const name of names.slice(0, 3)) await change(`drive/${name}`, "before");
    unmount(drive);
    for (const name of names.slice(2, 6)) await change(`drive/${name}`, "after");
    for (const name of names.slice(0, 3)) await change(`local/${name}`, "beside");
    await store.flush();
    assert.deepEqual(await readdir(drive), [], "a folder that is only the place of a drive is left alone");
    assert.deepEqual(Object.keys(await indexIn(local)), names.slice(0, 3));
    assert.deepEqual(
      notices.map(({ reason, path: about }) => [reason, about]),
      [["volumeMissing", drive]],
    );
    const expected = ["before", "before", "after", "after", "after", "after"];
    const said = async (from: RecordStore) => {
      const records = names.slice(0, 6).map((name) => from.read(imageIn(folder, `drive/${name}`), never));
      return (await Promise.all(records)).map((record) => record?.description);
    };
    assert.deepEqual(await said(store), expected);
    if (!(await mount(drive, "--bind", disk))) return;
    await store.writeBack(folder, never);
    await store.close();
    const index = await indexIn(disk);
    assert.deepEqual(
      names.slice(0, 6).map((name) => index[name]?.description),
      expected,
    );
    assert.deepEqual(await litterIn(disk), []);
    const next = open();
    assert.deepEqual(await next.storedPaths(folder, never), []);
    await next.close();
  });

  test("that comes back first to another program keeps the newest of each image", async (t) => {
    const { base, open, mount, mountVolume } = await places(t);
    const [disk, drive] = [path.join(base, "disk"), path.join(base, "drive")];
    if (!(await mountVolume(disk, "4m")) || !(await mount(drive, "--bind", disk))) return;
    await addImages(disk);
    const folder = libraryFolder(drive);
    const store = open();
    await store.change(imageIn(folder, "p00.jpg"), () => taggedRecord("old", ["t"]), never);
    unmount(drive);
    await store.change(imageIn(folder, "p00.jpg"), () => taggedRecord("in its journal", ["t"]), never);
    await store.change(imageIn(folder, "p00.jpg"), () => later("new"), never);
    await store.close();
    if (!(await mount(drive, "--bind", disk))) return;
    // knows nothing of what this computer keeps
    const other = new RecordStore({
      storage: new FileStorage({ clock: systemClock }),
      clock: systemClock,
      stateFolder: path.join(base, "elsewhere"),
      placeOf: () => "folder",
    });
    await other.recover(folder, "");
    await other.close();
    assert.equal((await indexIn(drive))["p00.jpg"]?.description, "in its journal");
    const next = open();
    assert.equal((await next.read(imageIn(folder, "p00.jpg"), never))?.description, "new");
    await next.writeBack(folder, never);
    await next.close();
    assert.equal((await indexIn(drive))["p00.jpg"]?.description, "new");
  });
});

describe("the library of a drive that is away", needsMount, () => {
  const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };
  const openAt = async (root: string, state: string) => {
    const library = openLibrary(root, state);
    await library.workshop.open([library.folder], never);
    const { problems } = await library.workshop.reconcile(library.folder, options, never);
    return { ...library, problems };
  };

  test("keeps its rows, says why, and has everything when it is back, without a look at any file", async (t) => {
    const { base, mount, mountVolume } = await places(t);
    const [disk, drive, state] = [path.join(base, "disk"), path.join(base, "drive"), path.join(base, "state")];
    if (!(await mountVolume(disk, "4m")) || !(await mount(drive, "--bind", disk))) return;
    const [first = ""] = await drawGallery(disk, 3);
    const before = await openAt(drive, state);
    const image = before.workshop.library.imageAt(before.folder, first);
    await before.workshop.edit(image, { description: "Mine" }, never);
    const images = before.workshop.library.size;
    unmount(drive);
    const { problems, missing } = await before.workshop.reconcile(before.folder, options, never);
    assert.deepEqual([missing, before.workshop.library.size], [0, images]);
    assert.ok(problems.length > 0 && problems.every(({ failure }) => failure.reason === "volumeMissing"));
    await before.close();
    const without = await openAt(drive, state);
    assert.deepEqual([without.workshop.library.size, without.problems.length > 0], [images, true]);
    const edited = await without.workshop.edit(image, { tags: ["added"] }, never);
    assert.deepEqual(edited.tags, ["added"]);
    await without.close();
    assert.deepEqual(await readdir(drive), [], "a mount point is no place for records");
    if (!(await mount(drive, "--bind", disk))) return;
    const after = await openAt(drive, state);
    const record = await after.workshop.record(image, never);
    assert.deepEqual([record?.description, record?.tags], ["Mine", ["added"]]);
    assert.deepEqual([after.workshop.library.size, after.problems], [images, []]);
    assert.equal(after.counters.decodes, 0);
    await after.close();
  });
});

test("a volume that turns read-only takes its records when it is writable again", needsMount, async (t) => {
  const { base, open, notices, mountVolume } = await places(t);
  const volume = path.join(base, "volume");
  if (!(await mountVolume(volume, "1m"))) return;
  await addImages(volume);
  const folder = libraryFolder(volume);
  const store = open();
  await store.change(imageIn(folder, "p00.jpg"), () => taggedRecord("old", ["t"]), never);
  await store.flush();
  if (!remount(volume, "ro")) return t.skip("the volume cannot be made read-only here");
  for (const name of names.slice(0, 3)) await store.change(imageIn(folder, name), () => later("new"), never);
  assert.deepEqual(
    notices.map(({ reason }) => reason),
    ["folderReadOnly"],
  );
  assert.match(notices[0]?.message ?? "", /read-only/);
  assert.deepEqual(Object.keys(await indexIn(volume)), ["p00.jpg"]);
  remount(volume, "rw");
  await store.flush();
  await store.close();
  const index = await indexIn(volume);
  assert.deepEqual(
    Object.entries(index).map(([name, { description }]) => [name, description]),
    names.slice(0, 3).map((name) => [name, "new"]),
  );
});
