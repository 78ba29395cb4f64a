/** The native rooms as real processes: their life, their crashes, and what a crash costs. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ExpectedError } from "../../src/shared/failures.ts";
import { RoomDied } from "../../src/extension/native/rooms.ts";
import { photoLike, redIcon, screenshot } from "../fixtures/drawnImages.ts";
import { openImagesRoom } from "../fixtures/imagesRoom.ts";
import { endsWithin, isRunning } from "../fixtures/processes.ts";
import { suiteFolder } from "../fixtures/suiteFolder.ts";

const { path: folder, put } = suiteFolder();
const signal = new AbortController().signal;
const errand = { subject: '"x.png"', deadlineMs: 60_000 };

/** Noise that takes the decoder a good while. */
async function slowPicture(name = "slow.png"): Promise<string> {
  return put(name, await (await photoLike({ width: 3000, height: 2400 })).png({ compressionLevel: 1 }).toBuffer());
}

describe("an images room", () => {
  test("starts at the first call and answers with bytes as they were made", async () => {
    const { room, images } = openImagesRoom();
    assert.equal(room.pid, undefined);
    const path = await put("icon.png", await redIcon());
    const prepared = await images.prepare({ path, maxSidePx: 896 }, signal);
    assert.ok(prepared.jpeg instanceof Uint8Array);
    assert.deepEqual([...prepared.jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
    assert.ok(room.pid !== undefined && room.pid !== process.pid && isRunning(room.pid));
    await room.close();
  });

  test("ends after idling and starts again for the next call", async () => {
    const { room, images, lines } = openImagesRoom({ idleMs: 30 });
    const path = await put("idle.png", await redIcon());
    await images.prepare({ path, maxSidePx: 896 }, signal);
    const first = room.pid!;
    assert.ok(await endsWithin(first, 60_000));
    await images.prepare({ path, maxSidePx: 896 }, signal);
    assert.notEqual(room.pid, first);
    assert.deepEqual(
      lines.filter((line) => line.includes("unexpected")),
      [],
    );
    await room.close();
  });

  test("loads sharp but never LanceDB", { skip: process.platform !== "linux" && "looks into /proc" }, async () => {
    const { room, images } = openImagesRoom();
    await images.prepare({ path: await put("maps.png", await redIcon()), maxSidePx: 896 }, signal);
    const maps = readFileSync(`/proc/${room.pid}/maps`, "utf8");
    assert.match(maps, /sharp|vips/u);
    assert.doesNotMatch(maps, /lancedb/u);
    assert.doesNotMatch(readFileSync("/proc/self/maps", "utf8"), /lancedb/u);
    await room.close();
  });

  test("answers later calls after close with a named failure", async () => {
    const { room, images } = openImagesRoom();
    await room.close();
    await assert.rejects(images.prepare({ path: join(folder, "icon.png"), maxSidePx: 896 }, signal), {
      reason: "aborted",
    });
  });

  test("passes failures on by name", async () => {
    const { room, images } = openImagesRoom();
    const path = join(folder, "not-there.png");
    await assert.rejects(images.prepare({ path, maxSidePx: 896 }, signal), { reason: "notFound" });
    await room.close();
  });
});

describe("a room that dies", () => {
  test("fails the call in flight by name, with what was at work", async () => {
    const { room, lines } = openImagesRoom();
    const path = await slowPicture();
    const call = room.call((client, stop) => client.prepare({ path, maxSidePx: 896 }, stop), errand, signal);
    process.kill(room.pid!, "SIGKILL");
    await assert.rejects(call, (error: unknown) => {
      assert.ok(error instanceof RoomDied);
      assert.equal(error.reason, "nativeCrashed");
      assert.match(error.message, /"x\.png"/u);
      return true;
    });
    assert.match(lines.join("\n"), /ended unexpectedly/u);
    await room.close();
  });

  test("once, by accident, costs no image: the call is made again", async () => {
    const { room, images } = openImagesRoom();
    const [first, second] = [await slowPicture("a.png"), await slowPicture("b.png")];
    const calls = [first, second].map((path) => images.prepare({ path, maxSidePx: 64 }, signal));
    await sleep(150);
    process.kill(room.pid!, "SIGKILL");
    const prepared = await Promise.all(calls);
    assert.deepEqual(
      prepared.map(({ jpegWidth }) => jpegWidth),
      [64, 64],
    );
    await room.close();
  });

  test("of one image each time fails that image alone as undecodable", async () => {
    const { room, images } = openImagesRoom();
    const bad = await slowPicture("bad.png");
    const good = await put("good.png", await redIcon());
    const killer = setInterval(() => {
      // stands for a decoder that crashes on this picture: the room dies while it is at work
      if (room.pid !== undefined && badIsInFlight) process.kill(room.pid, "SIGKILL");
    }, 5);
    let badIsInFlight = true;
    const outcome = await images.prepare({ path: bad, maxSidePx: 896 }, signal).catch((error: unknown) => error);
    badIsInFlight = false;
    clearInterval(killer);
    assert.ok(outcome instanceof ExpectedError);
    assert.equal(outcome.reason, "undecodable");
    assert.match(outcome.message, /"bad\.png".*crashes/u);
    assert.equal((await images.prepare({ path: good, maxSidePx: 896 }, signal)).facts.format, "png");
    await room.close();
  });

  test("of one of several images costs only the one that crashes it, whatever their order", async () => {
    const entry = join(import.meta.dirname, "..", "fixtures", "crashingRoom.ts");
    const { room, images } = openImagesRoom({ entry });
    const names = ["a.png", "bad-1.png", "b.png", "c.png", "bad-2.png", "d.png"];
    const outcomes = await Promise.allSettled(names.map((path) => images.prepare({ path, maxSidePx: 64 }, signal)));
    const told = outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? "ok" : outcome.reason instanceof ExpectedError && outcome.reason.reason,
    );
    assert.deepEqual(told, ["ok", "undecodable", "ok", "ok", "undecodable", "ok"]);
    await room.close();
  });

  test("of a call past its deadline fails that call as timedOut, and the next call finds a new room", async () => {
    const { room, images } = openImagesRoom({ deadlineMs: 60 });
    const path = await slowPicture("hangs.png");
    await assert.rejects(images.prepare({ path, maxSidePx: 896 }, signal), { reason: "timedOut" });
    const answer = await room.call(
      async (client, stop) => client.prepare({ path, maxSidePx: 64 }, stop),
      errand,
      signal,
    );
    assert.equal(answer.jpegWidth, 64);
    await room.close();
  });
});

describe("a stop", () => {
  test("rejects at once although sharp goes on, and the room still serves", async () => {
    const { room, images } = openImagesRoom();
    const path = await slowPicture("stopped.png");
    const stop = new AbortController();
    const call = images.prepare({ path, maxSidePx: 896 }, stop.signal);
    await sleep(100);
    stop.abort();
    await assert.rejects(call, { reason: "aborted" });
    assert.equal((await images.prepare({ path, maxSidePx: 64 }, signal)).jpegWidth, 64);
    await room.close();
  });

  test("drops calls that wait for their turn", async () => {
    const { room, images } = openImagesRoom();
    const path = await slowPicture("busy.png");
    const stop = new AbortController();
    const busy = [1, 2].map(() => images.prepare({ path, maxSidePx: 64 }, signal));
    const waiting = [3, 4, 5].map(() => images.prepare({ path, maxSidePx: 64 }, stop.signal));
    stop.abort();
    for (const call of waiting) await assert.rejects(call, { reason: "aborted" });
    assert.equal((await Promise.all(busy)).length, 2);
    await room.close();
  });
});

test("a parent killed by SIGKILL in the middle of decodes and OCR leaves no process of ours", async () => {
  const text = await put(
    "text.png",
    await screenshot(["The quick brown fox jumps over", "the lazy dog again and again"]),
  );
  const paths = [text, await slowPicture("parent-a.png"), await slowPicture("parent-b.png")];
  const script = join(import.meta.dirname, "..", "fixtures", "roomParent.ts");
  const parent = spawn(process.execPath, [script, ...paths], { stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(parent.stdout, "data")) as [Buffer];
  const child = Number(printed.toString());
  assert.ok(isRunning(child));
  await sleep(300);
  parent.kill("SIGKILL");
  assert.ok(await endsWithin(child, 20_000), "the room is gone");
});

test("a program that is done ends although its room is still idling", async () => {
  const path = await put("short.png", await redIcon());
  const fixture = join(import.meta.dirname, "..", "fixtures", "imagesRoom.ts");
  const script = `import { openImagesRoom } from ${JSON.stringify(`file://${fixture}`)};
    const { room, images } = openImagesRoom();
    const { facts } = await images.prepare({ path: ${JSON.stringify(path)}, maxSidePx: 64 }, new AbortController().signal);
    console.log(facts.format, room.pid);`;
  const program = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  program.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  const [code] = (await once(program, "close")) as [number];
  const [format, pid] = printed.trim().split(" ");
  assert.deepEqual([code, format], [0, "png"]);
  assert.ok(await endsWithin(Number(pid), 20_000));
});
