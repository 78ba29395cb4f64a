/** The queue with a made-up engine and world: order, pauses, stops, busy folders. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, ReadWords } from "../../src/extension/core/ports.ts";
import type { TaskEvent } from "../../src/extension/core/queue/queueEvents.ts";
import { TaskQueue } from "../../src/extension/core/queue/taskQueue.ts";
import { patienceMs } from "../../src/extension/core/remedies.ts";
import { needsTagging, rowOf } from "../../src/extension/core/rows.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import { emptyRecord, type QueueStatus } from "../../src/shared/model.ts";
import { fakeWorld, imageOf } from "../fakes/taggingWorld.ts";

const forever = (): number => Infinity;
const atOnce = (): number => 0;

describe("the queue", () => {
  test("works through all images in order and ends idle", async () => {
    const world = fakeWorld(5);
    assert.deepEqual(await world.queue.start(world.parts, forever), { kind: "drained" });
    assert.deepEqual(world.looked, ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]);
    assert.deepEqual([world.queue.status().state, world.queue.status().completed], ["idle", 5]);
    for (const record of world.records.values()) assert.deepEqual(record.done, ["description", "tags", "text"]);
  });

  test("makes the next image ready while the engine looks at the one before", async () => {
    const world = fakeWorld(3, { lookMs: 20 });
    await world.queue.start(world.parts, forever);
    const order = world.journal;
    assert.ok(order.indexOf("prepared 1.jpg") < order.indexOf("looked 0.jpg"), order.join(", "));
  });

  test("holds an engine up that is faster than the disk, so that hardly more than the answer in flight can be lost", async () => {
    const world = fakeWorld(6);
    const disk = Promise.withResolvers<void>();
    const { records } = world.parts;
    const slow = {
      ...records,
      change: (...given: Parameters<typeof records.change>) => disk.promise.then(() => records.change(...given)),
    };
    const run = world.queue.start({ ...world.parts, records: slow }, forever);
    await sleep(100);
    assert.deepEqual(world.looked, ["0.jpg", "1.jpg"]);
    disk.resolve();
    assert.deepEqual(await run, { kind: "drained" });
    assert.equal(world.looked.length, 6);
  });

  test("lets no engine wait for the words that OCR still reads: what was said so far is kept", async () => {
    const world = fakeWorld(6);
    const words = Promise.withResolvers<ReadWords>();
    const engine: Engine = {
      ...world.parts.engine,
      prepare: async (...given) => ({
        ...(await world.parts.engine.prepare(...given)),
        reading: { words: undefined, ended: words.promise },
      }),
    };
    const run = world.queue.start({ ...world.parts, engine }, forever);
    for (const limit = performance.now() + 5_000; world.looked.length < 6; await sleep(1))
      assert.ok(performance.now() < limit, world.looked.join());
    const five = world.looked.slice(0, 5).map((path) => world.records.get(path)?.awaitsWords);
    assert.deepEqual(five, Array(5).fill(true));
    words.resolve({ lines: [] });
    assert.deepEqual(await run, { kind: "drained" });
  });

  test("fails one image and goes on with the rest", async () => {
    const world = fakeWorld(3, {
      fault: (path) => (path === "1.jpg" ? new ExpectedError("answerInvalid", "no JSON") : undefined),
    });
    await world.queue.start(world.parts, forever);
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed], [2, 1]);
    assert.equal(world.records.get("1.jpg")?.failure?.reason, "answerInvalid");
  });

  test("pauses for a server that is down, and goes on with the same image when it is back", async () => {
    let isDown = true;
    const world = fakeWorld(3, {
      fault: () => (isDown ? new ExpectedError("engineUnreachable", "down") : undefined),
      health: () => {
        pauses.push(world.queue.status());
        isDown = false;
      },
    });
    const pauses: QueueStatus[] = [];
    await world.queue.start(world.parts, forever);
    assert.deepEqual(
      pauses.map(({ state, pausedBy }) => [state, pausedBy?.message]),
      [["paused", "down"]],
    );
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed], [3, 0]);
    assert.equal(new Set(world.looked).size, 3);
  });

  test("gives up at once where no waiting helps, and keeps what waits", async () => {
    const world = fakeWorld(3, { fault: () => new ExpectedError("modelMissing", "get it") });
    const end = await world.queue.start(world.parts, atOnce);
    assert.equal(end.kind, "gaveUp");
    assert.deepEqual([world.queue.status().state, world.queue.status().pausedBy?.message], ["paused", "get it"]);
    assert.equal(world.queue.snapshot().length, 3);
  });

  test("asks a server ever more rarely that is well and refuses all work, and gives up when its patience is over", async () => {
    const world = fakeWorld(1, { fault: () => new ExpectedError("engineBusy", "the limit of this hour is reached") });
    const end = await world.queue.start(world.parts, () => 120_000);
    assert.equal(end.kind === "gaveUp" && end.failure.reason, "engineBusy");
    // half a second, then each time twice as long, until two minutes are over
    assert.equal(world.looked.length, 9);
  });

  test("has its whole patience again after an image that got its answer", async () => {
    let looks = 0;
    const fault = (): ExpectedError | undefined =>
      ++looks % 8 === 0 ? undefined : new ExpectedError("engineBusy", "the limit of this hour is reached");
    const world = fakeWorld(3, { fault });
    assert.deepEqual(await world.queue.start(world.parts, () => 120_000), { kind: "drained" });
    assert.equal(world.looked.length, 24);
  });

  test("pauses at once and marks no image where the server forbids the work", async () => {
    const world = fakeWorld(5, { fault: () => new ExpectedError("engineForbidden", "sign in") });
    const end = await world.queue.start(world.parts, ({ reason }) => patienceMs(reason));
    assert.deepEqual(end, { kind: "gaveUp", failure: { reason: "engineForbidden", message: "sign in" } });
    assert.deepEqual([world.looked.length, world.records.size, world.queue.status().failed], [1, 0, 0]);
    assert.equal(world.queue.status().pending, 5);
  });

  test("keeps of an image at work that it is to be tagged again", async () => {
    const world = fakeWorld(1, { hangAfter: "description" });
    assert.equal(world.queue.add(["0.jpg"], { again: true }), 0);
    const running = world.queue.start(world.parts, forever);
    await world.reached("0.jpg description");
    assert.deepEqual(
      world.queue.snapshot().map(({ id, again }) => ({ id, again })),
      [{ id: "0.jpg", again: true }],
    );
    await world.queue.stop();
    await running;
  });

  test("stops in the middle, keeps complete steps, and asks only for the missing ones afterwards", async () => {
    const world = fakeWorld(2, { lookMs: 5, hangAfter: "tags" });
    const running = world.queue.start(world.parts, forever);
    await world.reached("0.jpg tags");
    await world.queue.stop();
    assert.deepEqual(await running, { kind: "stopped" });
    assert.deepEqual(world.records.get("0.jpg")?.done, ["description", "tags"]);
    assert.equal(world.queue.status().pending, 2);
    world.release();
    await world.queue.start(world.parts, forever);
    assert.deepEqual(world.asked.get("0.jpg"), [["description", "tags", "text"], ["text"]]);
  });

  test("waits for a folder that another program holds, and finds nothing to do if that one did it", async () => {
    const world = fakeWorld(2, { busyTimes: 2 });
    await world.queue.start(world.parts, forever);
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed], [2, 0]);
  });

  test("fails images of a folder that stays busy beyond the patience, without noting it with them", async () => {
    const world = fakeWorld(1, { busyTimes: Infinity });
    await world.queue.start(world.parts, atOnce);
    assert.deepEqual([world.queue.status().failed, world.records.size], [1, 0]);
  });

  test("looks again at an image that changed under the work, but not for ever", async () => {
    const world = fakeWorld(1, { changingStamps: true });
    await world.queue.start(world.parts, forever);
    assert.deepEqual([world.queue.status().failed, world.looked.length], [1, 3]);
  });

  test("takes the answer for the same picture over instead of looking twice", async () => {
    const world = fakeWorld(3, { contentKey: () => "same" });
    await world.queue.start(world.parts, forever);
    assert.deepEqual([world.looked.length, world.queue.status().completed], [1, 3]);
    assert.equal(world.records.get("2.jpg")?.description, "0.jpg");
  });

  test("tells progress that never goes back, even when an image has to wait in between", async () => {
    let faults = 1;
    const world = fakeWorld(2, {
      faultAfter: "tags",
      fault: () => (faults-- > 0 ? new ExpectedError("engineUnreachable", "down") : undefined),
    });
    const progress: number[] = [];
    world.queue.onTask((event: TaskEvent) => {
      if (event.type === "step" && event.image.path === "0.jpg") progress.push(event.progress);
    });
    await world.queue.start(world.parts, forever);
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
    assert.equal(progress.at(-1), 1);
  });

  test("brings images to the front that the user wants first, and drops those that left the library", async () => {
    const world = fakeWorld(4);
    world.queue.prioritise(["3.jpg"]);
    world.gone.add("1.jpg");
    await world.queue.start(world.parts, forever);
    assert.deepEqual(world.looked, ["3.jpg", "0.jpg", "2.jpg"]);
  });

  test("takes an image once, and cleared it takes none", async () => {
    const world = fakeWorld(2);
    assert.equal(world.queue.add(["0.jpg"], { again: false }), 0);
    world.queue.clear();
    assert.equal(world.queue.status().state, "idle");
    await world.queue.start(world.parts, forever);
    assert.deepEqual(world.looked, []);
  });
});

describe("plain tagging", () => {
  const found = { path: "a.jpg", stamp: { size: 1, mtimeMs: 1 }, decodable: true };
  const row = (record: Parameters<typeof rowOf>[3]) => rowOf(imageOf("a.jpg"), found, "1:a", record, (text) => text);
  const source = { by: "person", at: "" } as const;
  const whole = { ...emptyRecord, description: "d", done: ["description", "tags", "text"] as const };

  test("takes untagged, interrupted and changed images", () => {
    assert.ok(needsTagging(row(undefined), "ollama"));
    assert.ok(needsTagging(row({ ...whole, done: ["description"], engine: "ollama", contentKey: "1:a" }), "ollama"));
    assert.ok(
      needsTagging(row({ ...whole, engine: "ollama", contentKey: "1:b", stamp: { size: 1, mtimeMs: 0 } }), "ollama"),
    );
  });

  test("takes what the built-in engine tagged only where a model is in use", () => {
    const record = { ...whole, engine: "builtin", contentKey: "1:a" };
    assert.deepEqual([needsTagging(row(record), "ollama"), needsTagging(row(record), "builtin")], [true, false]);
  });

  test("leaves tagged, imported and failed images alone", () => {
    assert.equal(needsTagging(row({ ...whole, engine: "ollama", contentKey: "1:a" }), "ollama"), false);
    assert.equal(needsTagging(row(whole), "ollama"), false);
    const failure = { reason: "timedOut", message: "", at: "" } as const;
    assert.equal(needsTagging(row({ ...whole, failure, contentKey: "1:a" }), "ollama"), false);
  });

  test("takes an image of which a person wrote a part and a machine nothing", () => {
    const record = { ...emptyRecord, alt: "mine", sources: { alt: source } };
    assert.equal(row(record).state, "edited");
    assert.ok(needsTagging(row(record), "ollama"));
  });
});

test("a queue that was never started holds no process alive", () => {
  const queue = new TaskQueue({ clock: { now: () => 0, sleep: async () => undefined }, image: imageOf });
  queue.dispose();
  assert.equal(queue.status().state, "idle");
});
