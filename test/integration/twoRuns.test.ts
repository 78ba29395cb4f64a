/** Two runs of the command line on one tree at once: they share it folder by folder, and see each other's results. */
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { loadLance } from "../../src/extension/adapters/catalog/lance.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { runCommand, startCommand, tagWithOllama, type CommandOutcome } from "../fixtures/commandLine.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const folders = 20;
const perFolder = 25;

/** Pictures that all differ, in folders of their own. */
async function draw(root: string): Promise<void> {
  for (let folder = 0; folder < folders; folder++) {
    const at = path.join(root, `folder ${folder}`);
    await mkdir(at, { recursive: true });
    await Promise.all(
      Array.from({ length: perFolder }, (_, index) => {
        const background = { r: (folder * 12) % 256, g: (index * 10) % 256, b: (folder * index) % 256 };
        return sharp({ create: { width: 64, height: 64 + folder, channels: 3, background } })
          .jpeg()
          .toFile(path.join(at, `picture ${index}.jpg`));
      }),
    );
  }
}

function tagged(outcome: CommandOutcome): readonly string[] {
  return outcome
    .json()
    .flatMap((event) => (event.event === "image" && event.status === "completed" ? [event.path ?? ""] : []));
}

/** Rows of the catalog as they lie on the disk. */
async function rowsIn(storage: string): Promise<readonly string[]> {
  const { lancedb } = await loadLance();
  const connection = await lancedb.connect(path.join(storage, "catalog"));
  const table = await connection.openTable("images");
  const rows = (await table.query().select(["path"]).toArray()) as readonly { readonly path: string }[];
  table.close();
  connection.close();
  return rows.map((row) => row.path);
}

test(`two runs tag ${folders * perFolder} images in ${folders} folders once each, and both end well`, async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await draw(root);
  const standIn = await startOllamaStandIn({ latencyMs: 5 });
  t.after(() => standIn.close());
  const storage = path.join(base, "storage");
  const command = tagWithOllama(root, standIn.url, storage);
  const runs = await Promise.all([startCommand(command).ended, startCommand(command).ended]);
  for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
  const done = runs.flatMap(tagged);
  const total = folders * perFolder;
  assert.equal(new Set(done).size, total);
  assert.equal(done.length, total, "no image was tagged by both");
  assert.equal(standIn.looks.length, total, "no picture was sent twice");
  for (let folder = 0; folder < folders; folder++) {
    const index = JSON.parse(
      await readFile(path.join(root, `folder ${folder}`, "image_metadata.json"), "utf8"),
    ) as object;
    assert.equal(Object.keys(index).length, perFolder);
  }
  const again = await runCommand(command);
  assert.deepEqual(tagged(again), []);
  const rows = await rowsIn(storage);
  assert.equal(rows.length, new Set(rows).size, "no image has two rows");
  assert.equal(rows.length, total);
  t.diagnostic(`one run tagged ${tagged(runs[0]).length}, the other ${tagged(runs[1]).length}`);
});
