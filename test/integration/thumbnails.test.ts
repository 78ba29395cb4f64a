/** Thumbnails on disk: made once, swept by age, and cleared of what a killed writer left. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { ThumbnailStore } from "../../src/extension/adapters/thumbnails/thumbnailStore.ts";
import type { Images } from "../../src/extension/core/ports.ts";
import { photoLike } from "../fixtures/drawnImages.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { imageIn, libraryFolder, never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const dayMs = 24 * 60 * 60_000;

/** A store over a real images room, with one picture of 1,000 by 500 pixels. */
async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  await (await photoLike({ width: 1_000, height: 500 })).jpeg().toFile(path.join(root, "a.jpg"));
  const { room, images } = openImagesRoom();
  t.after(() => room.close());
  const directory = path.join(base, "thumbnails");
  let made = 0;
  const counting: Images = { ...images, thumbnail: (...order) => (made++, images.thumbnail(...order)) };
  const store = new ThumbnailStore({ directory, images: counting, storage: new FileStorage({ clock: systemClock }) });
  const files = async (): Promise<readonly string[]> =>
    (await readdir(directory, { recursive: true })).filter((name) => path.extname(name) !== "").sort();
  return { store, directory, files, image: imageIn(libraryFolder(root), "a.jpg"), made: () => made };
}

/** A file that was last looked at so long ago. */
async function put(file: string, bytes: number, ageMs: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, Buffer.alloc(bytes));
  const then = new Date(Date.now() - ageMs);
  await utimes(file, then, then);
}

describe("thumbnails", () => {
  test("are made once for equal content, also when asked for at the same time", async (t) => {
    const { store, image, made, files } = await scene(t);
    const [first, second] = await Promise.all([
      store.ensure(image, "10:abcd", 320, never),
      store.ensure(image, "10:abcd", 320, never),
    ]);
    assert.equal(first, second);
    assert.equal(await store.ensure(image, "10:abcd", 320, never), first);
    assert.equal(made(), 1);
    assert.deepEqual(await files(), [path.join("cd", "10-abcd-320.webp")]);
    const { format, width, height } = await sharp(first).metadata();
    assert.deepEqual({ format, width, height }, { format: "webp", width: 320, height: 160 });
  });

  test("that nobody waits for any more are dropped, and those that somebody waits for are made", async (t) => {
    const { image, directory, files } = await scene(t);
    const begun: { readonly to: string; readonly signal: AbortSignal }[] = [];
    const { room, images } = openImagesRoom();
    t.after(() => room.close());
    const noting: Images = {
      ...images,
      thumbnail: (order, signal) => (begun.push({ to: order.to, signal }), images.thumbnail(order, signal)),
    };
    const store = new ThumbnailStore({ directory, images: noting, storage: new FileStorage({ clock: systemClock }) });
    const scrolledOn = new AbortController();
    const left = store.ensure(image, "10:aaaa", 320, scrolledOn.signal);
    const leftAsWell = store.ensure(image, "10:bbbb", 320, scrolledOn.signal);
    const stays = store.ensure(image, "10:bbbb", 320, never);
    const isBegun = (name: string): boolean => begun.some(({ to }) => to.includes(name));
    while (!isBegun("aaaa") || !isBegun("bbbb")) await setImmediate();
    scrolledOn.abort();
    await assert.rejects(left, { reason: "aborted" });
    await assert.rejects(leftAsWell, { reason: "aborted" });
    await stays;
    const aborted = (name: string): readonly boolean[] =>
      begun.filter(({ to }) => to.includes(name)).map(({ signal }) => signal.aborted);
    assert.deepEqual(aborted("aaaa"), [true]);
    assert.equal(aborted("bbbb").at(-1), false);
    await store.ensure(image, "10:aaaa", 320, never);
    assert.deepEqual(await files(), [path.join("aa", "10-aaaa-320.webp"), path.join("bb", "10-bbbb-320.webp")]);
  });

  test("are ordered on the way only where there is none", async (t) => {
    const { store, image } = await scene(t);
    const order = await store.order("10:abcd", never);
    assert.equal(order?.sizePx, 320);
    assert.equal(await store.ensure(image, "10:abcd", 320, never), order.to);
    assert.equal(await store.order("10:abcd", never), undefined);
  });

  test("that were not looked at for longest go first when there are too many", async (t) => {
    const { store, directory, files } = await scene(t);
    await put(path.join(directory, "aa", "old.webp"), 100, 3 * dayMs);
    await put(path.join(directory, "bb", "older.webp"), 100, 4 * dayMs);
    await put(path.join(directory, "cc", "new.webp"), 100, dayMs);
    await store.sweep(never, 250);
    assert.deepEqual(await files(), [path.join("aa", "old.webp"), path.join("cc", "new.webp")]);
  });

  test("in use stay young", async (t) => {
    const { store, directory, image } = await scene(t);
    const file = path.join(directory, "cd", "10-abcd-320.webp");
    await put(file, 100, 3 * dayMs);
    await store.ensure(image, "10:abcd", 320, never);
    assert.ok(Date.now() - (await stat(file)).mtimeMs < dayMs);
  });

  test("leave no temporary file for good where their writer was killed, and none is taken from one at work", async (t) => {
    const { store, directory, files } = await scene(t);
    await put(path.join(directory, "aa", "a.webp"), 100, 3 * dayMs);
    await put(path.join(directory, "aa", "b.webp.4711.0.tmp"), 100, dayMs);
    await put(path.join(directory, "aa", "c.webp.4712.0.tmp"), 100, 0);
    await store.sweep(never);
    assert.deepEqual(await files(), [path.join("aa", "a.webp"), path.join("aa", "c.webp.4712.0.tmp")]);
  });

  test("of which a killed program left a part are rid of it at the first use of the next one", async (t) => {
    const { store, directory, files } = await scene(t);
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    await put(path.join(directory, "aa", `a.webp.${dead}.0.tmp`), 100, 0);
    await put(path.join(directory, "bb", `b.webp.${process.pid}.0.tmp`), 100, 0);
    await store.order("10:abcd", never);
    for (const limit = performance.now() + 60_000; (await files()).length > 1; await sleep(5))
      assert.ok(performance.now() < limit, (await files()).join());
    assert.deepEqual(await files(), [path.join("bb", `b.webp.${process.pid}.0.tmp`)], "one at work keeps its own");
  });

  test("are not swept after a stop", async (t) => {
    const { store, directory, files } = await scene(t);
    await put(path.join(directory, "aa", "a.webp"), 100, 3 * dayMs);
    await assert.rejects(store.sweep(AbortSignal.abort(), 0), { reason: "aborted" });
    assert.deepEqual(await files(), [path.join("aa", "a.webp")]);
  });
});
