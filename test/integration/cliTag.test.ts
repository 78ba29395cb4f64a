/** `image-tagger tag` and `status` as processes: events, exit codes, what is written, what is left alone. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, rename, rm, truncate, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { usualModels } from "../fakes/ollamaModels.ts";
import type { StandInOptions } from "../fakes/ollamaTypes.ts";
import { runCommand, startCommand, type PrintedEvent } from "../fixtures/commandLine.ts";
import { blankPng } from "../fixtures/drawnImages.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { endsWithin } from "../fixtures/processes.ts";
import { changesSince, snapshot } from "../fixtures/snapshot.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

interface Scene {
  readonly folder: string;
  readonly base: string;
  readonly paths: readonly string[];
  readonly standIn: Awaited<ReturnType<typeof startOllamaStandIn>>;
  /** Arguments of a tag run against the stand-in. */
  readonly tag: readonly string[];
}

async function scene(t: TestContext, count = 4, options: StandInOptions = { latencyMs: 20 }): Promise<Scene> {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, count);
  const standIn = await startOllamaStandIn(options);
  t.after(() => standIn.close());
  const storage = ["--storage", path.join(base, "storage"), "--embed-model", "none", "--json"];
  const tag = ["tag", folder, "--engine", "ollama", "--model", "gemma3:4b", "--host", standIn.url, ...storage];
  return { folder, base, paths, standIn, tag };
}

const done = (events: readonly PrintedEvent[]): PrintedEvent => events.at(-1) ?? { event: "nothing was printed" };
const statusOf = async (folder: string, base: string): Promise<Record<string, unknown>> =>
  (await runCommand(["status", folder, "--storage", path.join(base, "storage"), "--json"])).json()[0] ?? {};

