/** Folders that are slow, stumble or hang, as network shares do; and the end of a program that holds many of them. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import type { RecordNotice, Storage } from "../../src/extension/core/ports.ts";
import { stumblingFiles } from "../fakes/faultyFiles.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  return { base, root, state: path.join(base, "state"), folder: libraryFolder(root) };
}

/** A storage whose calls for paths in a folder answer when `open` is called, and not before. */
function hangingStorage(hangs: (target: string) => boolean): { storage: Storage; open: () => void } {
  const gate = Promise.withResolvers<void>();
  const storage = new Proxy(new FileStorage({ clock: systemClock }), {
    get(real, name) {
      const value: unknown = Reflect.get(real, name, real);
      if (typeof value !== "function") return value;
      return async (...args: unknown[]): Promise<unknown> => {
        if (hangs(String(args[0]))) await gate.promise;
        return Reflect.apply(value, real, args) as unknown;
      };
    },
  });
  return { storage, open: gate.resolve };
}

const read = async (file: string): Promise<readonly string[]> =>
  Object.keys(JSON.parse(await readFile(file, "utf8")) as object);

describe("a network share that stumbles", () => {
  test("loses nothing and keeps no half file, whichever call fails with whichever code in turn", async (t) => {
    for (const every of [23, 7, 4]) {
      const { root, state, folder } = await scene(t);
      const { calls, failed } = stumblingFiles(root, every, 1);
      const clock = { ...systemClock, sleep: async () => {} };
      const storage = new FileStorage({ clock, files: calls });
      const store = new RecordStore({ storage, clock, stateFolder: state, placeOf: () => "folder" });
      const names = Array.from({ length: 70 }, (_, i) => `p${i}.jpg`);
      for (const name of names)
        await store.change(imageIn(folder, name), () => taggedRecord(`${name} once`, ["x"]), never);
      for (const name of names.slice(0, 9))
        await store.change(imageIn(folder, name), (now) => ({ ...now, text: "again" }), never);
      await store.close();
      assert.ok(failed() > 5, `${failed()} calls failed`);
      const later = recordStore(state);
      for (const [i, name] of names.entries()) {
        const record = await later.read(imageIn(folder, name), never);
        assert.deepEqual([record?.description, record?.text], [`${name} once`, i < 9 ? "again" : ""], `every ${every}`);
      }
      await later.close();
      const left = (await readdir(root)).filter((name) => name.startsWith(".image-tagger-"));
      assert.deepEqual(left, [], `every ${every}`);
    }
  });
});

describe("a folder that does not answer", () => {
  test("keeps no other folder waiting: its records are kept in storage, told of once, and carried back later", async (t) => {
    const { root, state, folder } = await scene(t);
    const [share, local] = [path.join(root, "share"), path.join(root, "local")];
    for (const one of [share, local]) await mkdir(one);
    const { storage, open } = hangingStorage((target) => target.startsWith(share));
    const notices: RecordNotice[] = [];
    const options = { storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" as const };
    const store = new RecordStore({ ...options, deadlineMs: 1_500, closingMs: 100 });
    store.onNotice((notice) => notices.push(notice));
    await Promise.all([
      store.change(imageIn(folder, "share/a.jpg"), () => taggedRecord("a", ["x"]), never),
      store.change(imageIn(folder, "local/b.jpg"), () => taggedRecord("b", ["x"]), never),
    ]);
    assert.deepEqual(
      notices.map(({ reason, path: about }) => [reason, about]),
      [["volumeMissing", share]],
    );
    assert.equal((await store.read(imageIn(folder, "share/a.jpg"), never))?.description, "a");
    await store.flush();
    await store.close();
    assert.deepEqual(await read(path.join(local, "image_metadata.json")), ["b.jpg"]);
    open();
    const later = recordStore(state);
    assert.equal((await later.read(imageIn(folder, "share/a.jpg"), never))?.description, "a");
    await later.close();
  });
});

describe("the end of a program", () => {
  /** Holds so many folders with a record in each, and answers the images. */
  async function holdFolders(store: RecordStore, root: string, count: number): Promise<readonly string[]> {
    const folder = libraryFolder(root);
    const paths = Array.from({ length: count }, (_, i) => `f${i}/a.jpg`);
    const hold = async (imagePath: string): Promise<void> => {
      await mkdir(path.join(root, path.dirname(imagePath)));
      await store.change(imageIn(folder, imagePath), () => taggedRecord(imagePath, ["x"]), never);
    };
    await Promise.all(paths.map(hold));
    return paths;
  }

  test("that holds two hundred folders leaves all of them folded and free", async (t) => {
    const { root, state } = await scene(t);
    const storage = new FileStorage({ clock: systemClock });
    const options = { storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" as const };
    const store = new RecordStore({ ...options, closingMs: 60_000 });
    const paths = await holdFolders(store, root, 200);
    const startMs = performance.now();
    assert.equal((await store.close()).length, paths.length);
    t.diagnostic(`folded and given up in ${Math.round(performance.now() - startMs)} ms`);
    for (const imagePath of paths)
      assert.deepEqual((await readdir(path.join(root, path.dirname(imagePath)))).sort(), [
        "image_metadata.details.json",
        "image_metadata.json",
      ]);
  });

  test("waits for no disk beyond its time: what is not folded is in the journals, and the next one folds it", async (t) => {
    const { root, state, folder } = await scene(t);
    let isHanging = false;
    const { storage, open } = hangingStorage((target) => isHanging && target.endsWith("image_metadata.json"));
    const options = { storage, clock: systemClock, stateFolder: state, placeOf: () => "folder" as const };
    const store = new RecordStore({ ...options, closingMs: 50 });
    const paths = await holdFolders(store, root, 30);
    isHanging = true;
    assert.deepEqual(await store.close(), []);
    const next = recordStore(state);
    for (const imagePath of paths) {
      assert.equal((await next.read(imageIn(folder, imagePath), never))?.description, imagePath);
      await next.recover(folder, path.dirname(imagePath));
    }
    await next.flush();
    await next.close();
    assert.deepEqual(await read(path.join(root, "f29", "image_metadata.json")), ["a.jpg"]);
    open();
  });
});
