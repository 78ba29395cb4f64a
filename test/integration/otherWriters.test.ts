/** A program that is killed while another one has its folder open: what it left is folded when that one comes to rest. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { leftovers, soundEntries } from "../fixtures/afterKill.ts";
import { startOver } from "../fixtures/nextStart.ts";
import { quietLog } from "../fixtures/quietLog.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const writer = path.join(import.meta.dirname, "../fixtures/recordWriter.ts");

test("the journal of a program that lives is left alone, and folded at the next rest after it was killed", async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  await writeFile(path.join(root, "a.jpg"), "a");
  const other = spawn(process.execPath, [writer, root, "a.jpg"], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => other.kill("SIGKILL"));
  await once(other.stdout, "data");
  const workshop = await startOver(root, path.join(base, "own"), new MemoryCatalog(), quietLog().log);
  t.after(() => workshop.close());
  await workshop.settle();
  assert.deepEqual(await leftovers(root), [".image_metadata.journal"]);
  assert.equal((await soundEntries(root)).size, 0);
  other.kill("SIGKILL");
  await once(other, "exit");
  await workshop.settle();
  assert.deepEqual(await leftovers(root), []);
  assert.equal((await soundEntries(root)).get("a.jpg")?.description, "by the child");
});
