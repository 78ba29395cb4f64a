/** Each file call of a write fails once, and then for good, with each code: it succeeds, or fails by name and harms nothing. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { RecordStore } from "../../src/extension/adapters/records/recordStore.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { faultyFiles, type Fault } from "../fakes/faultyFiles.ts";
import { imageIn, libraryFolder, never, taggedRecord } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

/** Codes that pass: another program, a scanner, or a network share that stumbles. */
const passing = ["EBUSY", "EPERM", "EACCES", "EMFILE", "ENFILE", "EAGAIN", "ETIMEDOUT", "ECONNRESET", "EHOSTDOWN"];
/** Codes that do not mend themselves. */
const lasting = ["EROFS", "ENOSPC", "EDQUOT", "EIO", "ENODEV"];
/** The pauses between attempts take no time here. */
const clock = { ...systemClock, sleep: async () => {} };

async function scene(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "pictures");
  await mkdir(root);
  return { base, root, target: path.join(root, "file.json") };
}

const temporaries = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith(".image-tagger-"));

/** Every call that one replacement of a file makes, in order. */
async function callsOfReplace(t: TestContext): Promise<readonly string[]> {
  const { root, target } = await scene(t);
  const { calls, made } = faultyFiles(undefined, root);
  await new FileStorage({ clock, files: calls }).replace(target, "new", never);
  return [...new Set(made)];
}

async function replaceWith(fault: Fault, target: string): Promise<unknown> {
  const { calls } = faultyFiles(fault, fault.under);
  return new FileStorage({ clock, files: calls }).replace(target, "new", never).catch((thrown: unknown) => thrown);
}

describe("replacing a file", () => {
  test("makes the calls that a safe write needs, in their order", async (t) => {
    const { root, target } = await scene(t);
    await writeFile(target, "old");
    const { calls, made } = faultyFiles(undefined, root);
    await new FileStorage({ clock, files: calls }).replace(target, "new", never);
    const order = ["handle.writeFile", "handle.sync", "handle.close", "rename", "open", "handle.sync"];
    let at = -1;
    for (const call of order) {
      at = made.indexOf(call, at + 1);
      assert.ok(
        at >= 0,
        `${call} is missing after ${order.slice(0, order.indexOf(call)).join(", ")} in ${made.join(", ")}`,
      );
    }
  });

  test("succeeds where any call fails once with a code that passes", async (t) => {
    for (const call of await callsOfReplace(t))
      for (const code of passing) {
        const { root, target } = await scene(t);
        await writeFile(target, "old");
        assert.equal(await replaceWith({ call, code, times: 1, under: root }, target), undefined, `${call} ${code}`);
        assert.equal(await readFile(target, "utf8"), "new", `${call} ${code}`);
        assert.deepEqual(await temporaries(root), [], `${call} ${code}`);
      }
  });

  test("fails by name, with the old content whole, where a call fails for good", async (t) => {
    for (const call of await callsOfReplace(t))
      for (const code of [...passing, ...lasting]) {
        const { root, target } = await scene(t);
        await writeFile(target, "old");
        const outcome = await replaceWith({ call, code, times: Number.POSITIVE_INFINITY, under: root }, target);
        const content = await readFile(target, "utf8");
        if (outcome === undefined) {
          // a folder that cannot be synced, or a mode that cannot be read, is no reason to give up
          assert.equal(content, "new", `${call} ${code}`);
        } else {
          assert.ok(outcome instanceof ExpectedError, `${call} ${code}`);
          assert.ok(["folderReadOnly", "diskFull", "volumeMissing", "writeFailed"].includes(outcome.reason));
          assert.match(outcome.message, /file\.json/, `${call} ${code}: ${outcome.message}`);
          // the last step makes the rename durable: what fails there leaves the new content
          assert.ok(content === "old" || content === "new", `${call} ${code}`);
        }
        if (call !== "unlink") assert.deepEqual(await temporaries(root), [], `${call} ${code}`);
      }
  });
});

describe("keeping records", () => {
  const storeIn = (base: string, fault: Fault): RecordStore => {
    const storage = new FileStorage({ clock, files: faultyFiles(fault, fault.under).calls });
    return new RecordStore({ storage, clock, stateFolder: path.join(base, "state"), placeOf: () => "folder" });
  };
  const work = async (store: RecordStore, root: string): Promise<readonly string[]> => {
    const folder = libraryFolder(root);
    const acknowledged: string[] = [];
    for (const name of ["a.jpg", "b.jpg", "c.jpg"])
      await store
        .change(imageIn(folder, name), () => taggedRecord(name, ["x"]), never)
        .then(
          () => acknowledged.push(name),
          (thrown: unknown) => assert.ok(thrown instanceof ExpectedError, String(thrown)),
        );
    await store.close();
    return acknowledged;
  };
  const described = async (base: string, root: string): Promise<readonly string[]> => {
    const storage = new FileStorage({ clock: systemClock });
    const store = new RecordStore({ storage, clock, stateFolder: path.join(base, "state"), placeOf: () => "folder" });
    const found: string[] = [];
    for (const name of ["a.jpg", "b.jpg", "c.jpg"])
      if ((await store.read(imageIn(libraryFolder(root), name), never))?.description === name) found.push(name);
    await store.close();
    return found;
  };

  test("loses nothing that was acknowledged, whatever call fails once or for good", async (t) => {
    const first = await scene(t);
    const { calls, made } = faultyFiles(undefined, first.root);
    const plain = new FileStorage({ clock, files: calls });
    const state = path.join(first.base, "state");
    await work(new RecordStore({ storage: plain, clock, stateFolder: state, placeOf: () => "folder" }), first.root);
    for (const call of new Set(made))
      for (const code of [...passing, ...lasting])
        for (const times of [1, Number.POSITIVE_INFINITY]) {
          const { base, root } = await scene(t);
          const acknowledged = await work(storeIn(base, { call, code, times, under: root }), root);
          const found = await described(base, root);
          const what = `${call} ${code} ${times === 1 ? "once" : "for good"}`;
          for (const name of acknowledged)
            assert.ok(found.includes(name), `${what}: ${name} was acknowledged and is lost`);
          if (times === 1 && passing.includes(code)) assert.equal(acknowledged.length, 3, what);
        }
  });
});
