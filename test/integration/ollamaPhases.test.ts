/** What is told before the first words: that the model is loaded, that it looks, or nothing where the server does not say. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LookPhase } from "../../src/shared/model.ts";
import type { LookEvent } from "../../src/extension/core/ports.ts";
import type { StandIn } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

const quick = { phasePauses: [30, 30] as const };

/** Phases in their order, the same one not twice in a row. */
function phasesIn(events: readonly LookEvent[]): readonly LookPhase[] {
  const phases = events.flatMap((event) => (event.type === "phase" ? [event.phase] : []));
  return phases.filter((phase, at) => phase !== phases[at - 1]);
}

const polls = (standIn: StandIn): number => standIn.requests.filter(({ path }) => path === "/api/ps").length;

describe("before the first words of an answer", () => {
  for (const era of ["old", "new"] as const)
    test(`a model that is not in memory is loading, then looking, ${era} era`, () =>
      withOllama(
        { era, loadMs: 400, firstTokenMs: 800 },
        async ({ look, standIn }) => {
          const { events, failure } = await look();
          assert.equal(failure, undefined);
          assert.deepEqual(phasesIn(events), ["loading", "looking"]);
          const lastPhase = events.findLastIndex(({ type }) => type === "phase");
          assert.ok(lastPhase < events.findIndex(({ type }) => type === "step"));
          // a model that is loaded is only looking
          standIn.forget();
          assert.deepEqual(phasesIn((await look()).events), ["looking"]);
        },
        quick,
      ));

  test("a name without a tag is found in memory too", () =>
    withOllama(
      {
        firstTokenMs: 300,
        models: [{ name: "llava:latest", family: "llama", sizeBytes: 1, capabilities: ["completion", "vision"] }],
      },
      async ({ look }) => {
        await look();
        assert.deepEqual(phasesIn((await look()).events), ["looking"]);
      },
      { ...quick, model: "llava" },
    ));

  test("nothing is asked where the answer comes at once", () =>
    withOllama({}, async ({ look, standIn }) => {
      assert.deepEqual(phasesIn((await look()).events), []);
      assert.equal(polls(standIn), 0);
    }));

  test("the first question comes after 1.5 seconds, the next after 2 more", () =>
    withOllama({ firstTokenMs: 4200 }, async ({ look, standIn }) => {
      await look();
      const chat = standIn.looks[0]?.arrivedAt ?? 0;
      const after = standIn.requests.flatMap(({ path, arrivedAt }) => (path === "/api/ps" ? [arrivedAt - chat] : []));
      assert.equal(after.length, 2);
      assert.ok((after[0] ?? 0) >= 1400 && (after[1] ?? 0) - (after[0] ?? 0) >= 1900, after.join(", "));
    }));

  for (const fault of [
    { kind: "error", error: "crash" },
    { kind: "reset" },
    { kind: "status", status: 404, body: "404 page not found" },
    { kind: "status", status: 200, body: "<html></html>" },
  ] as const)
    test(`a question that fails says nothing and harms nothing: ${JSON.stringify(fault)}`, () =>
      withOllama(
        { firstTokenMs: 300, faults: ({ path }) => (path === "/api/ps" ? fault : undefined) },
        async ({ look, standIn }) => {
          const { events, failure, steps } = await look();
          assert.equal(failure, undefined);
          assert.equal(steps.length, 3);
          assert.deepEqual(phasesIn(events), []);
          assert.ok(polls(standIn) >= 2, "it is asked again all the same");
        },
        quick,
      ));

  test("the questions end with the first words, with a stop, and with a failure", async () => {
    const still = async (standIn: StandIn): Promise<void> => {
      // one that was on its way when the look ended may still arrive
      for (let asked = -1, tries = 0; asked !== polls(standIn); tries++) {
        assert.ok(tries < 20, "it is asked for ever");
        asked = polls(standIn);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    await withOllama(
      { firstTokenMs: 200, latencyMs: 700 },
      async ({ look, standIn }) => {
        let asked = -1;
        await look({ onEvent: ({ type }) => type === "step" && (asked = asked < 0 ? polls(standIn) : asked) });
        assert.ok(polls(standIn) <= asked + 1, "not while the words come, but for one that was on its way");
        await still(standIn);
      },
      quick,
    );
    await withOllama(
      { firstTokenMs: 60_000 },
      async ({ look, standIn }) => {
        const stop = new AbortController();
        const { events } = await look({ signal: stop.signal, onEvent: ({ type }) => type === "phase" && stop.abort() });
        assert.ok(phasesIn(events).length > 0);
        await still(standIn);
      },
      quick,
    );
    await withOllama(
      { faults: () => ({ kind: "hang" }) },
      async ({ look, standIn }) => {
        assert.equal((await look()).failure?.reason, "timedOut");
        await still(standIn);
      },
      { ...quick, deadlineMs: 200 },
    );
  });

  test("a cloud model is not said to be loading: its servers list nothing", () =>
    withOllama(
      { firstTokenMs: 200 },
      async ({ look, standIn }) => {
        assert.deepEqual(phasesIn((await look()).events), []);
        assert.equal(polls(standIn), 0);
      },
      { ...quick, model: "qwen3-vl:235b-cloud" },
    ));
});
