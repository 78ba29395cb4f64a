/** A group of hosts with made-up engines: whose turn it is, which faults lie in a host, and what is told of an image. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Engine } from "../../src/extension/core/ports.ts";
import { EngineFailure } from "../../src/extension/core/tagging/engineFailure.ts";
import { ExpectedError, type FailureData } from "../../src/shared/failures.ts";
import { steps as allSteps } from "../../src/shared/model.ts";
import { always, delivered, fails, group, host, look, prepared, settle } from "../fakes/hostGroup.ts";

const signal = new AbortController().signal;

describe("a group of hosts", () => {
  test("has the places of all its members and prepares as one of them", async () => {
    const { engine } = group([host("a", { concurrency: 2 }), host("b")]);
    assert.deepEqual([engine.concurrency, engine.kind, engine.model, engine.promptKey], [3, "ollama", "m", "p"]);
    assert.equal(await engine.prepare({ file: "", path: "", steps: [], known: {} }, signal), prepared);
  });

  test("gives each look to the least loaded host, and shares evenly", async () => {
    const [a, b] = [host("a"), host("b")];
    const { engine } = group([a, b]);
    for (const path of ["1", "2", "3", "4"]) await look(engine, path).ended;
    assert.deepEqual([a.asked.length, b.asked.length], [2, 2]);
    const [c, d] = [host("c", { concurrency: 4, slow: true }), host("d", { concurrency: 2, slow: true })];
    const wide = group([c, d]).engine;
    const looks = Array.from({ length: 6 }, (_, i) => look(wide, String(i)));
    await settle();
    assert.deepEqual([c.asked.length, d.asked.length], [4, 2]);
    c.release();
    d.release();
    await Promise.all(looks.map(({ ended }) => ended));
  });

  test("never asks a host for more than its own share, and serves in the order of arrival", async () => {
    const [a, b] = [host("a", { slow: true }), host("b", { slow: true })];
    const { engine } = group([a, b]);
    const looks = ["1", "2", "3", "4"].map((path) => look(engine, path));
    await settle();
    assert.deepEqual(
      [a.asked, b.asked].map(([one]) => one?.path),
      ["1", "2"],
    );
    b.release();
    await looks[1]?.ended;
    await settle();
    assert.deepEqual(
      b.asked.map(({ path }) => path),
      ["2", "3"],
    );
    for (let i = 0; i < 4; i++) {
      a.release();
      b.release();
      await settle();
      await settle();
    }
    assert.deepEqual(await Promise.all(looks.map(({ ended }) => ended)), ["done", "done", "done", "done"]);
    assert.deepEqual([a.state.most, b.state.most], [1, 1]);
  });

  test("stops waiting for a free place when it is told to", async () => {
    const slow = host("a", { slow: true });
    const { engine } = group([slow]);
    const first = look(engine, "1");
    const stop = new AbortController();
    const second = look(engine, "2", stop.signal);
    await settle();
    stop.abort();
    assert.equal(((await second.ended) as FailureData).reason, "aborted");
    slow.release();
    assert.equal(await first.ended, "done");
    assert.equal(slow.asked.length, 1);
  });

  test("ends the request in flight at a stop, and blames no host for it", async () => {
    const slow = host("a", { slow: true });
    const { engine } = group([slow, host("b", { slow: true })]);
    const stop = new AbortController();
    const one = look(engine, "1", stop.signal);
    await settle();
    stop.abort();
    assert.equal(((await one.ended) as FailureData).reason, "aborted");
    assert.deepEqual(engine.hosts, { well: 2, all: 2 });
  });
});

describe("a host that fails", () => {
  for (const reason of [
    "engineUnreachable",
    "engineBusy",
    "engineForbidden",
    "modelMissing",
    "modelWithoutVision",
    "modelUnloadable",
    "outOfMemory",
  ] as const)
    test(`with ${reason} is set aside, and another does the work`, async () => {
      const [a, b] = [host("a", always(reason)), host("b")];
      const { engine } = group([a, b]);
      for (const path of ["1", "2", "3"]) assert.equal(await look(engine, path).ended, "done");
      assert.deepEqual([a.asked.length, b.asked.length, engine.hosts.well], [1, 3, 1]);
      await engine.rest();
    });

  test("in the middle leaves only what is missing to the other, with what it gave as known", async () => {
    const [a, b] = [host("a", { fault: () => fails("engineUnreachable", 1) }), host("b")];
    const { engine } = group([a, b]);
    const { events, ended } = look(engine);
    assert.equal(await ended, "done");
    assert.deepEqual(b.asked, [{ path: "a.jpg", steps: ["tags", "text"], known: { description: "a: a.jpg" } }]);
    assert.deepEqual(delivered(events), allSteps);
    await engine.rest();
  });

  test("does not make the progress of an image go back, and all calls are told once, at the end", async () => {
    const [a, b] = [host("a", { fault: () => fails("engineUnreachable", 1) }), host("b")];
    const { engine } = group([a, b]);
    const { events, ended } = look(engine);
    await ended;
    const shares = events.flatMap((event) =>
      event.type === "progress" ? [allSteps.indexOf(event.step) + event.fraction] : [],
    );
    assert.deepEqual(
      shares,
      [...shares].sort((x, y) => x - y),
    );
    assert.equal(new Set(shares).size, shares.length);
    assert.deepEqual(
      events.filter(({ type }) => type === "calls"),
      [{ type: "calls", modelCalls: 2 }],
    );
    assert.equal(events.at(-1)?.type, "calls");
    await engine.rest();
  });

  test("and speaks on after its fault is not heard any more", async () => {
    let late = (): void => undefined;
    const a = host("a");
    const engine: Engine = {
      ...a.engine,
      look: async (_request, _prepared, onEvent) => {
        late = () => onEvent({ type: "step", step: "text", answer: { text: "late" } });
        throw new ExpectedError("engineUnreachable", "gone");
      },
    };
    const b = host("b", { slow: true });
    const shared = group([{ ...a, engine }, b]);
    const { events, ended } = look(shared.engine);
    await settle();
    late();
    b.release();
    assert.equal(await ended, "done");
    assert.deepEqual(b.asked[0]?.steps, allSteps);
    assert.ok(events.every((event) => event.type !== "step" || event.answer.text !== "late"));
    await shared.engine.rest();
  });

  test("takes the looks that wait for it along to the next one", async () => {
    const [a, b] = [host("a", { slow: true, fault: () => fails("engineUnreachable") }), host("b", { slow: true })];
    const { engine } = group([a, b]);
    const looks = ["1", "2"].map((path) => look(engine, path));
    await settle();
    a.release();
    await settle();
    assert.deepEqual(
      b.asked.map(({ path }) => path),
      ["2"],
    );
    for (let i = 0; i < 3; i++) {
      b.release();
      await settle();
      await settle();
    }
    assert.deepEqual(await Promise.all(looks.map(({ ended }) => ended)), ["done", "done"]);
    assert.deepEqual(
      b.asked.map(({ path }) => path),
      ["2", "1"],
    );
    await engine.rest();
  });

  test("for a reason that may be the image's is set aside only where another manages the image", async () => {
    for (const reason of ["engineFailed", "engineRefused", "timedOut", "imageNotSeen"] as const) {
      const [a, b] = [host("a", always(reason)), host("b")];
      const { engine } = group([a, b]);
      assert.equal(await look(engine).ended, "done");
      assert.deepEqual([a.asked.length, b.asked.length, engine.hosts.well], [1, 1, 1]);
      await engine.rest();
    }
    const [c, d] = [host("c", always("engineRefused")), host("d", always("engineRefused"))];
    const { engine } = group([c, d]);
    assert.equal(((await look(engine).ended) as FailureData).reason, "engineRefused");
    assert.deepEqual([c.asked.length, d.asked.length, engine.hosts.well], [1, 1, 2]);
  });

  test("that crashed and is the last one is asked once more, as its start is often clean", async () => {
    const crash = { thrown: new EngineFailure("engineFailed", "crashed", "once") };
    const a = host("a", { fault: (_path, index) => (index === 0 ? crash : undefined) });
    const b = host("b", always("engineUnreachable"));
    const { engine, pass } = group([a, b]);
    const { ended } = look(engine);
    for (let i = 0; i < 4; i++) await settle();
    await pass(500);
    assert.equal(await ended, "done");
    assert.equal(a.asked.length, 2);
    await engine.rest();
  });

  test("is none where the fault is the image's own: no other is asked", async () => {
    for (const reason of ["answerInvalid", "answerTruncated"] as const) {
      const [a, b] = [host("a", always(reason)), host("b")];
      const { engine } = group([a, b]);
      assert.equal(((await look(engine).ended) as FailureData).reason, reason);
      assert.deepEqual([b.asked.length, engine.hosts.well], [0, 2]);
    }
  });
});
