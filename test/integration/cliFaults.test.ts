/** `image-tagger tag` where the machine misbehaves: a room is killed, a folder is read-only, a disk is full, a file unreadable. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, chown, copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { runCommand, startCommand, tagWithOllama, type CommandOutcome } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";
import { fill } from "../fixtures/volumes.ts";

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
const needsRoot = { skip: !isRoot && "only root can become another user or mount a volume" };

/** Runs the command line as the user nobody, for whom file modes count. */
function asNobody(args: readonly string[]): CommandOutcome {
  const program = path.join(import.meta.dirname, "../../src/cli/main.ts");
  const words = [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", process.execPath, program, ...args];
  const { status, stdout, stderr } = spawnSync("setpriv", words, {
    encoding: "utf8",
    env: { ...process.env, HOME: "/nonexistent", OLLAMA_HOST: "http://127.0.0.1:59999", NODE_NO_WARNINGS: "1" },
  });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { code: status, stdout, stderr, json: () => lines.map((line) => JSON.parse(line) as Record<string, never>) };
}

async function scene(t: TestContext, count: number) {
  const base = await temporaryFolder(t);
  await chmod(base, 0o755);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, count);
  const storage = path.join(base, "storage");
  await mkdir(storage);
  if (isRoot) await chown(storage, nobody, nobody);
  return {
    base,
    folder,
    paths,
    storage,
    options: ["--engine", "builtin", "--embed-model", "none", "--storage", storage, "--json"],
  };
}

describe("tag where the machine misbehaves", () => {
  test("a reader of both outputs that goes away ends the run without a fault, and the next one goes on", async (t) => {
    const { folder, paths, options } = await scene(t, 3);
    const { child, ended } = startCommand(["tag", folder, ...options]);
    child.stderr?.destroy();
    child.stdout?.destroy();
    assert.equal((await ended).code, 0);
    const next = await runCommand(["tag", folder, ...options]);
    const { tagged = 0, skipped = 0 } = next.json().at(-1) ?? {};
    assert.deepEqual([next.code, tagged + skipped], [0, paths.length]);
  });

  test("a native room that is killed in the middle costs no image", async (t) => {
    const { folder, paths, storage } = await scene(t, 8);
    const standIn = await startOllamaStandIn({ latencyMs: 150 });
    t.after(() => standIn.close());
    const run = startCommand(tagWithOllama(folder, standIn.url, storage));
    for (const count of [2, 4]) {
      while (standIn.looks.length < count) await sleep(10);
      const rooms = execFileSync("ps", ["--ppid", String(run.child.pid), "-o", "pid="], { encoding: "utf8" });
      for (const pid of rooms
        .split("\n")
        .map(Number)
        .filter((pid) => pid > 0))
        process.kill(pid, "SIGKILL");
    }
    const ended = await run.ended;
    const { tagged, failed } = ended.json().at(-1) ?? {};
    assert.deepEqual([ended.code, tagged, failed], [0, paths.length, 0], ended.stderr);
    assert.deepEqual(
      [...standIn.imageCounts().values()],
      paths.map(() => 1),
      "no image is uploaded again",
    );
  });

  test(
    "a read-only folder has its records in the storage, is told of once, and is found tagged afterwards",
    needsRoot,
    async (t) => {
      const { folder, paths, options } = await scene(t, 4);
      const before = await readdir(folder);
      const run = asNobody(["tag", folder, ...options]);
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(await readdir(folder), before);
      assert.equal(run.stderr.match(/cannot be written/g)?.length, 2, `once for each of two folders: ${run.stderr}`);
      const again = asNobody(["tag", folder, ...options]);
      assert.deepEqual([again.code, again.json().at(-1)?.["skipped"]], [0, paths.length]);
    },
  );

  test(
    "records of a folder that could not be written stay known when it can be written again",
    needsRoot,
    async (t) => {
      const { folder, paths, options } = await scene(t, 3);
      assert.equal(asNobody(["tag", folder, ...options]).code, 0);
      const run = await runCommand(["tag", folder, ...options]);
      assert.deepEqual([run.code, run.json().at(-1)?.skipped], [0, paths.length]);
    },
  );

  test("an unreadable file and an unreadable folder fail by name, and the rest is tagged", needsRoot, async (t) => {
    const { folder, options } = await scene(t, 4);
    await copyFile(path.join(folder, "p00.jpg"), path.join(folder, "secret.jpg"));
    await chmod(path.join(folder, "secret.jpg"), 0o600);
    await chmod(path.join(folder, "more"), 0o700);
    await chown(folder, nobody, nobody);
    const run = asNobody(["tag", folder, ...options]);
    assert.equal(run.code, 1);
    const events = run.json();
    assert.deepEqual(
      events.filter((event) => event["status"] === "failed").map((event) => event["path"]),
      ["more", "secret.jpg"],
    );
    assert.match(String(events.find((event) => event["path"] === "secret.jpg")?.["reason"]), /permission/);
    assert.equal(events.at(-1)?.["tagged"], 3);
  });

  test(
    "a full disk has its records in the storage, is told of once, and gets them from the next run that finds room",
    needsRoot,
    async (t) => {
      const { options } = await scene(t, 1);
      const volume = await mkdtemp(path.join(os.tmpdir(), "image-tagger-volume-"));
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", volume]);
      if (mounted.status !== 0) return t.skip("no volume can be mounted here");
      t.after(async () => {
        spawnSync("umount", ["-l", volume]);
        await rm(volume, { recursive: true });
      });
      const paths = await drawGallery(volume, 6);
      const filler = await fill(volume, 0);
      const run = await runCommand(["tag", volume, ...options]);
      assert.deepEqual([run.code, run.json().at(-1)?.tagged], [0, paths.length], run.stderr);
      assert.equal(run.stderr.match(/disk is full/g)?.length, 2, `once for each of two folders: ${run.stderr}`);
      const [, keptIn = ""] = /kept in (\S+) until it can; nothing is lost/.exec(run.stderr) ?? [];
      assert.ok((await readdir(keptIn)).length > 0);
      for (const name of await readdir(volume)) assert.ok(!name.endsWith(".json") && !name.endsWith(".tmp"), name);
      const still = await runCommand(["tag", volume, ...options]);
      assert.deepEqual([still.code, still.json().at(-1)?.skipped], [0, paths.length], still.stderr);
      await writeFile(filler, "");
      const again = await runCommand(["tag", volume, ...options]);
      assert.deepEqual([again.code, again.json().at(-1)?.skipped], [0, paths.length], again.stderr);
      assert.equal(again.stderr.match(/were written back/g)?.length, 2, again.stderr);
      const known = JSON.parse(await readFile(path.join(volume, "image_metadata.json"), "utf8")) as object;
      assert.deepEqual(Object.keys(known), paths.filter((image) => !image.includes("/")).sort());
      const hidden = (await readdir(volume, { recursive: true })).filter((name) => path.basename(name).startsWith("."));
      assert.deepEqual(hidden, []);
    },
  );
});
