/** What the doctor's looks at the disk tell: journals and who holds them, records that wait, catalogs set aside, rights and room. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { catalogPlace, removeSetAside } from "../../src/extension/adapters/catalog/condition.ts";
import { systemDisk } from "../../src/extension/adapters/doctor/disk.ts";
import { systemFacts } from "../../src/extension/adapters/doctor/systemFacts.ts";
import { withTestPicture } from "../../src/extension/adapters/doctor/withTestPicture.ts";
import { programVersion } from "../../src/extension/adapters/programs/programVersion.ts";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import { FileInspector } from "../../src/extension/adapters/records/inspector.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { isLeftBehind } from "../../src/extension/adapters/storage/temporaryNames.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const never = new AbortController().signal;
const entry = '{"a.png": {"description": "A sea.", "tags": ["sea"], "text_content": "", "is_processed": true}}';

function inspectorIn(stateFolder: string): FileInspector {
  const storage = new FileStorage({ clock: systemClock });
  return new FileInspector({ storage, stateFolder, clock: systemClock, isLeftBehind });
}

/** A process that has come to its end: its number is nobody's for now. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("the look at record files", () => {
  async function journalOf(t: TestContext, owner: { readonly pid: number; readonly host: string }) {
    const folder = await temporaryFolder(t);
    const claim = { id: "0123456789abcdef", start: "", ...owner };
    const put = { put: "a.png", record: JSON.parse(await recordText()) as unknown };
    const lines = [{ claim, after: "" }, put].map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(path.join(folder, ".image_metadata.journal"), lines.join(""));
    return (await inspectorIn(folder).look(folder, folder, never)).journal;
  }

  async function recordText(): Promise<string> {
    const { emptyRecord } = await import("../../src/shared/model.ts");
    return JSON.stringify({ ...emptyRecord, description: "A sea." });
  }

  test("tells whether the program that holds a journal runs, is gone, or runs on another computer", async (t) => {
    assert.deepEqual(await journalOf(t, { pid: process.pid, host: os.hostname() }), {
      owner: { kind: "running", pid: process.pid },
      records: 1,
    });
    assert.deepEqual((await journalOf(t, { pid: deadPid(), host: os.hostname() }))?.owner, { kind: "gone" });
    assert.deepEqual((await journalOf(t, { pid: 7, host: "elsewhere" }))?.owner, {
      kind: "elsewhere",
      host: "elsewhere",
      pid: 7,
    });
  });

  test("counts entries that can be read in a broken file, and leaves everything as it is", async (t) => {
    const folder = await temporaryFolder(t);
    const broken = `${entry.slice(0, -1)}, "b.png": {`;
    await writeFile(path.join(folder, "image_metadata.json"), broken);
    const { broken: found, entries } = await inspectorIn(folder).look(folder, folder, never);
    assert.deepEqual([found.length, found[0]?.kind, found[0]?.saved, entries], [1, "invalid", 1, 1]);
    assert.equal(await readFile(path.join(folder, "image_metadata.json"), "utf8"), broken);
    assert.deepEqual(await readdir(folder), ["image_metadata.json"]);
  });

  test("counts records that wait for a folder, and those of no other library", async (t) => {
    const [state, root] = [await temporaryFolder(t), await temporaryFolder(t)];
    for (const origin of [path.join(root, "sub"), "/somewhere/else"]) {
      const kept = path.join(state, "readonly", shortHash(origin));
      await mkdir(kept, { recursive: true });
      await writeFile(`${kept}.json`, JSON.stringify({ folder: origin }));
      await writeFile(path.join(kept, "image_metadata.json"), entry);
    }
    const library = { key: "k", root, name: "pictures" };
    assert.deepEqual(await inspectorIn(state).waiting(library, never), [
      { folder: path.join(root, "sub"), records: 1 },
    ]);
  });
});

describe("the look at the catalog's place", () => {
  test("finds what was set aside, and deletes only what was damaged", async (t) => {
    const directory = path.join(await temporaryFolder(t), "catalog");
    const beside = ["corrupt-1700000000000", `replaced-${Date.now()}`, "mine"];
    for (const name of beside) {
      await mkdir(`${directory}.${name}`);
      await writeFile(path.join(`${directory}.${name}`, "data"), "12345");
    }
    const { stamp, setAside } = await catalogPlace(directory, never);
    assert.equal(stamp, "none");
    assert.deepEqual(setAside.map(({ reason, bytes }) => `${reason} ${bytes}`).sort(), ["corrupt 5", "replaced 5"]);
    assert.equal(await removeSetAside(directory), 1);
    assert.deepEqual(
      (await readdir(path.dirname(directory))).sort(),
      beside
        .slice(1)
        .map((name) => `catalog.${name}`)
        .sort(),
    );
  });
});

describe("the look at the computer", () => {
  test("judges a folder that is not there by the one above it", async (t) => {
    const folder = await temporaryFolder(t);
    const missing = path.join(folder, "not", "there");
    assert.equal(await systemDisk.access(missing, never), "writable");
    const [own, above] = [await systemDisk.volume(missing, never), await systemDisk.volume(folder, never)];
    assert.deepEqual([own.device, own.totalBytes > 0, own.hasFreeFiles], [above.device, true, true]);
    assert.deepEqual(await readdir(folder), []);
  });

  test("takes the test picture away again, also where the work with it fails", async () => {
    let file = "";
    const failing = withTestPicture(async (picture) => {
      file = picture;
      assert.ok((await readFile(picture)).length > 1000);
      throw new Error("it fails");
    });
    await assert.rejects(failing, /it fails/);
    await assert.rejects(readFile(file), /ENOENT/);
  });

  test("knows this process, and starts no other program than those it knows", async () => {
    const { node, platform, libc } = systemFacts();
    assert.deepEqual([node, platform], [process.versions.node, process.platform]);
    assert.equal(libc !== undefined, platform === "linux");
    assert.equal(await programVersion("sh", never), undefined);
  });
});
