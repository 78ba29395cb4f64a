/** The probe of a model: right, beside the point, silent, failing, stopped. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { probeEngine } from "../../src/extension/core/tagging/probe.ts";
import type { Answer, Engine, LookEvent, LookRequest, Prepared } from "../../src/extension/core/ports.ts";
import { ExpectedError } from "../../src/shared/failures.ts";

const { signal } = new AbortController();

function engineThat(
  look: (onEvent: (event: LookEvent) => void) => void,
  seen: { request: LookRequest; prepared: Prepared }[] = [],
): Engine {
  return {
    kind: "ollama",
    model: "m:1b",
    promptKey: "",
    concurrency: 1,
    prepare: () => Promise.reject(new Error("not asked for")),
    look: async (request, prepared, onEvent) => {
      seen.push({ request, prepared });
      await Promise.resolve();
      look(onEvent);
    },
    checkHealth: () => Promise.reject(new Error("not asked for")),
  };
}

const saying = (answer: Answer): Engine =>
  engineThat((onEvent) => {
    const { description = "", tags = [], text = "", alt = "" } = answer;
    onEvent({ type: "step", step: "description", answer: { description } });
    onEvent({ type: "step", step: "tags", answer: { tags } });
    onEvent({ type: "step", step: "text", answer: { text, alt } });
  });

describe("a probe", () => {
  for (const answer of [
    { description: "A red circle on a white background." },
    { description: "A picture.", tags: ["traffic", "Sign"] },
    { description: "A picture.", text: "STOP" },
    { description: "Ein roter Kreis mit einem Wort." },
    { description: "Красный круг." },
    { description: "一个红色的圆。" },
  ])
    test(`is good for ${JSON.stringify(answer)}`, async () => {
      const verdict = await probeEngine(saying(answer), signal);
      assert.equal(verdict.kind, "good");
      assert.match(verdict.message, /^m:1b sees: .* in \d+\.\d s\.$/u);
      assert.equal(verdict.answer?.description, answer.description);
    });

  for (const description of [
    "A bored man with blue hair, bred in captivity.",
    "Nothing can be seen.",
    "A sunset over the ocean, signals in the distance, a groundhog.",
  ])
    test(`is doubtful, a warning, for ${description}`, async () => {
      const verdict = await probeEngine(saying({ description, tags: ["cat"] }), signal);
      assert.equal(verdict.kind, "doubtful");
      assert.equal(verdict.failure, undefined);
    });

  test("repeats no words of the model in its sentence", async () => {
    const description = "[click](command:evil) $(gear) beside the point";
    const { message, answer } = await probeEngine(saying({ description }), signal);
    assert.doesNotMatch(message, /command:|\$\(/u);
    assert.equal(answer?.description, description);
  });

  test("refuses an engine that says nothing", async () => {
    for (const engine of [saying({}), engineThat(() => undefined)]) {
      const verdict = await probeEngine(engine, signal);
      assert.deepEqual([verdict.kind, verdict.failure?.reason], ["refused", "answerInvalid"]);
    }
  });

  test("refuses an engine that fails, with its reason and sentence", async () => {
    const engine = engineThat(() => {
      throw new ExpectedError("modelUnloadable", "It cannot be loaded.");
    });
    const { kind, message, failure } = await probeEngine(engine, signal);
    assert.deepEqual([kind, message, failure?.reason], ["refused", "It cannot be loaded.", "modelUnloadable"]);
  });

  test("is no verdict where it was stopped", async () => {
    const engine = engineThat(() => {
      throw new ExpectedError("aborted", "Stopped.");
    });
    await assert.rejects(probeEngine(engine, signal), { reason: "aborted" });
  });

  test("gives the answer away neither by name nor by facts, and asks for everything", async () => {
    const seen: { request: LookRequest; prepared: Prepared }[] = [];
    await probeEngine(
      engineThat(() => undefined, seen),
      signal,
    );
    const [{ request, prepared } = assert.fail()] = seen;
    assert.equal(request.path, "IMG_0001.jpg");
    assert.deepEqual(request.known, {});
    assert.equal(request.steps.length, 3);
    assert.deepEqual(prepared.kind === "jpeg" && prepared.image.facts, { width: 256, height: 256, format: "jpeg" });
  });
});
