/** Bringing changes into a catalog that fails now and then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CatalogSync } from "../../src/extension/core/catalogSync.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";
import { quietLog } from "../fixtures/quietLog.ts";

const never = new AbortController().signal;
const stamps = { folderKey: "one", folder: "", stamps: "1:1" };

async function scene() {
  const catalog = new MemoryCatalog();
  await catalog.open(never);
  let failures = 0;
  const failing = new Proxy(catalog, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "upsert" && failures > 0)
        return async () => {
          failures--;
          throw new ExpectedError("nativeCrashed", "The catalog crashed.");
        };
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const sync = new CatalogSync(failing, quietLog().log);
  const rows = async () => (await catalog.rows(["one"], never)).map(({ recordHash }) => recordHash);
  return { catalog, sync, rows, fail: (times: number) => (failures = times) };
}

test("what could not be written is written with the next change, the newest of each image", async () => {
  const { sync, rows, fail } = await scene();
  fail(1);
  sync.put([documentOf("a", { recordHash: "old" }), documentOf("b", { recordHash: "b" })]);
  await sync.flush();
  assert.deepEqual(await rows(), []);
  sync.put([documentOf("a", { recordHash: "new" })]);
  await sync.flush();
  assert.deepEqual((await rows()).toSorted(), ["b", "new"]);
  await sync.close();
});

test("no stamp says that a folder's rows are there while some of them could not be written", async () => {
  const { catalog, sync, rows, fail } = await scene();
  fail(2);
  sync.put([documentOf("a")]);
  await sync.flush();
  sync.putFolders([stamps]);
  await sync.flush();
  assert.deepEqual(await catalog.folders(["one"], never), []);
  await sync.flush();
  assert.deepEqual(await catalog.folders(["one"], never), [stamps]);
  assert.equal((await rows()).length, 1);
  await sync.close();
});

test("what was read of a file waits with its image, whatever else is put of that image, also after a failure", async () => {
  const { catalog, sync, fail } = await scene();
  const file = { keywords: ["lighthouse"] };
  const keywords = async () => (await catalog.documents(["a"], never))[0]?.file?.keywords;
  sync.put([documentOf("a", { file, metadataKey: "k" })]);
  sync.put([documentOf("a", { recordHash: "new", metadataKey: "k" })]);
  await sync.flush();
  assert.deepEqual(await keywords(), ["lighthouse"]);
  fail(1);
  sync.put([documentOf("a", { file: { keywords: ["beacon"] }, metadataKey: "l" })]);
  const writing = sync.flush();
  sync.put([documentOf("a", { recordHash: "newer", metadataKey: "l" })]);
  await writing;
  await sync.flush();
  assert.deepEqual(await keywords(), ["beacon"]);
  await sync.close();
});
