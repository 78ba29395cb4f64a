/** Record files that anybody may have written: fields of the wrong shape, and names that look like something else. */
import assert from "node:assert/strict";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { isEdited } from "../../src/extension/core/recordChanges.ts";

const wrong: readonly (readonly [string, unknown])[] = [
  ["sources", { tags: { red: null } }],
  ["sources", { description: 5 }],
  ["sources", []],
  ["failure", {}],
  ["engine", 5],
  ["model", {}],
  ["facts", { width: "x" }],
  ["stamp", { size: "x" }],
  ["removedTags", [1]],
  ["done", ["all"]],
  ["contentKey", null],
  ["extra", 7],
];

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  return { root, state: path.join(base, "state"), folder: libraryFolder(root) };
}

describe("record files of strangers", () => {
  for (const [field, value] of wrong)
    test(`${field} = ${JSON.stringify(value)} in the details file is left out, and the rest of the record holds`, async (t) => {
      const { root, state, folder } = await scene(t);
      const image = imageIn(folder, "a.jpg");
      const store = recordStore(state);
      await store.change(image, () => taggedRecord("A red car", ["red"]), never);
      await store.close();
      const file = path.join(root, "image_metadata.details.json");
      const whole = JSON.parse(await readFile(file, "utf8")) as { entries: Record<string, object> };
      whole.entries["a.jpg"] = { ...whole.entries["a.jpg"], [field]: value };
      await writeFile(file, JSON.stringify(whole));
      const record = await recordStore(state).read(image, never);
      assert.ok(record);
      assert.deepEqual([record.description, record.tags, record.alt], ["A red car", ["red"], "A red car (alt)"]);
      assert.equal(isEdited(record), false);
    });

  test("a folder that is reached by its own path and by a link has one writer and one record an image", async (t) => {
    const { root, state, folder } = await scene(t);
    await mkdir(path.join(root, "real"));
    await symlink("real", path.join(root, "link"));
    const store = recordStore(state);
    await store.change(imageIn(folder, "link/a.jpg"), () => taggedRecord("A red car", ["red"]), never);
    await store.change(imageIn(folder, "real/b.jpg"), () => taggedRecord("A blue car", ["blue"]), never);
    assert.equal((await store.read(imageIn(folder, "real/a.jpg"), never))?.description, "A red car");
    await store.close();
    const index = JSON.parse(await readFile(path.join(root, "real/image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), ["a.jpg", "b.jpg"]);
  });

  test("a line of a journal whose record has the wrong shape is passed over", async (t) => {
    const { root, state, folder } = await scene(t);
    const lines = [
      { put: "a.jpg", record: { ...taggedRecord("bad", ["x"]), sources: { tags: { x: null } } } },
      { put: "b.jpg", record: { ...taggedRecord("bad", ["x"]), tags: [7] } },
      { put: "c.jpg", record: taggedRecord("good", ["x"]) },
    ];
    await writeFile(
      path.join(root, ".image_metadata.journal"),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
    const store = recordStore(state);
    await store.recover(folder, "");
    await store.close();
    const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), ["c.jpg"]);
  });

  for (const name of ["a\\b.jpg", "__proto__.jpg", "__proto__", "new\nline.jpg", "constructor"])
    test(`the record of ${JSON.stringify(name)} is found again after it was written`, async (t) => {
      const { state, folder } = await scene(t);
      const store = recordStore(state);
      await store.change(imageIn(folder, name), () => taggedRecord("A red car", ["red"]), never);
      await store.close();
      const reopened = recordStore(state);
      assert.deepEqual(await reopened.read(imageIn(folder, name), never), taggedRecord("A red car", ["red"]));
      assert.deepEqual(await reopened.paths(folder, "", never), [{ path: name }]);
    });
});
