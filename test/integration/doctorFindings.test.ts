/** `image-tagger doctor` on folders, catalogs and disks that are out of order: each fault with its place and its remedy. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

interface Finding {
  readonly check: string;
  readonly verdict: string;
  readonly message: string;
  readonly area: string;
  readonly title: string;
  readonly remedy?: string;
}

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
const withoutEngine = ["--host", "http://127.0.0.1:59999", "--embed-model", "none"];

async function scene(t: TestContext, count = 2) {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "holiday");
  await drawGallery(folder, count);
  const storage = path.join(base, "storage");
  const doctor = ["doctor", folder, ...withoutEngine, "--storage", storage];
  return { base, folder, storage, doctor };
}

function findingsOf(stdout: string): readonly Finding[] {
  return JSON.parse(stdout) as readonly Finding[];
}

function messages(findings: readonly Finding[], check: string): string {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ verdict, message }) => `${verdict}: ${message}`)
    .join("\n");
}

describe("the doctor on record files", () => {
  test("names the place of conflict marks and of broken JSON, backups, leftovers, a dead journal and a missing image", async (t) => {
    const { folder, doctor } = await scene(t);
    const write = (name: string, content: string): Promise<void> => writeFile(path.join(folder, name), content);
    await mkdir(path.join(folder, "broken"));
    await mkdir(path.join(folder, "sound"));
    await write("image_metadata.json", '{\n<<<<<<< ours\n    "a.png": {}\n=======\n>>>>>>> theirs\n}');
    await write("image_metadata.json.unreadable-2026-01-01T00-00-00-000Z", "{");
    await write("broken/image_metadata.json", '{\n    "a.png": {"description": "x",,}\n}');
    await write("sound/image_metadata.json", '{"gone.png": {"description": "A sea.", "is_processed": true}}');
    // a process number that no system gives
    const dead = { id: "0123456789abcdef", pid: 2 ** 22 + 77, start: "", host: (await import("node:os")).hostname() };
    await write("sound/.image_metadata.journal", `${JSON.stringify({ claim: dead, after: "" })}\n`);
    const run = await runCommand([...doctor, "--json"]);
    const findings = findingsOf(run.stdout);
    const records = messages(findings, "records");
    assert.equal(run.code, 1, run.stdout + run.stderr);
    assert.match(
      records,
      /fault: \S*holiday\/image_metadata\.json cannot be read: It holds the conflict markers .* in line 2\..*Choose one side/u,
    );
    assert.match(
      records,
      /fault: \S*broken\/image_metadata\.json cannot be read: It is no valid JSON at line 2, column 34\./u,
    );
    assert.match(records, /note: 1 folder has a journal of a run that was cut off/u);
    assert.match(records, /note: 1 backup of record files .*unreadable-2026/u);
    assert.match(messages(findings, "missing"), /note: 1 record in \S+ without an image/u);
    const others = await runCommand([...doctor, "--report"]);
    assert.equal(others.code, 1);
    assert.match(others.stdout, /^## Image Tagger: support report\n[^]*- fault: records\/records \(conflict yes/u);
    for (const word of [folder, "holiday", "127.0.0.1", "image_metadata", "gone"])
      assert.equal(others.stdout.includes(word), false, word);
    // looking at them has changed nothing
    assert.ok((await readdir(path.join(folder, "sound"))).includes(".image_metadata.journal"));
    assert.match(await readFile(path.join(folder, "image_metadata.json"), "utf8"), /<<<<<<< ours/u);
  });
});

describe("the doctor on the catalog", () => {
  test("tells of one that was damaged: it is made anew, and the old one lies beside it", async (t) => {
    const { folder, storage, doctor } = await scene(t);
    const tag = ["tag", folder, "--engine", "builtin", "--embed-model", "none", "--storage", storage];
    assert.equal((await runCommand(tag)).code, 0);
    const manifests = path.join(storage, "catalog", "images.lance", "_versions");
    for (const name of await readdir(manifests)) await writeFile(path.join(manifests, name), "x");
    const run = await runCommand([...doctor, "--json"]);
    const catalog = messages(findingsOf(run.stdout), "catalog");
    assert.match(catalog, /note: .*Not in it: 2\..*image-tagger index/u, run.stdout + run.stderr);
    assert.match(catalog, /note: A damaged catalog was set aside as \S+catalog\.corrupt-\d+ \(.*Delete that folder\./u);
    assert.equal(run.code, 0);
  });
});

describe("the doctor on disks and rights", { skip: !isRoot && "needs to be root, to act as somebody else" }, () => {
  function asNobody(args: readonly string[]) {
    const program = path.join(import.meta.dirname, "../../src/cli/main.ts");
    const words = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", process.execPath, program, ...args];
    const env = { ...process.env, HOME: "/nonexistent", OLLAMA_HOST: "", NODE_NO_WARNINGS: "1" };
    return spawnSync("setpriv", words, { encoding: "utf8", env });
  }

  test("says where the records of read-only folders go", async (t) => {
    const { base, folder, storage, doctor } = await scene(t);
    await chmod(base, 0o755);
    await chmod(folder, 0o555);
    await mkdir(storage);
    await chown(storage, nobody, nobody);
    const kept = asNobody([...doctor, "--json"]);
    const first = findingsOf(kept.stdout);
    assert.match(
      messages(first, "writing"),
      /note: 1 of 1 folder.*cannot be written\..*kept in \S+state/u,
      kept.stderr,
    );
    assert.equal(kept.status, 0, kept.stdout);
  });

  test("finds fault with a volume that is full, and says so first", async (t) => {
    const { folder, doctor } = await scene(t, 1);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return t.skip("nothing may be mounted here");
    }
    try {
      await writeFile(path.join(folder, "filler"), Buffer.alloc(700 * 1024));
      const run = await runCommand(doctor);
      const first = run.stdout.slice(0, run.stdout.indexOf("\nnote"));
      assert.match(first, /^fault Folders and disks: \d+ KB of 1 MB are free on the volume of \S+holiday\.$/mu);
      assert.match(first, /^ {6}→ Delete what is not needed there\.$/mu);
      assert.match(run.stdout.trimEnd().split("\n").at(-1) ?? "", /^1 fault, \d+ notes?, \d+ in order\.$/u);
      assert.equal(run.code, 1, run.stderr);
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
  });
});
