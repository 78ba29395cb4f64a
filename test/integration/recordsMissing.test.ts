/** Records whose images are gone: counted wherever they lie, found again after a rename, removed only on request. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { findMissing, removeMissing } from "../../src/extension/core/missingRecords.ts";
import { FolderScanner } from "../../src/extension/adapters/scanner/folderScanner.ts";
import type { RecordPlace } from "../../src/extension/core/ports.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const options = { exclude: [], useGitignore: false, under: "" };

/** A library in which a.jpg, sub/b.jpg and sub/gone.jpg have records, and the last one is gone. */
async function scene(t: TestContext, place: RecordPlace) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  const state = path.join(base, "state");
  await mkdir(path.join(root, "sub"), { recursive: true });
  const folder = libraryFolder(root);
  const store = recordStore(state, place);
  for (const name of ["a.jpg", "sub/b.jpg", "sub/gone.jpg"]) {
    await writeFile(path.join(root, name), name);
    await store.change(imageIn(folder, name), () => taggedRecord(name, ["t"]), never);
  }
  await store.flush();
  await rm(path.join(root, "sub/gone.jpg"));
  return { base, root, state, folder, store, parts: { scanner: new FolderScanner(), records: store } };
}

const places: readonly RecordPlace[] = ["folder", "root", "storage"];

describe("records of missing images", () => {
  for (const place of places)
    test(`are found and removed where records lie in ${place}, and no other record is touched`, async (t) => {
      const { root, state, folder, store, parts } = await scene(t, place);
      assert.deepEqual(await findMissing(folder, options, parts, never), ["sub/gone.jpg"]);
      assert.equal((await store.read(imageIn(folder, "sub/gone.jpg"), never))?.description, "sub/gone.jpg");
      const { removed } = await removeMissing(folder, ["sub/gone.jpg"], options, parts, never);
      assert.equal(removed, 1);
      await store.close();
      const again = recordStore(state, place);
      assert.equal(await again.read(imageIn(folder, "sub/gone.jpg"), never), undefined);
      for (const name of ["a.jpg", "sub/b.jpg"])
        assert.equal((await again.read(imageIn(folder, name), never))?.description, name);
      assert.deepEqual(await findMissing(folder, options, { ...parts, records: again }, never), []);
      assert.equal(existsSync(path.join(root, "sub/.image_metadata.journal")), false);
    });

  test("take the record files along when the last entry goes", async (t) => {
    const { root, folder, store, parts } = await scene(t, "folder");
    await rm(path.join(root, "a.jpg"));
    await removeMissing(folder, ["a.jpg"], options, parts, never);
    await store.close();
    assert.deepEqual(await readdir(root), ["sub"]);
  });

  test("are left alone where the image came back before the removal, or was not asked for", async (t) => {
    const { root, folder, store, parts } = await scene(t, "folder");
    await rm(path.join(root, "a.jpg"));
    await writeFile(path.join(root, "sub/gone.jpg"), "back");
    assert.equal((await removeMissing(folder, ["sub/gone.jpg"], options, parts, never)).removed, 0);
    assert.equal((await store.read(imageIn(folder, "a.jpg"), never))?.description, "a.jpg");
    await store.close();
  });

  test("an image that is only excluded, and a key that leads out of the folder, count as no missing image", async (t) => {
    const { root, folder, store, parts } = await scene(t, "folder");
    const index = path.join(root, "image_metadata.json");
    const own = JSON.parse(await readFile(index, "utf8")) as Record<string, unknown>;
    await writeFile(index, JSON.stringify({ ...own, "../outside.jpg": { description: "x" } }));
    const hidden = { ...options, exclude: ["a.jpg"] };
    const { images } = await parts.scanner.scan(root, hidden, never);
    assert.deepEqual(
      images.map((image) => image.path),
      ["sub/b.jpg"],
    );
    assert.deepEqual(await findMissing(folder, hidden, parts, never), ["sub/gone.jpg"]);
    await store.close();
  });

  for (const [how, leave] of [
    ["is away", (root: string) => rename(root, `${root}.away`)],
    ["is the empty mount point of a drive", (root: string) => rename(root, `${root}.away`).then(() => mkdir(root))],
  ] as const)
    test(`are not removed while the library folder ${how}`, async (t) => {
      const { root, folder, store, parts } = await scene(t, "storage");
      await leave(root);
      await assert.rejects(
        removeMissing(folder, ["a.jpg", "sub/b.jpg"], options, parts, never),
        (thrown) => thrown instanceof ExpectedError && thrown.reason === "volumeMissing",
      );
      await store.close();
      assert.equal((await store.storedPaths(folder, never)).length, 3);
    });

  test("count as orphans in storage too: the command line tells their number, and a rename finds its record", async (t) => {
    const base = await temporaryFolder(t);
    const folder = path.join(base, "pictures");
    const [first = "", second = ""] = await drawGallery(folder, 2);
    const shared = ["--index", "storage", "--storage", path.join(base, "storage"), "--json"];
    await runCommand(["tag", folder, "--engine", "builtin", "--embed-model", "none", ...shared]);
    await rm(path.join(folder, second));
    await rename(path.join(folder, first), path.join(folder, "renamed.jpg"));
    // a catalog that knows nothing of the image
    await rm(path.join(base, "storage/catalog"), { recursive: true, force: true });
    const before = (await runCommand(["status", folder, ...shared])).json()[0] as unknown as Record<string, number>;
    assert.deepEqual([before["tagged"], before["orphans"]], [0, 2]);
    const index = await runCommand(["index", folder, "--embed-model", "none", ...shared]);
    assert.equal(index.code, 0, index.stderr);
    const after = (await runCommand(["status", folder, ...shared])).json()[0] as unknown as Record<string, number>;
    assert.deepEqual([after["tagged"], after["orphans"]], [1, 2]);
  });
});

describe("a record whose place was switched", () => {
  test("is the newer one at the root, also after the records lie beside the images again", async (t) => {
    const base = await temporaryFolder(t);
    const root = path.join(base, "pictures");
    const state = path.join(base, "state");
    await mkdir(path.join(root, "sub"), { recursive: true });
    const image = imageIn(libraryFolder(root), "sub/a.jpg");
    const put = async (place: RecordPlace, description: string, taggedAt: string): Promise<void> => {
      const store = recordStore(state, place);
      await store.change(image, () => ({ ...taggedRecord(description, ["t"]), taggedAt }), never);
      await store.close();
    };
    await put("folder", "Old", "2026-01-02T00:00:00.000Z");
    await put("root", "New", "2026-02-02T00:00:00.000Z");
    const store = recordStore(state, "folder");
    assert.equal((await store.read(image, never))?.description, "New");
    await store.change(image, (now) => ({ ...now, alt: "Alt" }), never);
    await store.close();
    const beside = JSON.parse(await readFile(path.join(root, "sub/image_metadata.json"), "utf8")) as Record<
      string,
      { description: string }
    >;
    assert.equal(beside["a.jpg"]?.description, "New");
  });
});
