/** Known traps of structured answers and of thinking models: each is understood, asked for once more, or named. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FakeModel, Fault } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

const thinker: FakeModel = {
  name: "thinker:4b",
  family: "qwen3vl",
  sizeBytes: 1,
  capabilities: ["completion", "vision", "thinking"],
};

describe("a model that thinks", () => {
  test("is told not to, and does not", () =>
    withOllama(
      { models: [thinker] },
      async ({ look, standIn }) => {
        const { steps, modelCalls } = await look();
        assert.deepEqual([steps.length, modelCalls], [3, 1]);
        assert.equal(standIn.looks[0]?.body["think"], false);
      },
      { model: thinker.name },
    ));

  test("all the same is understood: its thoughts are no part of the answer", () =>
    withOllama(
      { models: [{ ...thinker, alwaysThinks: true }] },
      async ({ look }) => {
        const { steps, modelCalls, said } = await look();
        assert.deepEqual([steps.length, modelCalls], [3, 1]);
        assert.doesNotMatch(JSON.stringify(said), /looks like number/u);
      },
      { model: thinker.name },
    ));

  test("away all of its budget is asked for once more, then named as cut off", () =>
    withOllama(
      { models: [{ ...thinker, alwaysThinks: true }] },
      async ({ look, standIn }) => {
        const { failure, steps } = await look();
        assert.equal(failure?.reason, "answerTruncated");
        assert.match(failure.message, /went into thinking; a variant named -instruct/u);
        assert.deepEqual(steps, []);
        assert.equal(standIn.looks.length, 2);
      },
      { model: thinker.name, maxAnswerTokens: 20 },
    ));

  test("in circles is cut off early, and not when its budget is spent", () =>
    withOllama({ chunkMs: 2, faults: () => ({ kind: "thinkingLoop" }) }, async ({ look, standIn }) => {
      assert.equal((await look()).failure?.reason, "answerTruncated");
      for (let tries = 0; standIn.looks.some(({ abortedAt }) => abortedAt === undefined); tries++) {
        assert.ok(tries < 1000, "the server never saw the end");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }));

  test("and was cut off with the answer in its thoughts keeps what was complete there only from a sound end", () =>
    withOllama({ faults: [{ kind: "length", after: 5, how: "thinkingOnly" }] }, async ({ look, standIn }) => {
      const { failure, steps } = await look();
      assert.equal(failure, undefined);
      assert.deepEqual(steps.toSorted(), ["description", "tags", "text"]);
      assert.equal(standIn.looks.length, 2);
    }));
});

describe("a schema", () => {
  test("that the server ignores leads to fences, which are understood", () =>
    withOllama(
      { models: [{ ...thinker, ignoresSchema: true }] },
      async ({ look, standIn }) => {
        const { steps, modelCalls } = await look();
        assert.deepEqual([steps.length, modelCalls], [3, 1]);
        assert.ok(standIn.looks[0]?.constrained);
      },
      { model: thinker.name },
    ));

  test("is not sent to a model of the cloud, where none is enforced: the prompt alone must do", () =>
    withOllama(
      {},
      async ({ look, standIn }) => {
        assert.equal((await look()).steps.length, 3);
        assert.equal(standIn.looks[0]?.constrained, false);
      },
      { model: "qwen3-vl:235b-cloud" },
    ));
});

describe("a whole answer instead of a stream", () => {
  test("that says done:false is truncated: its complete steps are kept, the rest is asked for again", () =>
    withOllama({ faults: [{ kind: "doneFalse" }] }, async ({ look, standIn }) => {
      const { failure, steps } = await look();
      assert.equal(failure, undefined);
      assert.equal(steps.length, 3);
      assert.equal(standIn.looks.length, 2);
    }));

  test("that says so twice is answerTruncated and never stored as a success", () =>
    withOllama({ faults: () => ({ kind: "doneFalse" }) }, async ({ look }) => {
      const { failure, steps } = await look();
      assert.equal(failure?.reason, "answerTruncated");
      assert.deepEqual(steps, []);
    }));

  test("that holds an error under status 200 is translated like one", () =>
    withOllama(
      { faults: () => ({ kind: "status", status: 200, body: '{"error":"cudaMalloc failed: out of memory"}' }) },
      async ({ look }) => assert.equal((await look()).failure?.reason, "outOfMemory"),
    ));

  test("that is a page is no answer", () =>
    withOllama(
      { faults: () => ({ kind: "status", status: 200, body: "<html>log in</html>", contentType: "text/html" }) },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineFailed");
        assert.match(failure.message, /no JSON.*proxy/u);
      },
    ));
});

test("the same picture is answered in the same way by a blind server, which shows by the words alone", () =>
  withOllama({ faults: () => ({ kind: "blind" }) satisfies Fault }, async ({ look }) => {
    const { failure, said } = await look();
    assert.equal(failure, undefined);
    assert.equal(said["description"], "Nothing can be seen.");
  }));
