/** Who may write a folder when processes sleep, numbers of processes pass on and clocks jump. */
import assert from "node:assert/strict";
import type { PathLike } from "node:fs";
import files, { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FileStorage, type FileCalls } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { imageIn, libraryFolder, never, recordStore, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const minuteMs = 60_000;
const isBusy = (thrown: unknown): boolean => thrown instanceof ExpectedError && thrown.reason === "folderBusy";

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  return { root, state: path.join(base, "state"), folder: libraryFolder(root), journal: path.join(root, journalName) };
}
const journalName = ".image_metadata.journal";

/** A claim line; by default of a process that runs, on a system that does not tell when it began. */
function claim(after: string, owner: object = {}): string {
  return `${JSON.stringify({ claim: { id: "other", pid: process.ppid, start: "", host: os.hostname(), ...owner }, after })}\n`;
}

/** A store whose clock runs `aheadMs` ahead of the computer's. */
function storeWithClock(state: string, clock: { aheadMs: number }): RecordStore {
  const own = { ...systemClock, now: () => Date.now() + clock.aheadMs };
  const storage = new FileStorage({ clock: own });
  return new RecordStore({ storage, clock: own, stateFolder: state, placeOf: () => "folder" });
}

/** A store over a file system of which some calls are replaced. Refusals that pass are waited for no time at all. */
function storeWithFaults(state: string, faults: Partial<FileCalls>): RecordStore {
  const clock = { ...systemClock, sleep: async () => {} };
  const storage = new FileStorage({ clock, files: { ...files, ...faults } });
  return new RecordStore({ storage, clock, stateFolder: state, placeOf: () => "folder" });
}

describe("the claim on a folder", () => {
  test("of a process whose number may have passed on holds while it gives signs of life, and no longer", async (t) => {
    const { state, folder, journal } = await scene(t);
    await writeFile(journal, claim(""));
    const change = () => recordStore(state).change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
    await assert.rejects(change(), isBusy);
    const silent = new Date(Date.now() - 2 * minuteMs);
    await utimes(journal, silent, silent);
    assert.equal((await change()).description, "a");
  });

  test("that another computer took over while this one slept is noticed before the next record is promised", async (t) => {
    const { root, state, folder, journal } = await scene(t);
    const clock = { aheadMs: 0 };
    const store = storeWithClock(state, clock);
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
    const first = JSON.parse((await readFile(journal, "utf8")).split("\n")[0] ?? "") as { claim: { id: string } };
    const before = (await readFile(journal, "utf8")) + claim(first.claim.id, { host: "elsewhere" });
    await writeFile(journal, before);
    clock.aheadMs = 10 * minuteMs;
    await assert.rejects(
      store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never),
      isBusy,
    );
    assert.equal(await readFile(journal, "utf8"), before, "nothing is written into the other's journal");
    await store.flush();
    assert.equal(await readFile(journal, "utf8"), before, "and it is not removed");
    await rm(journal);
    await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never);
    await store.close();
    const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), ["b.jpg"]);
  });

  test("outlasts a jump of the clock", async (t) => {
    const { state, folder } = await scene(t);
    const clock = { aheadMs: 0 };
    const store = storeWithClock(state, clock);
    for (const [i, aheadMs] of [0, 100 * minuteMs, -100 * minuteMs, 0].entries()) {
      clock.aheadMs = aheadMs;
      await store.change(imageIn(folder, `${i}.jpg`), () => taggedRecord("a", ["x"]), never);
    }
    await store.close();
    assert.equal((await recordStore(state).paths(folder, "", never)).length, 4);
  });

  test("of another is asked for once a moment, however many images wait for the folder", async (t) => {
    const { state, folder, journal } = await scene(t);
    await writeFile(journal, claim("", { host: "elsewhere" }));
    const clock = { aheadMs: 0 };
    const store = storeWithClock(state, clock);
    await assert.rejects(store.hold(imageIn(folder, "a.jpg"), never), isBusy);
    await rm(journal);
    await assert.rejects(store.hold(imageIn(folder, "b.jpg"), never), isBusy);
    clock.aheadMs = 2_000;
    await store.hold(imageIn(folder, "b.jpg"), never);
    await store.close();
  });

  test("that cannot be taken away ends all the same, and the folder can be claimed again", async (t) => {
    const { state, folder, journal, root } = await scene(t);
    const refused: string[] = [];
    const unlink = async (file: PathLike) => {
      refused.push(path.basename(String(file)));
      throw Object.assign(new Error("EPERM: operation not permitted, unlink"), { code: "EPERM" });
    };
    const store = storeWithFaults(state, { unlink });
    const notices: string[] = [];
    store.onNotice(({ message }) => notices.push(message));
    await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
    await store.flush();
    assert.ok(refused.includes(journalName));
    assert.deepEqual(notices, []);
    assert.ok((await stat(journal)).isFile(), "it could not be removed");
    await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never);
    await store.close();
    const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), ["a.jpg", "b.jpg"]);
  });
});

test("a folder that turns read-only while it is held is told of once", async (t) => {
  const { state, folder, root } = await scene(t);
  let isReadOnly = false;
  const refuse = (target: PathLike) => {
    if (isReadOnly && String(target).startsWith(root))
      throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
  };
  const store = storeWithFaults(state, {
    access: async (target, mode) => (refuse(target), files.access(target, mode)),
    unlink: async (target) => (refuse(target), files.unlink(target)),
  });
  const notices: string[] = [];
  store.onNotice(({ reason }) => notices.push(reason));
  await store.change(imageIn(folder, "a.jpg"), () => taggedRecord("a", ["x"]), never);
  isReadOnly = true;
  await store.flush();
  await store.change(imageIn(folder, "b.jpg"), () => taggedRecord("b", ["x"]), never);
  assert.deepEqual(notices, ["folderReadOnly"]);
  isReadOnly = false;
  await store.change(imageIn(folder, "c.jpg"), () => taggedRecord("c", ["x"]), never);
  await store.close();
  const index = JSON.parse(await readFile(path.join(root, "image_metadata.json"), "utf8")) as object;
  assert.deepEqual(Object.keys(index), ["a.jpg", "c.jpg"], "what was in the journal is folded once it can be");
});
