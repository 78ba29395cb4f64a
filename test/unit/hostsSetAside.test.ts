/** Hosts that are set aside: when they are asked again, who waits for them, and what the queue does meanwhile. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Engine } from "../../src/extension/core/ports.ts";
import { ExpectedError, failureOf, type FailureData } from "../../src/shared/failures.ts";
import { steps as allSteps } from "../../src/shared/model.ts";
import { always, fails, group, host, look, orStopped, settle, type Script } from "../fakes/hostGroup.ts";
import { fakeWorld } from "../fakes/taggingWorld.ts";

const signal = new AbortController().signal;

describe("hosts that are set aside", () => {
  test("are asked after growing pauses and take part again when they are well", async () => {
    const a = host("a", { fault: (_path, index) => (index === 0 ? fails("engineUnreachable") : undefined) });
    a.state.health = new ExpectedError("engineUnreachable", "still gone");
    const b = host("b");
    const { engine, pass, waiting, changes } = group([a, b]);
    await look(engine, "1").ended;
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const [next = 0] = waiting();
      pauses.push(next);
      await pass(next);
    }
    assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    assert.deepEqual([a.state.checks, engine.hosts.well], [7, 1]);
    a.state.health = undefined;
    await pass(15_000);
    assert.deepEqual([engine.hosts.well, changes(), waiting().length], [2, 2, 0]);
    await look(engine, "2").ended;
    assert.equal(a.asked.length, 2);
  });

  test("serve a look that waits as soon as they are back", async () => {
    const a = host("a", { fault: (_path, index) => (index === 0 ? fails("engineUnreachable") : undefined) });
    const b = host("b", { slow: true });
    const { engine, pass } = group([a, b]);
    const [first, second] = [look(engine, "1"), look(engine, "2")];
    await settle();
    await settle();
    const third = look(engine, "3");
    await pass(500);
    assert.equal(await third.ended, "done");
    assert.deepEqual(
      a.asked.map(({ path }) => path),
      ["1", "3"],
    );
    for (let i = 0; i < 3; i++) {
      b.release();
      await settle();
      await settle();
    }
    assert.deepEqual([await first.ended, await second.ended], ["done", "done"]);
  });

  test("rest with the run: no timer and no question is left, and the next look takes the watch up again", async () => {
    const a = host("a", always("engineUnreachable"));
    a.state.health = new ExpectedError("engineUnreachable", "gone");
    const { engine, waiting } = group([a, host("b")]);
    await look(engine, "1").ended;
    assert.equal(waiting().length, 1);
    await engine.rest();
    assert.deepEqual([waiting().length, engine.hosts.well], [0, 1]);
    await look(engine, "2").ended;
    assert.equal(waiting().length, 1);
    await engine.rest();
  });

  test("may be absent from the start, and come later", async () => {
    const absentFor = { reason: "modelMissing", message: "m is not installed at a." } as const;
    const a = { ...host("a"), absentFor };
    const { engine, pass } = group([a, host("b")]);
    await look(engine, "1").ended;
    assert.deepEqual([a.asked.length, engine.hosts], [0, { well: 1, all: 2 }]);
    await pass(500);
    assert.deepEqual(engine.hosts, { well: 2, all: 2 });
    await look(engine, "2").ended;
    assert.equal(a.asked.length, 1);
  });

  test("are not set aside anew by a request from before their return", async () => {
    let kill = (_error: Error): void => undefined;
    const a = host("a", { concurrency: 2 });
    let looks = 0;
    const engine: Engine = {
      ...a.engine,
      look: () => (looks++ === 0 ? new Promise((_resolve, reject) => (kill = reject)) : Promise.reject(gone)),
    };
    const gone = new ExpectedError("engineUnreachable", "gone");
    const shared = group([{ ...a, engine }, host("b", { concurrency: 2, slow: true })]);
    const old = look(shared.engine, "old");
    await settle();
    void look(shared.engine, "b 1").ended;
    await settle();
    void look(shared.engine, "new").ended; // its failure sets a aside
    for (let i = 0; i < 3; i++) await settle();
    assert.equal(shared.engine.hosts.well, 1);
    await shared.pass(500);
    assert.equal(shared.engine.hosts.well, 2);
    kill(gone);
    await settle();
    assert.equal(shared.engine.hosts.well, 2);
    void old.ended;
  });
});

describe("a group with all hosts down", () => {
  test("fails with a reason that waiting mends if one has such, so that the queue waits for it", async () => {
    const [a, b] = [host("a", always("engineUnreachable")), host("b", always("outOfMemory"))];
    for (const members of [
      [a, b],
      [b, a],
    ]) {
      const { engine } = group(members);
      const failure = (await look(engine).ended) as FailureData;
      assert.deepEqual(failure, {
        reason: "engineUnreachable",
        message: "engineUnreachable. The other server cannot be used now either.",
      });
      await engine.rest();
    }
  });

  test("never blames an image that no host looked at", async () => {
    const a = host("a", { fault: (path) => (path === "1" ? fails("engineFailed") : undefined) });
    const b = host("b", { fault: (path) => (path === "1" ? undefined : fails("engineUnreachable")) });
    a.state.health = new ExpectedError("timedOut", "no answer");
    b.state.health = new ExpectedError("engineFailed", "status 500");
    const { engine, pass } = group([a, b]);
    assert.equal(await look(engine, "1").ended, "done");
    for (const path of ["2", "3"])
      assert.equal(((await look(engine, path).ended) as FailureData).reason, "engineUnreachable");
    await pass(500);
    assert.equal(((await look(engine, "4").ended) as FailureData).reason, "engineUnreachable");
    await engine.rest();
  });

  test("is well again as soon as any of them is", async () => {
    const [a, b] = [host("a", always("engineUnreachable")), host("b", always("modelMissing"))];
    a.state.health = new ExpectedError("engineUnreachable", "a is gone.");
    b.state.health = new ExpectedError("modelMissing", "b lacks it.");
    const { engine } = group([a, b]);
    await look(engine).ended;
    const failure = await engine.checkHealth(signal).then(() => undefined, failureOf);
    assert.deepEqual(failure, {
      reason: "engineUnreachable",
      message: "a is gone. The other server cannot be used now either.",
    });
    b.state.health = undefined;
    await engine.checkHealth(signal);
    assert.deepEqual(engine.hosts, { well: 1, all: 2 });
    const checks = a.state.checks;
    await engine.checkHealth(signal);
    assert.equal(a.state.checks, checks, "where one is well nobody is asked");
    await engine.rest();
  });

  test("answers a stop at once while it is asked after its health", async () => {
    const a = host("a", always("engineUnreachable"));
    const engine: Engine = {
      ...a.engine,
      checkHealth: (signal) => orStopped(new Promise(() => undefined), signal),
    };
    const shared = group([{ ...a, engine }, host("b", always("engineUnreachable"))]);
    await look(shared.engine).ended;
    const silent = group([{ ...a, engine, absentFor: { reason: "engineUnreachable", message: "" } }]);
    const stop = new AbortController();
    const asking = silent.engine.checkHealth(stop.signal).then(() => undefined, failureOf);
    await settle();
    stop.abort();
    assert.equal((await asking)?.reason, "aborted");
    await shared.engine.rest();
  });
});

describe("the queue with several hosts", () => {
  test("loses no image and fails none when a host dies in the middle", async () => {
    const world = fakeWorld(12);
    const a = host("a", { fault: (_path, index) => (index >= 2 ? fails("engineUnreachable", 1) : undefined) });
    a.state.health = new ExpectedError("engineUnreachable", "gone");
    const { engine, waiting } = group([a, host("b")]);
    const end = await world.queue.start({ ...world.parts, engine }, () => Infinity);
    assert.deepEqual(end, { kind: "drained" });
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed, waiting().length], [12, 0, 0]);
    assert.deepEqual(
      [...world.records.values()].map(({ done }) => done),
      Array.from({ length: 12 }, () => allSteps),
    );
  });

  test("pauses where all are down and goes on when one is back", async () => {
    const world = fakeWorld(4);
    let isDown = true;
    const script: Script = { fault: () => (isDown ? fails("engineUnreachable") : undefined) };
    const [a, b] = [host("a", script), host("b", script)];
    const { engine } = group([a, b]);
    b.state.health = new ExpectedError("engineUnreachable", "gone");
    const states = new Set<string>();
    world.queue.onStatus(({ state }) => states.add(state));
    const { clock } = world.parts;
    const parts = { ...world.parts, engine };
    const check = a.engine.checkHealth.bind(a.engine);
    Object.assign(a.engine, {
      checkHealth: (signal: AbortSignal) => {
        states.add(world.queue.status().state);
        isDown = false;
        return check(signal);
      },
    });
    assert.deepEqual(await world.queue.start({ ...parts, clock }, () => Infinity), { kind: "drained" });
    assert.ok(states.has("paused"));
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed], [4, 0]);
  });

  test("asks for a picture that lies there twice only once, however many hosts are free", async () => {
    const world = fakeWorld(6, { contentKey: () => "same" });
    const [a, b] = [host("a"), host("b")];
    const { engine } = group([a, b]);
    await world.queue.start({ ...world.parts, engine }, () => Infinity);
    assert.equal(a.asked.length + b.asked.length, 1);
    assert.equal(world.queue.status().completed, 6);
  });

  test("looks at the next of the same pictures where the first one failed", async () => {
    const world = fakeWorld(3, { contentKey: () => "same" });
    const script: Script = { fault: (path) => (path === "0.jpg" ? fails("answerInvalid") : undefined) };
    const [a, b] = [host("a", script), host("b", script)];
    const { engine } = group([a, b]);
    await world.queue.start({ ...world.parts, engine }, () => Infinity);
    assert.equal(a.asked.length + b.asked.length, 2);
    assert.deepEqual([world.queue.status().completed, world.queue.status().failed], [2, 1]);
  });
});
