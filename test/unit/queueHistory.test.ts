/** What became of tasks: how the queue keeps it, shows it and saves it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { History, type EndedTask } from "../../src/extension/core/queue/history.ts";
import { failedAmong } from "../../src/extension/core/queue/pauses.ts";
import { Rate } from "../../src/extension/core/queue/rate.ts";
import { emptyQueue, readQueue, writeQueue } from "../../src/extension/core/queueSnapshot.ts";
import { ExpectedError } from "../../src/shared/failures.ts";
import type { QueueStatus } from "../../src/shared/model.ts";
import { fakeWorld } from "../fakes/taggingWorld.ts";

const forever = (): number => Infinity;
const failure = { reason: "answerInvalid", message: "The answer was no JSON." } as const;

function ended(id: string, state: EndedTask["state"], endedAtMs = 5): EndedTask {
  const times = { waitingSinceMs: 1, startedAtMs: 2, endedAtMs };
  const base = { id, path: `a/${id}.jpg`, state, again: false, ...times, engine: "ollama", model: "m" };
  return state === "failed" ? { ...base, failure } : base;
}

const idsOf = (tasks: readonly { readonly id: string }[]): readonly string[] => tasks.map(({ id }) => id);

describe("the history", () => {
  test("lists the newest first, failures by themselves", () => {
    const history = new History();
    for (const [id, state] of [
      ["a", "completed"],
      ["b", "failed"],
      ["c", "skipped"],
    ] as const)
      history.put(ended(id, state));
    assert.deepEqual([idsOf(history.failed()), idsOf(history.done())], [["b"], ["c", "a"]]);
    assert.deepEqual(idsOf(history.done(1)), ["c"]);
  });

  test("of an image that was tried again lists the last task as its state, and the failure before it as past", () => {
    const history = new History();
    history.put(ended("a", "failed", 5));
    history.put(ended("a", "completed", 9));
    assert.equal(history.failedCount, 0);
    assert.deepEqual(
      history.done().map(({ state, endedAtMs }) => [state, endedAtMs]),
      [
        ["completed", 9],
        ["failed", 5],
      ],
    );
    history.put(ended("a", "failed", 12));
    assert.deepEqual([history.failedCount, history.doneCount], [1, 2]);
  });

  test("keeps the newest 2,000, failures before all others, and counts the rest", () => {
    const history = new History();
    history.put(ended("early failure", "failed"));
    for (let index = 0; index < 2_500; index++) history.put(ended(`${index}`, "completed"));
    assert.deepEqual([history.failedCount, history.doneCount, history.dropped], [1, 1_999, 501]);
    assert.equal(history.done().at(-1)?.id, "501");
    for (let index = 0; index < 2_200; index++) history.put(ended(`f${index}`, "failed"));
    assert.deepEqual([history.failedCount, history.doneCount], [2_000, 0]);
    assert.equal(history.failed().at(-1)?.id, "f200");
  });

  test("gives every task a key of its own, also after it was put back", () => {
    const history = new History();
    for (const state of ["failed", "failed", "completed"] as const) history.put(ended("a", state));
    const back = new History();
    back.put(ended("since", "completed"));
    back.restore(history.snapshot());
    const keys = [...back.failed(), ...back.done()].map(({ key }) => key);
    assert.equal(new Set(keys).size, 4);
    assert.equal(back.done()[0]?.id, "since", "what ended since stands after what was kept");
  });

  test("is empty once it was cleared, and counts as changed", () => {
    const history = new History();
    history.put(ended("a", "failed"));
    const { revision } = history;
    history.clear();
    assert.deepEqual([history.failedCount, history.doneCount, history.dropped], [0, 0, 0]);
    assert.ok(history.revision > revision);
  });
});

describe("the queue's tasks", () => {
  test("are told with state, times, engine and model from waiting to their end", async () => {
    const world = fakeWorld(2, { hangAfter: "description" });
    const [waits] = world.queue.waiting(10);
    assert.deepEqual([waits?.state, waits?.path, waits?.waitingSinceMs], ["pending", "0.jpg", 1_000]);
    const running = world.queue.start(world.parts, forever);
    await world.reached("0.jpg description");
    const [work, next] = world.queue.running();
    assert.deepEqual([next?.id, next?.startedAtMs, next?.phase], ["1.jpg", undefined, undefined], "only made ready");
    assert.deepEqual([work?.state, work?.engine, work?.model], ["processing", "ollama", "m"]);
    assert.ok((work?.startedAtMs ?? 0) >= (work?.waitingSinceMs ?? Infinity) && (work?.progress ?? 0) > 0.3);
    await world.queue.stop();
    await running;
    const interrupted = world.queue.waiting(10).find(({ id }) => id === "0.jpg");
    assert.equal(interrupted?.state, "interrupted");
    assert.ok((interrupted?.progress ?? 0) > 0.3);
    world.release();
    await world.queue.start(world.parts, forever);
    const done = world.queue.history.done();
    assert.deepEqual(idsOf(done).toSorted(), ["0.jpg", "1.jpg"]);
    assert.ok(done.every((task) => task.state === "completed" && task.model === "m" && task.endedAtMs));
  });

  test("are kept with their reason where they failed, and leave the failures when they succeed", async () => {
    let isBroken = true;
    const world = fakeWorld(2, {
      fault: (path) => (isBroken && path === "1.jpg" ? new ExpectedError("answerInvalid", "no JSON") : undefined),
    });
    await world.queue.start(world.parts, forever);
    const [failed] = world.queue.history.failed();
    assert.deepEqual([failed?.id, failed?.failure], ["1.jpg", { reason: "answerInvalid", message: "no JSON" }]);
    isBroken = false;
    world.queue.add(["1.jpg"], { again: false });
    await world.queue.start(world.parts, forever);
    assert.deepEqual([world.queue.history.failedCount, world.queue.history.doneCount], [0, 3]);
  });

  test("that were there before are told as skipped", async () => {
    const world = fakeWorld(1);
    await world.queue.start(world.parts, forever);
    world.queue.add(["0.jpg"], { again: false });
    await world.queue.start(world.parts, forever);
    assert.equal(world.queue.history.done()[0]?.state, "skipped");
  });

  test("go first where a person asks for them by name, also those that waited already", async () => {
    const world = fakeWorld(4);
    assert.equal(world.queue.add(["3.jpg", "new.jpg"], { again: false, first: true }), 1);
    await world.queue.start(world.parts, forever);
    assert.deepEqual(world.looked, ["3.jpg", "new.jpg", "0.jpg", "1.jpg", "2.jpg"]);
  });

  test("are taken out while they wait, and the last one takes the queue to rest", () => {
    const world = fakeWorld(3);
    assert.equal(world.queue.remove(["1.jpg", "unknown"]), 1);
    assert.deepEqual(idsOf(world.queue.waiting(10)), ["0.jpg", "2.jpg"]);
    assert.equal(world.queue.status().state, "stopped");
    world.queue.remove(["0.jpg", "2.jpg"]);
    assert.equal(world.queue.status().state, "idle");
    world.queue.dispose();
  });

  test("of a server that is away wait, and go on by themselves when it is back, with the pause told from its beginning", async () => {
    let misses = 3;
    const pauses: QueueStatus[] = [];
    const world = fakeWorld(3, {
      fault: () => (misses > 0 ? new ExpectedError("engineUnreachable", "down") : undefined),
      health: () => {
        pauses.push(world.queue.status());
        if (--misses > 0) throw new ExpectedError("engineUnreachable", "still down");
      },
    });
    assert.deepEqual(await world.queue.start(world.parts, forever), { kind: "drained" });
    assert.equal(pauses.length, 3);
    assert.ok(pauses.every(({ state, pausedSinceMs }) => state === "paused" && pausedSinceMs === 1_000));
    assert.deepEqual(
      pauses.map(({ pausedBy }) => pausedBy?.message),
      ["down", "still down", "still down"],
    );
    const status = world.queue.status();
    assert.deepEqual([status.state, status.pausedBy, status.pausedSinceMs], ["idle", undefined, undefined]);
    assert.deepEqual([world.queue.history.doneCount, world.queue.history.failedCount], [3, 0]);
  });
});

test("retrying leaves out what cannot be decoded, and everything that has not failed", () => {
  const rows = new Map(
    [
      ["a", "failed", "answerInvalid"],
      ["b", "failed", "undecodable"],
      ["c", "failed", "tooLarge"],
      ["d", "tagged", ""],
      ["e", "failed", "timedOut"],
    ].map(([id = "", state = "", failureReason = ""]) => [id, { state: state as "failed" | "tagged", failureReason }]),
  );
  const { failed, worthIt } = failedAmong([...rows.keys(), "gone"], (id) => rows.get(id));
  assert.deepEqual(failed, ["a", "b", "c", "e"]);
  assert.deepEqual(worthIt, ["a", "e"]);
});

test("the rate is that of all hosts together, and the time left follows it", () => {
  const rate = new Rate();
  rate.begin(0);
  // one host takes 2 s a picture, the other 3 s
  const ends = [2, 4, 6, 8, 10, 12, 3, 6, 9, 12].toSorted((a, b) => a - b);
  for (const second of ends) rate.finished(second * 1_000);
  assert.equal(rate.perMinute(12_000), 50);
  assert.equal(rate.secondsLeft(100, 12_000), 120);
});

describe("the kept queue", () => {
  const tasks = [
    { id: "one", again: false, sinceMs: 7 },
    { id: "two", again: true, sinceMs: 7 },
    { id: "three", again: false, sinceMs: 9 },
    { id: "four", again: false },
  ];
  const history = { ended: [ended("a", "completed"), ended("b", "failed"), ended("c", "skipped")], dropped: 3 };

  test("comes back with its order, times, what is to be done again, and what had ended", () => {
    const kept = { wasRunning: true, tasks, history };
    assert.deepEqual(readQueue(writeQueue(kept)), kept);
    assert.deepEqual(readQueue(writeQueue(emptyQueue)), emptyQueue);
  });

  test("of the version before is read without times and history", () => {
    const old = '{"version":1,"wasRunning":true,"ids":["one","two"],"again":[1]}';
    assert.deepEqual(readQueue(old), {
      wasRunning: true,
      tasks: [
        { id: "one", again: false },
        { id: "two", again: true },
      ],
      history: { ended: [], dropped: 0 },
    });
  });

  test("is empty where the file is cut off, of another kind or of a later version", () => {
    const whole = writeQueue({ wasRunning: true, tasks, history });
    const odd = ["", whole.slice(0, -5), "[]", "null", '{"version":3,"ids":["a"]}', '{"version":2,"ids":"a"}'];
    for (const content of odd) assert.deepEqual(readQueue(content), emptyQueue, content);
  });

  test("loses only what is not as it should be", () => {
    const file = JSON.parse(writeQueue({ wasRunning: true, tasks, history })) as Record<string, unknown>;
    const sound = ended("a", "completed");
    const broken = {
      ...file,
      ids: ["one", 3, "", "two"],
      again: "all",
      since: [5, ["x"], [0, "noon"], [1, -3], null],
      ended: [
        sound,
        null,
        [],
        { ...sound, id: 5 },
        { ...sound, state: "exploded" },
        { ...sound, endedAtMs: "now" },
        { ...sound, state: "failed" },
        { ...ended("b", "failed"), failure: { reason: 1, message: 2 } },
        { ...sound, startedAtMs: Number.NaN, engine: 7 },
      ],
      dropped: -1,
    };
    const { startedAtMs: _started, engine: _engine, ...rest } = sound;
    assert.deepEqual(readQueue(JSON.stringify(broken)), {
      wasRunning: true,
      tasks: [
        { id: "one", again: false },
        { id: "two", again: false },
      ],
      history: { ended: [sound, rest], dropped: 0 },
    });
  });

  test("is put back in its order, in front of nothing and without a second turn for what waits already", () => {
    const world = fakeWorld(1);
    world.queue.restore([
      { id: "x.jpg", again: true, sinceMs: 5 },
      { id: "0.jpg", again: false },
    ]);
    assert.deepEqual(world.queue.snapshot(), [
      { id: "0.jpg", again: false, sinceMs: 1_000 },
      { id: "x.jpg", again: true, sinceMs: 5 },
    ]);
    world.queue.restoreHistory(history);
    assert.deepEqual(world.queue.history.snapshot(), history);
    world.queue.clearHistory();
    assert.equal(world.queue.history.failedCount, 0);
    world.queue.dispose();
  });
});
