/** Records of folders that could not be written for a while: kept, shown, and carried back into the folders' own files. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FolderScanner } from "../../src/extension/adapters/scanner/folderScanner.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { findMissing, removeMissing } from "../../src/extension/core/missingRecords.ts";
import type { RecordNotice, Storage } from "../../src/extension/core/ports.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const needsRoot = { skip: process.getuid?.() !== 0 && "only root can mount a volume" };
const options = { exclude: [], useGitignore: false, under: "", mayWrite: true };

interface Entry {
  readonly description: string;
  readonly tags: readonly string[];
}

async function entryOf(folder: string, name: string): Promise<Entry | undefined> {
  const index: unknown = JSON.parse(await readFile(path.join(folder, "image_metadata.json"), "utf8"));
  return (index as Record<string, Entry>)[name];
}

/** A store for which the folders in `locked` cannot be written. */
async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  for (const name of ["a.jpg", "b.jpg"]) await writeFile(path.join(root, name), name);
  const locked = new Set([root]);
  const real = new FileStorage({ clock: systemClock });
  const storage: Storage = new Proxy(real, {
    get(target, key) {
      if (key === "isWritable")
        return async (folder: string): Promise<boolean> => !locked.has(folder) && target.isWritable(folder);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const state = path.join(base, "state");
  const notices: RecordNotice[] = [];
  const open = (): RecordStore => {
    const store = new RecordStore({ storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" });
    store.onNotice((notice) => notices.push(notice));
    return store;
  };
  return { base, root, state, folder: libraryFolder(root), locked, open, notices, storage };
}

describe("records of a folder that could not be written", () => {
  test("are carried into its own files when it can be written again, once told, and leave the storage", async (t) => {
    const { root, state, folder, locked, open, notices } = await scene(t);
    const before = open();
    await before.change(imageIn(folder, "a.jpg"), () => taggedRecord("A red car", ["red"]), never);
    await before.close();
    assert.equal(existsSync(path.join(root, "image_metadata.json")), false);
    assert.deepEqual(await open().writeBack(folder, never), []);
    locked.clear();
    const after = open();
    const [stamps] = await after.writeBack(folder, never);
    assert.deepEqual([stamps?.folderKey, stamps?.folder], [folder.key, ""]);
    assert.equal((await entryOf(root, "a.jpg"))?.description, "A red car");
    assert.deepEqual(await after.read(imageIn(folder, "a.jpg"), never), taggedRecord("A red car", ["red"]));
    assert.deepEqual(await after.storedPaths(folder, never), []);
    assert.deepEqual(await after.writeBack(folder, never), []);
    assert.deepEqual(
      notices.filter(({ isOver }) => isOver).map(({ message }) => message),
      [`The records of ${root} were written back.`],
    );
    await after.close();
    assert.deepEqual((await readdir(root)).sort(), [
      "a.jpg",
      "b.jpg",
      "image_metadata.details.json",
      "image_metadata.json",
    ]);
    const kept = (await readdir(path.join(state, "readonly"), { recursive: true })).map((name) => path.basename(name));
    assert.equal(kept.includes("image_metadata.json"), false);
  });

  test("are shown over the older ones that stand in the folder, and merged with what came there meanwhile", async (t) => {
    const { root, state, folder, locked, open } = await scene(t);
    const image = imageIn(folder, "a.jpg");
    const first = recordStore(state);
    await first.change(image, () => taggedRecord("Old", ["red", "car"], "STOP"), never);
    await first.close();
    const store = open();
    const edit = { by: "person", at: "2026-03-01T00:00:00.000Z" } as const;
    await store.change(
      image,
      (now) => ({ ...now, description: "Mine", tags: ["red"], sources: { ...now.sources, description: edit } }),
      never,
    );
    await store.close();
    assert.equal((await open().read(image, never))?.description, "Mine");
    // another computer wrote there
    const theirs = {
      description: "Old",
      tags: ["red", "car", "street"],
      text_content: "STOP HERE",
      is_processed: true,
    };
    await writeFile(path.join(root, "image_metadata.json"), JSON.stringify({ "a.jpg": theirs }));
    const again = open();
    assert.equal((await again.read(image, never))?.text, "STOP HERE");
    locked.clear();
    await again.writeBack(folder, never);
    await again.close();
    const now = await recordStore(state).read(image, never);
    assert.deepEqual([now?.description, now?.text, now?.tags], ["Mine", "STOP HERE", ["red", "street"]]);
    assert.deepEqual(now?.sources.description, edit);
  });

  test("stay in storage while their image is not there, as at an empty mount point that can be written", async (t) => {
    const { root, folder, locked, open } = await scene(t);
    const store = open();
    for (const name of ["a.jpg", "b.jpg"])
      await store.change(imageIn(folder, name), () => taggedRecord(name, ["t"]), never);
    await rename(path.join(root, "b.jpg"), `${root}.b.jpg`);
    locked.clear();
    await store.writeBack(folder, never);
    assert.deepEqual(await store.storedPaths(folder, never), [{ path: "b.jpg" }]);
    assert.equal((await store.read(imageIn(folder, "b.jpg"), never))?.description, "b.jpg");
    await rename(`${root}.b.jpg`, path.join(root, "b.jpg"));
    await store.writeBack(folder, never);
    await store.close();
    assert.equal((await entryOf(root, "b.jpg"))?.description, "b.jpg");
  });

  test("are not put over a later edit that was made in the folder itself before they were carried back", async (t) => {
    const { root, folder, locked, open } = await scene(t);
    const image = imageIn(folder, "a.jpg");
    const store = open();
    const mine = (description: string, at: string) => ({
      ...taggedRecord(description, []),
      sources: { description: { by: "person", at } as const },
    });
    await store.change(image, () => mine("Kept", "2026-03-01T00:00:00.000Z"), never);
    locked.clear();
    await store.change(image, () => mine("Later", "2026-04-01T00:00:00.000Z"), never);
    await store.writeBack(folder, never);
    await store.close();
    assert.equal((await entryOf(root, "a.jpg"))?.description, "Later");
    assert.deepEqual(await open().storedPaths(folder, never), []);
  });

  test("are carried back when the queue rests, without a comparing with the disk", async (t) => {
    const { root, folder, locked, open } = await scene(t);
    const store = open();
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("Kept", ["t"]), never);
    locked.clear();
    await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("Written", ["t"]), never);
    await store.flush();
    await store.close();
    assert.equal((await entryOf(root, "a.jpg"))?.description, "Kept");
    assert.equal((await entryOf(root, "b.jpg"))?.description, "Written");
  });

  test("stay in storage where writing back fails in the middle, and are carried by the next that succeeds", async (t) => {
    const { root, state, folder, locked, open, storage } = await scene(t);
    const store = open();
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("Kept", ["t"]), never);
    await store.close();
    locked.clear();
    await mkdir(path.join(root, "image_metadata.json")); // nothing can be put in its place
    const failing = new RecordStore({ storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" });
    assert.deepEqual(await failing.writeBack(folder, never), []);
    assert.deepEqual(await failing.storedPaths(folder, never), [{ path: "a.jpg" }]);
    await failing.close();
    await rename(path.join(root, "image_metadata.json"), path.join(root, "elsewhere"));
    const next = open();
    await next.writeBack(folder, never);
    await next.close();
    assert.equal((await entryOf(root, "a.jpg"))?.description, "Kept");
  });

  test("are removed with those of missing images, and only on request", async (t) => {
    const { root, folder, open } = await scene(t);
    const store = open();
    for (const name of ["a.jpg", "b.jpg"])
      await store.change(imageIn(folder, name), () => taggedRecord(name, ["t"]), never);
    await rm(path.join(root, "b.jpg"));
    const parts = { scanner: new FolderScanner(), records: store };
    assert.deepEqual(await findMissing(folder, options, parts, never), ["b.jpg"]);
    assert.equal((await store.storedPaths(folder, never)).length, 2);
    await removeMissing(folder, ["b.jpg"], options, parts, never);
    await store.close();
    assert.deepEqual(await open().storedPaths(folder, never), [{ path: "a.jpg" }]);
  });

  test("survive that their volume is read-only, goes away and comes back", needsRoot, async (t) => {
    const base = await temporaryFolder(t);
    const [root, disk] = [path.join(base, "pictures"), path.join(base, "disk")];
    const drive = path.join(root, "drive");
    for (const folder of [drive, disk]) await mkdir(folder, { recursive: true });
    const mounted: string[] = [];
    const mount = (target: string, ...args: readonly string[]): void => {
      execFileSync("mount", [...args, target], { stdio: "ignore" });
      if (!args.includes("-o") || args.includes("tmpfs")) mounted.push(target);
    };
    const unmount = (): void => void execFileSync("umount", [mounted.pop() ?? ""], { stdio: "ignore" });
    const open = async () => {
      const library = openLibrary(root, path.join(base, "state"));
      await library.workshop.open([library.folder], never);
      await library.workshop.reconcile(library.folder, options, never);
      return library;
    };
    try {
      mount(disk, "-t", "tmpfs", "-o", "size=4m", "none");
    } catch {
      return t.skip("no volume can be mounted here");
    }
    try {
      const [first = ""] = await drawGallery(disk, 1);
      mount(drive, "--bind", disk);
      mount(drive, "-o", "remount,bind,ro");
      const readOnly = await open();
      const image = readOnly.workshop.library.imageAt(readOnly.folder, `drive/${first}`);
      await readOnly.workshop.edit(image, { description: "Mine" }, never);
      await readOnly.close();
      unmount();
      const gone = await open();
      assert.equal(gone.workshop.library.size, 0);
      await gone.close();
      assert.deepEqual(await readdir(drive), []);
      mount(drive, "--bind", disk);
      await (await open()).close();
      const written = path.join(disk, first);
      assert.equal((await entryOf(path.dirname(written), path.basename(written)))?.description, "Mine");
      const again = await open();
      assert.deepEqual([again.counters.hashes, again.counters.writes], [0, 0]);
      assert.equal((await again.workshop.record(image, never))?.description, "Mine");
      await again.close();
    } finally {
      while (mounted.length > 0) unmount();
    }
  });
});