describe("tag", () => {
  test("uploads each image once, and progress never goes back and reaches 1 with the record", async (t) => {
    const { paths, standIn, tag, folder } = await scene(t);
    const run = await runCommand(tag);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(
      [...standIn.imageCounts().values()],
      paths.map(() => 1),
    );
    const events = run.json();
    for (const imagePath of paths) {
      const own = events.filter((event) => event.path === imagePath);
      const progress = own.filter(({ event }) => event === "step").map((event) => event.progress ?? -1);
      assert.deepEqual(
        progress,
        [...progress].sort((a, b) => a - b),
        imagePath,
      );
      assert.equal(progress.at(-1), 1);
      assert.equal(own.at(-1)?.status, "completed");
    }
    assert.deepEqual(
      (({ event, engine, model, tagged, skipped, failed, modelCalls }) => ({
        event,
        engine,
        model,
        tagged,
        skipped,
        failed,
        modelCalls,
      }))(done(events)),
      { event: "done", engine: "ollama", model: "gemma3:4b", tagged: 4, skipped: 0, failed: 0, modelCalls: 4 },
    );
    const index = JSON.parse(await readFile(path.join(folder, "image_metadata.json"), "utf8")) as object;
    assert.deepEqual(Object.keys(index), ["p00.jpg", "p01.jpg", "p03.jpg"]);
  });

  test("run again on a finished folder makes no model call and writes nothing, beside the images or in storage", async (t) => {
    const { base, standIn, tag } = await scene(t);
    assert.equal((await runCommand(tag)).code, 0);
    const before = await snapshot(base);
    standIn.forget();
    const again = await runCommand(tag);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([done(again.json()).modelCalls, done(again.json()).skipped, standIn.looks.length], [0, 4, 0]);
    assert.deepEqual(await changesSince(before, base), []);
  });

  test("takes a changed image again, keeps the record of a renamed one and counts a deleted one as orphan", async (t) => {
    const { base, folder, standIn, tag } = await scene(t);
    assert.equal((await runCommand(tag)).code, 0);
    await copyFile(path.join(folder, "p01.jpg"), path.join(folder, "p00.jpg"));
    await sleep(20);
    await writeFile(path.join(folder, "p00.jpg"), await changedCopy(path.join(folder, "p03.jpg")));
    await rename(path.join(folder, "p01.jpg"), path.join(folder, "more/renamed.jpg"));
    await rm(path.join(folder, "p03.jpg"));
    standIn.forget();
    const run = await runCommand(tag);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual([done(run.json()).tagged, standIn.looks.length], [1, 1]);
    const moved = JSON.parse(await readFile(path.join(folder, "more/image_metadata.json"), "utf8")) as Record<
      string,
      { description: string }
    >;
    assert.notEqual(moved["renamed.jpg"]?.description ?? "", "");
    const { images, tagged, orphans } = await statusOf(folder, base);
    assert.deepEqual({ images, tagged, orphans }, { images: 3, tagged: 3, orphans: 2 });
  });

  test("another time with the same content is no change", async (t) => {
    const { folder, standIn, tag } = await scene(t);
    assert.equal((await runCommand(tag)).code, 0);
    await utimes(path.join(folder, "p00.jpg"), new Date(), new Date());
    standIn.forget();
    assert.equal(done((await runCommand(tag)).json()).modelCalls, 0);
    assert.equal(standIn.looks.length, 0);
  });

  test("the same picture twice is looked at once", async (t) => {
    const { folder, standIn, tag } = await scene(t);
    await copyFile(path.join(folder, "p00.jpg"), path.join(folder, "p00 copy.jpg"));
    const run = await runCommand(tag);
    assert.deepEqual([done(run.json()).tagged, done(run.json()).modelCalls, standIn.looks.length], [5, 4, 4]);
  });

  test("interrupted, it ends the request in flight at once, exits with 130, and goes on at the missing step", async (t) => {
    const { tag, standIn, paths } = await scene(t, 4, { latencyMs: 30_000, firstTokenMs: 20_000 });
    const run = startCommand(tag);
    while (standIn.looks.length === 0) await sleep(20);
    const stoppedAt = performance.timeOrigin + performance.now();
    run.child.kill("SIGINT");
    const ended = await run.ended;
    assert.equal(ended.code, 130);
    const [look] = standIn.looks;
    assert.ok(
      look?.abortedAt !== undefined && look.abortedAt - stoppedAt < 10_000,
      "the request was aborted long before its first word",
    );
    const quick = await startOllamaStandIn({ latencyMs: 10 });
    t.after(() => quick.close());
    const resumed = await runCommand(tag.map((word) => (word === standIn.url ? quick.url : word)));
    assert.deepEqual([resumed.code, done(resumed.json()).tagged], [0, paths.length]);
  });

  test("leaves no process behind when it is killed", async (t) => {
    const { tag, standIn } = await scene(t, 4, { latencyMs: 30_000 });
    const run = startCommand(tag);
    while (standIn.looks.length === 0) await sleep(20);
    const children = execFileSync("ps", ["--ppid", String(run.child.pid), "-o", "pid="], { encoding: "utf8" });
    const pids = children
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(Number);
    assert.ok(pids.length > 0);
    run.child.kill("SIGKILL");
    await run.ended;
    for (const pid of pids) assert.ok(await endsWithin(pid, 2_000), `process ${pid} lives on`);
  });

  test("bad files fail by name, each for itself, and the rest is tagged", async (t) => {
    const { folder, tag, standIn } = await scene(t);
    await writeFile(path.join(folder, "empty.jpg"), "");
    await copyFile(path.join(folder, "p00.jpg"), path.join(folder, "cut.jpg"));
    await truncate(path.join(folder, "cut.jpg"), 900);
    await writeFile(path.join(folder, "text.png"), "this is no picture");
    await writeFile(path.join(folder, "bomb.png"), blankPng(30_000));
    await mkdir(path.join(folder, "folder.jpg"));
    execFileSync("mkfifo", [path.join(folder, "pipe.jpg")]);
    const run = await runCommand(tag);
    assert.equal(run.code, 1);
    const failed = new Map(
      run
        .json()
        .filter(({ status }) => status === "failed")
        .map((event) => [event.path ?? "", event.reason ?? ""]),
    );
    assert.deepEqual([...failed.keys()].sort(), ["bomb.png", "cut.jpg", "empty.jpg", "text.png"]);
    for (const [imagePath, reason] of failed) assert.ok(reason.includes(path.basename(imagePath)), reason);
    assert.deepEqual([done(run.json()).tagged, done(run.json()).failed], [4, 4]);
    standIn.forget();
    const again = await runCommand(tag);
    assert.deepEqual([again.code, done(again.json()).failed, standIn.looks.length], [1, 4, 0]);
  });

  test("an answer that is no JSON or was cut off fails that image alone, and the next run tries it again", async (t) => {
    const { tag, standIn } = await scene(t, 5, { latencyMs: 10 });
    // each bad answer gets one more chance, so two requests make one failed image
    const faults = ["invalidJson", "invalidJson", "length", "length"] as const;
    standIn.setFaults(({ path: asked, index }) => {
      const fault = asked === "/api/chat" ? faults[index] : undefined;
      if (fault === "length") return { kind: "length", after: 2 };
      return fault ? { kind: "distort", how: fault } : undefined;
    });
    const run = await runCommand(tag);
    assert.deepEqual([run.code, done(run.json()).failed, done(run.json()).tagged], [1, 2, 3]);
    assert.equal(done(run.json()).modelCalls, standIn.looks.length, "calls of failed images count too");
    const reasons = run.json().flatMap(({ status, reason = "" }) => (status === "failed" ? [reason] : []));
    assert.match(reasons[1] ?? "", /cut|complete|limit|long/i, "the second failure says that the answer was cut off");
    standIn.setFaults();
    const again = await runCommand(tag);
    assert.deepEqual([again.code, done(again.json()).tagged, done(again.json()).skipped], [0, 2, 3]);
  });

  test("a server that goes away in the middle is waited for, and no image is lost", async (t) => {
    const { tag, standIn, paths } = await scene(t, 6, { latencyMs: 40 });
    standIn.setFaults(({ path: asked, index }) =>
      asked === "/api/chat" && index >= 2 && index < 9 ? { kind: "reset" } : undefined,
    );
    const run = await runCommand(tag);
    assert.deepEqual([run.code, done(run.json()).tagged, done(run.json()).failed], [0, paths.length, 0], run.stderr);
  });

  test("a model that is not installed, and no server at all, end with 2 and the remedy", async (t) => {
    const { folder, standIn, base } = await scene(t, 1);
    const storage = ["--storage", path.join(base, "storage")];
    const missing = await runCommand([
      "tag",
      folder,
      "--engine",
      "ollama",
      "--model",
      "nope:1b",
      "--host",
      standIn.url,
      ...storage,
    ]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /ollama pull nope:1b/);
    const nobody = await runCommand([
      "tag",
      folder,
      "--engine",
      "ollama",
      "--host",
      "http://127.0.0.1:59999",
      ...storage,
    ]);
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /ollama serve/);
    assert.equal(missing.stdout + nobody.stdout, "");
  });

  test("records of the built-in engine are made anew when a model is at hand, and by no other model after that", async (t) => {
    const { folder, tag, base, standIn } = await scene(t);
    const builtin = await runCommand([
      "tag",
      folder,
      "--engine",
      "builtin",
      "--storage",
      path.join(base, "storage"),
      "--json",
    ]);
    assert.deepEqual([builtin.code, done(builtin.json()).engine, done(builtin.json()).modelCalls], [0, "builtin", 0]);
    assert.equal(done((await runCommand(tag)).json()).modelCalls, 4);
    standIn.setModels([
      ...usualModels,
      { name: "llava:7b", family: "llava", sizeBytes: 4e9, capabilities: ["completion", "vision"] },
    ]);
    const other = tag.map((word) => (word === "gemma3:4b" ? "llava:7b" : word));
    assert.equal(done((await runCommand(other)).json()).modelCalls, 0);
    standIn.forget();
    assert.equal(done((await runCommand([...other, "--again", "--limit", "2"])).json()).modelCalls, 2);
  });

  test("arguments that make no sense end with 2 and the usage", async () => {
    for (const args of [
      ["tag"],
      ["paint", "."],
      ["tag", ".", "--limit", "0"],
      ["tag", ".", "--engine", "gpt"],
      ["tag", ".", "--nope"],
    ]) {
      const run = await runCommand(args);
      assert.equal(run.code, 2, args.join(" "));
      assert.match(run.stderr, /Usage:/);
    }
  });
});

/** Another picture than the file's. */
async function changedCopy(file: string): Promise<Buffer> {
  const { default: sharp } = await import("sharp");
  return sharp(file).negate().jpeg().toBuffer();
}
