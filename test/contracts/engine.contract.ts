/** What every engine promises, whatever looks at the images behind it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failureOf } from "../../src/shared/failures.ts";
import { steps, type Step } from "../../src/shared/model.ts";
import type { Answer, Engine, LookEvent, LookRequest } from "../../src/extension/core/ports.ts";

/** An engine set up for the suite. `slow`: a look takes at least two seconds. */
export interface EngineSetting {
  readonly engine: Engine;
  /** Paths of two pictures that differ. */
  readonly pictures: readonly [string, string];
  readonly close: () => Promise<void>;
}

/** Runs the suite for one kind of engine. */
export function engineContract(
  name: string,
  start: (options: { readonly slow: boolean }) => Promise<EngineSetting>,
): void {
  const withEngine = async (work: (setting: EngineSetting) => Promise<void>, slow = false): Promise<void> => {
    const setting = await start({ slow });
    try {
      await work(setting);
    } finally {
      await setting.close();
    }
  };

  describe(`engine contract: ${name}`, () => {
    test("names its kind, its model and how many images it takes at once", () =>
      withEngine(async ({ engine }) => {
        assert.ok(["ollama", "openai", "vscode", "builtin"].includes(engine.kind));
        assert.ok(engine.model.length > 0);
        assert.ok(Number.isInteger(engine.concurrency) && engine.concurrency >= 1);
        await Promise.resolve();
      }));

    test("delivers every asked step once, in order, with all its fields", () =>
      withEngine(async ({ engine, pictures }) => {
        const events = await lookAt(engine, pictures[0], steps);
        const delivered = events.filter((event) => event.type === "step");
        assert.deepEqual(
          delivered.map(({ step }) => step),
          steps,
        );
        const { description, tags, text, alt } = Object.assign({}, ...delivered.map(({ answer }) => answer)) as Answer;
        assert.ok(description);
        assert.ok(tags && tags.length >= 1 && tags.length <= 10);
        assert.equal(typeof text, "string");
        assert.ok(alt && alt.length <= 250);
      }));

    test("shows progress that never goes back within a step and stays between 0 and 1", () =>
      withEngine(async ({ engine, pictures }) => {
        const events = await lookAt(engine, pictures[0], steps);
        assert.ok(events.some(({ type }) => type === "progress"));
        for (const step of steps) {
          const fractions = events.flatMap((event) =>
            event.type === "progress" && event.step === step ? [event.fraction] : [],
          );
          assert.deepEqual(
            fractions.toSorted((a, b) => a - b),
            fractions,
          );
          assert.ok(fractions.every((fraction) => fraction >= 0 && fraction <= 1));
        }
      }));

    for (const step of steps) {
      test(`delivers nothing but the ${step} where only that is missing`, () =>
        withEngine(async ({ engine, pictures }) => {
          const known = { description: "Known.", tags: ["known"], text: "KNOWN", alt: "Known." };
          const events = await lookAt(engine, pictures[0], [step], known);
          assert.deepEqual(
            events.filter((event) => event.type === "step").map((event) => event.step),
            [step],
          );
        }));
    }

    test("says different things of different pictures and the same of the same", () =>
      withEngine(async ({ engine, pictures }) => {
        const said = async (path: string): Promise<string> =>
          JSON.stringify((await lookAt(engine, path, steps)).filter((event) => event.type === "step"));
        const first = await said(pictures[0]);
        assert.equal(await said(pictures[0]), first);
        assert.notEqual(await said(pictures[1]), first);
      }));

    test("fails by name for a file that is not there", () =>
      withEngine(async ({ engine }) => {
        await assert.rejects(lookAt(engine, "/nowhere/at-all.jpg", steps), (thrown) =>
          ["notFound", "unreadable"].includes(failureOf(thrown).reason),
        );
      }));

    test("a stop ends a look within a second, and nothing is said after it", () =>
      withEngine(async ({ engine, pictures }) => {
        const request = requestFor(pictures[0], steps, {});
        const prepared = await engine.prepare(request, new AbortController().signal);
        const stop = new AbortController();
        const events: LookEvent[] = [];
        const look = engine.look(request, prepared, (event) => events.push(event), stop.signal);
        let stoppedAt = 0;
        const timer = setTimeout(() => {
          stoppedAt = performance.now();
          stop.abort();
        }, 100);
        const outcome = await look.then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        clearTimeout(timer);
        // an engine that was done before the stop has nothing to end
        if (outcome === undefined) return;
        assert.ok(performance.now() - stoppedAt < 1000);
        const said = events.length;
        assert.equal(failureOf(outcome).reason, "aborted");
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal(events.length, said);
      }, true));

    test("does nothing where the stop came before", () =>
      withEngine(async ({ engine, pictures }) => {
        const request = requestFor(pictures[0], steps, {});
        const prepared = await engine.prepare(request, new AbortController().signal);
        const events: LookEvent[] = [];
        await assert.rejects(
          engine.look(request, prepared, (event) => events.push(event), AbortSignal.abort()),
          (thrown) => failureOf(thrown).reason === "aborted",
        );
        await assert.rejects(
          engine.prepare(request, AbortSignal.abort()),
          (thrown) => failureOf(thrown).reason === "aborted",
        );
        assert.ok(!events.some(({ type }) => type === "step"));
      }));

    test("tells once, at the end, how many requests carried the image", () =>
      withEngine(async ({ engine, pictures }) => {
        const events = await lookAt(engine, pictures[0], steps);
        const calls = events.filter((event) => event.type === "calls");
        assert.deepEqual(calls, [{ type: "calls", modelCalls: engine.kind === "builtin" ? 0 : 1 }]);
        assert.equal(events.at(-1)?.type, "calls");
      }));

    test("is well while it can be used", () =>
      withEngine(async ({ engine }) => {
        assert.equal(await engine.checkHealth(new AbortController().signal), undefined);
      }));
  });
}

function requestFor(path: string, wanted: readonly Step[], known: Answer): LookRequest {
  return { file: path, path: path.replace(/^.*\//u, ""), steps: wanted, known };
}

async function lookAt(engine: Engine, path: string, wanted: readonly Step[], known: Answer = {}) {
  const { signal } = new AbortController();
  const request = requestFor(path, wanted, known);
  const events: LookEvent[] = [];
  const prepared = await engine.prepare(request, signal);
  await engine.look(request, prepared, (event) => events.push(event), signal);
  return events;
}
