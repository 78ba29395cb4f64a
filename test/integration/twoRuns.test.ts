/** Two runs of the command line on one tree at once: they share it folder by folder, and see each other's results. */
import assert from "node:assert/strict";
import { readFile, readdir, utimes } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import {
  completeEvents,
  runCommand,
  startCommand,
  tagWithOllama,
  type RunningCommand,
} from "../fixtures/commandLine.ts";
import { drawFolders, rowsIn, taggedPaths } from "../fixtures/manyFolders.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const folders = 20;
const perFolder = 25;

test(`two runs tag ${folders * perFolder} images in ${folders} folders once each, and both end well`, async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await drawFolders(
    root,
    Array.from({ length: folders }, (_, index) => `folder ${index}`),
    perFolder,
  );
  const standIn = await startOllamaStandIn({ latencyMs: 5 });
  t.after(() => standIn.close());
  const storage = path.join(base, "storage");
  const command = tagWithOllama(root, standIn.url, storage);
  const runs = await Promise.all([startCommand(command).ended, startCommand(command).ended]);
  for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
  const [one = [], other = []] = runs.map((run) => taggedPaths(run.json()));
  const done = [...one, ...other];
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
  assert.deepEqual(taggedPaths(again.json()), []);
  const rows = (await rowsIn(path.join(storage, "catalog"))).map((row) => row.path);
  assert.equal(rows.length, new Set(rows).size, "no image has two rows");
  assert.equal(rows.length, total);
  t.diagnostic(`one run tagged ${one.length}, the other ${other.length}`);
});

const journal = ".image_metadata.journal";

/** Gives the journals below a folder a sign of life again and again, as if their writers lived. */
function keepFresh(root: string): () => void {
  const touch = async (): Promise<void> => {
    const found = await readdir(root, { recursive: true }).catch(() => []); // the test is over
    for (const name of found.filter((each) => path.basename(each) === journal))
      await utimes(path.join(root, name), new Date(), new Date()).catch(() => undefined); // removed just now
  };
  const timer = setInterval(() => void touch(), 50);
  return () => clearInterval(timer);
}

test("a run that is killed gives its folders to the one beside it at once, however fresh its journals look", async (t) => {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  const names = ["a", "b", "c", "d"];
  await drawFolders(root, names, 8);
  const standIn = await startOllamaStandIn({ latencyMs: 150 });
  t.after(() => standIn.close());
  const [first, second] = ["one", "two"].map((storage) => tagWithOllama(root, standIn.url, path.join(base, storage)));
  const killed = startCommand(first ?? []);
  const doneBy = ({ output }: RunningCommand) => taggedPaths(completeEvents(output.stdout));
  const untilDone = async (run: RunningCommand, count: number): Promise<void> => {
    while (doneBy(run).length < count) {
      assert.equal(run.child.exitCode, null, `it ended by itself: ${run.output.stderr}`);
      await sleep(10);
    }
  };
  const left = startCommand(second ?? []);
  // both are at work, each in folders of its own
  await untilDone(left, 2);
  await untilDone(killed, 2);
  killed.child.kill("SIGKILL");
  t.after(keepFresh(root));
  await killed.ended;
  const done = doneBy(killed);
  const outcome = await left.ended;
  assert.equal(outcome.code, 0, outcome.stderr);
  const all = [...done, ...taggedPaths(outcome.json())];
  assert.equal(new Set(all).size, names.length * 8);
  assert.ok(done.length < names.length * 8, "it was killed in the middle");
  assert.equal(all.length, names.length * 8, "what the killed one had complete was not tagged again");
  const twice = [...standIn.imageCounts().values()].filter((count) => count > 1);
  assert.ok(twice.length <= 1 && twice.every((count) => count === 2), "only the picture in flight was sent again");
  const hidden = (await readdir(root, { recursive: true })).filter((name) => path.basename(name).startsWith("."));
  assert.deepEqual(hidden, []);
});
