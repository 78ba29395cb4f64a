/** The making of vectors as it is told and held back: stopped by a person, failed and tried again, gone on with. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { VectorWork } from "../../src/extension/core/vectorWork.ts";

const away = { reason: "embedderUnavailable", message: "The server does not answer. Start it." } as const;
const minuteMs = 60_000;

function workAt(made: number, total: number): VectorWork {
  const work = new VectorWork();
  work.progressed(made, total);
  return work;
}

describe("the making of vectors", () => {
  test("tells everybody how far it is, and nobody who stopped hearing", () => {
    const work = new VectorWork();
    const told: string[] = [];
    const forget = work.onStatus(({ state, made, total }) => told.push(`${state} ${made}/${total}`));
    work.progressed(0, 9);
    work.progressed(4, 9);
    work.ended();
    forget();
    work.progressed(1, 2);
    assert.deepEqual(told, ["working 0/9", "working 4/9", "rest 0/0"]);
  });

  test("does not begin by itself after a person stopped it, whatever happens, until somebody wants it", () => {
    const work = workAt(4, 9);
    assert.equal(work.stop(), true);
    work.progressed(5, 9);
    work.brokeOff();
    work.forgive();
    assert.deepEqual(work.status, { state: "stopped", made: 4, total: 9 });
    assert.equal(work.mayBegin(Number.MAX_SAFE_INTEGER), false);
    work.resume();
    assert.equal(work.mayBegin(0), true);
    assert.deepEqual(work.status, { state: "working", made: 4, total: 9 });
  });

  test("goes on from where it was stopped, and begins anew for another model", () => {
    const work = workAt(4, 9);
    work.stop();
    work.resume();
    work.progressed(1, 5);
    assert.deepEqual(work.status, { state: "working", made: 5, total: 9 });
    work.forgive();
    work.progressed(1, 9);
    assert.deepEqual(work.status, { state: "working", made: 1, total: 9 });
  });

  test("has nothing to stop at rest", () => {
    const work = new VectorWork();
    assert.equal(work.stop(), false);
    assert.equal(work.mayBegin(0), true);
  });

  test("a failure is told once, until it has worked again", () => {
    const work = workAt(1, 9);
    assert.equal(work.failed(away, 0), true);
    assert.equal(work.failed(away, 1), false);
    assert.equal(work.failed({ ...away, message: "The model is gone. Get it." }, 2), true);
    work.progressed(9, 9);
    work.ended();
    assert.equal(work.failed(away, 3), true);
    assert.deepEqual(work.status.failure, away);
  });

  test("after failures it waits longer each time, and never longer than half an hour", () => {
    const work = workAt(1, 9);
    const waits = Array.from({ length: 8 }, () => {
      work.failed(away, 0);
      return work.waitMs(0) / minuteMs;
    });
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
    assert.equal(work.mayBegin(30 * minuteMs - 1), false);
    assert.equal(work.mayBegin(30 * minuteMs), true);
  });

  test("a person, another model or a server that is back does not wait for the time of the next try", () => {
    const work = workAt(1, 9);
    work.failed(away, 0);
    work.resume();
    assert.equal(work.mayBegin(0), true);
    work.failed(away, 0);
    work.forgive();
    assert.equal(work.mayBegin(0), true);
    work.failed(away, 0);
    assert.equal(work.waitMs(0), minuteMs);
  });

  test("a failure that is waited out can be stopped, and a failure of what was stopped is not told", () => {
    const work = workAt(1, 9);
    work.failed(away, 0);
    assert.equal(work.stop(), true);
    assert.equal(work.failed(away, 0), false);
    assert.equal(work.status.state, "stopped");
  });

  test("broken off by tagging it is at rest and may go on at once", () => {
    const work = workAt(4, 9);
    work.brokeOff();
    assert.equal(work.status.state, "rest");
    assert.equal(work.mayBegin(0), true);
  });
});
