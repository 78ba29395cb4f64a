/** Branches of a real git repository, with other pictures and other index files: switching loses nothing and costs little. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { imageIn, libraryFolder, never } from "../fixtures/records.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { openWindow } from "../fixtures/window.ts";

function hasGit(): boolean {
  try {
    execFileSync("git", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false; // the name of the skipped tests says it
  }
}

const skip = hasGit() ? false : "git is not installed";
const pictures = 20;

type Opened = Awaited<ReturnType<typeof openWindow>>;

/** A repository: on `main` twenty pictures with records; on `other` half of them, one changed, one new, each with its record. */
async function repository(t: TestContext) {
  const base = await temporaryFolder(t);
  const root = path.join(base, "repo");
  await mkdir(path.join(root, "pics"), { recursive: true });
  const environment = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", HOME: base };
  const person = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "gc.auto=0"];
  const git = (...args: string[]): string =>
    execFileSync("git", [...person, ...args], { cwd: root, env: environment, encoding: "utf8", stdio: "pipe" });
  const open = async (own = "window"): Promise<Opened> => {
    await mkdir(path.join(base, own), { recursive: true });
    const opened = await openWindow({ own: path.join(base, own), state: path.join(base, "state"), roots: [root] });
    t.after(() => opened.close());
    return opened;
  };
  const at = (name: string): string => path.join(root, "pics", name);
  const commit = (message: string): void => void (git("add", "-A"), git("commit", "-q", "-m", message));
  git("init", "-q", "-b", "main");
  for (let i = 0; i < pictures; i++) await writeFile(at(`p${i}.jpg`), `picture ${i}`.padEnd(60, "."));
  const first = await open("maker");
  for (let i = 0; i < pictures; i++) await edit(first, `p${i}.jpg`, `Main ${i}`);
  await first.workshop.settle();
  commit("main");
  git("checkout", "-q", "-b", "other");
  for (let i = pictures / 2; i < pictures; i++) await rm(at(`p${i}.jpg`));
  await writeFile(at("p0.jpg"), "another picture".padEnd(60, "."));
  await writeFile(at("new.jpg"), "new".padEnd(60, "."));
  await first.look();
  await edit(first, "p0.jpg", "Other 0");
  await edit(first, "p1.jpg", "Other 1");
  await edit(first, "new.jpg", "New");
  await first.close();
  commit("other");
  git("checkout", "-q", "main");
  return { git, open, at, root };
}

function imageOf(opened: Opened, name: string) {
  return imageIn(opened.folders[0]!, `pics/${name}`);
}

async function edit(opened: Opened, name: string, description: string): Promise<void> {
  await opened.workshop.edit(imageOf(opened, name), { description }, never);
}

/** State and description, as they are shown. */
async function said(opened: Opened, name: string): Promise<string> {
  const { id } = imageOf(opened, name);
  const row = opened.workshop.library.get(id);
  if (!row) return "not there";
  await opened.workshop.sync.flush();
  const [document] = await opened.workshop.catalog.documents([id], never);
  return `${row.state}: ${document?.description ?? "not in the catalog"}`;
}

describe("a branch that is switched", { skip }, () => {
  test("brings its own pictures and records, there and back, and nothing of either is lost", async (t) => {
    const { git, open } = await repository(t);
    const opened = await open();
    for (let round = 0; round < 2; round++) {
      assert.equal(await said(opened, "p0.jpg"), "edited: Main 0");
      assert.equal(await said(opened, "p19.jpg"), "edited: Main 19");
      assert.equal(await said(opened, "new.jpg"), "not there");
      git("checkout", "-q", "other");
      await opened.look();
      assert.equal(await said(opened, "p0.jpg"), "edited: Other 0");
      assert.equal(await said(opened, "p1.jpg"), "edited: Other 1");
      assert.equal(await said(opened, "p2.jpg"), "edited: Main 2");
      assert.equal(await said(opened, "p19.jpg"), "not there");
      assert.equal(await said(opened, "new.jpg"), "edited: New");
      git("checkout", "-q", "main");
      await opened.look();
    }
    assert.equal([...opened.workshop.library.rows()].filter(({ state }) => state === "edited").length, pictures);
    // what was only looked at was not written: the branches are as they were
    await opened.workshop.settle();
    assert.equal(git("status", "--porcelain"), "");
  });

  test("costs one look, no write, and a hash only for files of which git changed the time", async (t) => {
    const { git, open } = await repository(t);
    const opened = await open();
    Object.assign(opened.counts, { scans: 0, hashes: 0, writes: 0 });
    git("checkout", "-q", "other");
    await opened.look();
    // git wrote two files; their records know other times
    assert.deepEqual([opened.counts.scans, opened.counts.writes], [1, 0]);
    assert.ok(opened.counts.hashes <= 2, String(opened.counts.hashes));
    git("checkout", "-q", "main");
    await opened.look();
    assert.deepEqual([opened.counts.scans, opened.counts.writes], [2, 0]);
    assert.ok(opened.counts.hashes <= 2 + pictures / 2 + 1, String(opened.counts.hashes));
    const before = { ...opened.counts };
    await opened.look();
    assert.deepEqual({ ...opened.counts, scans: 0 }, { ...before, scans: 0 });
  });

  test("while it was closed is seen at the next opening", async (t) => {
    const { git, open } = await repository(t);
    const opened = await open();
    await opened.close();
    git("checkout", "-q", "other");
    const again = await open();
    assert.equal(await said(again, "p0.jpg"), "edited: Other 0");
    assert.equal(await said(again, "p19.jpg"), "not there");
    await again.close();
    git("checkout", "-q", "main");
    assert.equal(await said(await open(), "p19.jpg"), "edited: Main 19");
  });

  test("while edits are not in the files yet: what git brings and what was edited are both there, image by image", async (t) => {
    const { git, open, at, root } = await repository(t);
    const opened = await open();
    await edit(opened, "p3.jpg", "Mine 3");
    git("checkout", "-q", "other");
    await opened.look();
    await opened.workshop.settle();
    // our own writing of the file is seen, as a watcher sees it
    await opened.look();
    assert.equal(await said(opened, "p3.jpg"), "edited: Mine 3");
    assert.equal(await said(opened, "p1.jpg"), "edited: Other 1");
    assert.equal(await said(opened, "p0.jpg"), "edited: Other 0");
    const index = JSON.parse(await readFile(at("image_metadata.json"), "utf8")) as Record<
      string,
      { description: string }
    >;
    assert.deepEqual(
      ["p0.jpg", "p1.jpg", "p3.jpg", "new.jpg"].map((name) => index[name]?.description),
      ["Other 0", "Other 1", "Mine 3", "New"],
    );
    assert.equal(libraryFolder(root).key, opened.folders[0]?.key);
  });

  test("with conflict markers in an index file loses nothing, and goes on when they are resolved", async (t) => {
    const { git, open, at } = await repository(t);
    git("checkout", "-q", "-b", "third", "main");
    const opened = await open();
    await edit(opened, "p1.jpg", "Third 1");
    await opened.workshop.settle();
    git("commit", "-q", "-a", "-m", "third");
    assert.throws(() => git("merge", "-q", "other"));
    assert.match(await readFile(at("image_metadata.json"), "utf8"), /<<<<<<< /);
    await opened.look();
    git("checkout", "-q", "--theirs", "pics/image_metadata.json", "pics/image_metadata.details.json");
    await opened.look();
    assert.equal(await said(opened, "p1.jpg"), "edited: Other 1");
    assert.equal(await said(opened, "p2.jpg"), "edited: Main 2");
  });
});
