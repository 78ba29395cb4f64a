/** Temporary files: of the dead they go at the next start, those of the living and the files of people stay; and whose the files are. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, chown, link, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { openLibrary } from "../../bench/library.ts";
import { FileStorage } from "../../src/extension/adapters/storage/fileStorage.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import { isLeftBehind, isTemporaryName, temporaryName } from "../../src/extension/adapters/storage/temporaryNames.ts";
import { never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const storage = new FileStorage({ clock: systemClock });
const minuteMs = 60_000;

/** A name as a process that has ended by now would have given it. */
function nameOfTheDead(): string {
  const { pid } = spawnSync("true");
  return temporaryName().replace(/(?<=-[0-9a-f]{4})[0-9a-f]{6}/u, pid.toString(16).padStart(6, "0"));
}

/** A name as another computer would have given it. */
function nameFromElsewhere(): string {
  const name = temporaryName();
  return name.replace(/(?<=-)[0-9a-f]/u, (digit) => (digit === "0" ? "1" : "0"));
}

describe("temporary files", () => {
  test("tell whose they are: of the dead they are left behind, of another computer after a while", () => {
    assert.ok([temporaryName(), nameOfTheDead(), nameFromElsewhere()].every(isTemporaryName));
    assert.equal(isLeftBehind(temporaryName(), 60 * minuteMs), false);
    assert.equal(isLeftBehind(nameOfTheDead(), 0), true);
    assert.equal(isLeftBehind(nameFromElsewhere(), minuteMs), false);
    assert.equal(isLeftBehind(nameFromElsewhere(), 11 * minuteMs), true);
    assert.equal(isLeftBehind(".image-tagger-notes.tmp", 60 * minuteMs), false);
  });

  test("of dead runs go from all library folders at the next start, and nothing else does", async (t) => {
    const base = await temporaryFolder(t);
    const [root, inner] = [path.join(base, "pictures"), path.join(base, "pictures", "inner")];
    await mkdir(inner, { recursive: true });
    const kept = [temporaryName(), nameFromElsewhere(), ".image-tagger-notes.tmp", "image-tagger.tmp", ".a.jpg.tmp"];
    const old = nameFromElsewhere();
    for (const name of [...kept, nameOfTheDead(), old]) await writeFile(path.join(inner, name), "x");
    await utimes(path.join(inner, old), new Date("2026-01-01"), new Date("2026-01-01"));
    await writeFile(path.join(root, nameOfTheDead()), "x");
    const start = async (mayWrite: boolean): Promise<void> => {
      const library = openLibrary(root, path.join(base, "state"));
      const options = { exclude: [], useGitignore: false, under: "", mayWrite };
      await library.workshop.reconcile(library.folder, options, never);
      await library.close();
    };
    await start(false);
    assert.equal((await readdir(inner)).length, kept.length + 2, "who may not write takes nothing away");
    await start(true);
    assert.deepEqual((await readdir(inner)).sort(), [...kept].sort());
    assert.deepEqual(await readdir(root), ["inner"]);
  });
});

describe("a file that is replaced", () => {
  test("keeps its mode, and the link that leads to it", async (t) => {
    const base = await temporaryFolder(t);
    const [file, way] = [path.join(base, "file.json"), path.join(base, "way.json")];
    await writeFile(file, "old");
    await chmod(file, 0o640);
    await symlink(file, way);
    await storage.replace(way, "new", never);
    assert.deepEqual([await readFile(file, "utf8"), (await stat(file)).mode & 0o777], ["new", 0o640]);
    assert.equal((await readdir(base)).length, 2);
  });

  test("keeps its owner where root writes it", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root can write for another user");
    const file = path.join(await temporaryFolder(t), "file.json");
    await writeFile(file, "old");
    await chown(file, 65534, 65534);
    await storage.replace(file, "new", never);
    const { uid, gid } = await stat(file);
    assert.deepEqual([uid, gid, await readFile(file, "utf8")], [65534, 65534, "new"]);
  });

  test("leaves another name of it, a hard link, with the old content", async (t) => {
    const base = await temporaryFolder(t);
    const [file, other] = [path.join(base, "file.json"), path.join(base, "other.json")];
    await writeFile(file, "old");
    await link(file, other);
    await storage.replace(file, "new", never);
    assert.deepEqual([await readFile(file, "utf8"), await readFile(other, "utf8")], ["new", "old"]);
  });

  test("makes the folders that lead to it", async (t) => {
    const file = path.join(await temporaryFolder(t), "a", "b", "file.json");
    await storage.replace(file, "new", never);
    assert.equal(await readFile(file, "utf8"), "new");
  });
});
