/** `--index` of the commands that only read: each takes the place of the records as `tag` does. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

for (const place of ["folder", "root", "storage"] as const)
  test(`tag, status, index and search agree where the records lie in ${place}`, async (t) => {
    const base = await temporaryFolder(t);
    const folder = path.join(base, "pictures");
    await drawGallery(folder, 2);
    const shared = ["--index", place, "--storage", path.join(base, "storage"), "--json"];
    const tagged = await runCommand(["tag", folder, "--engine", "builtin", "--embed-model", "none", ...shared]);
    assert.equal(tagged.code, 0, tagged.stderr);
    const before = (await readdir(folder, { recursive: true })).sort();
    const status = await runCommand(["status", folder, ...shared]);
    assert.deepEqual([status.code, status.json()[0]?.["tagged"]], [0, 2]);
    const index = await runCommand(["index", folder, "--embed-model", "none", ...shared]);
    assert.deepEqual([index.code, index.json().at(-1)?.["records"]], [0, 2]);
    const search = await runCommand(["search", folder, "is:tagged", "--mode", "text", ...shared]);
    assert.equal(search.code, 0, search.stderr);
    assert.equal((JSON.parse(search.stdout) as readonly unknown[]).length, 2);
    assert.deepEqual((await readdir(folder, { recursive: true })).sort(), before);
  });

test("a place that does not exist is refused by each of them", async (t) => {
  const folder = await temporaryFolder(t);
  for (const words of [
    ["status", folder],
    ["index", folder],
    ["search", folder, "x"],
  ]) {
    const run = await runCommand([...words, "--index", "elsewhere"]);
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /--index/);
  }
});
