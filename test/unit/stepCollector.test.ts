/** Steps come once, in order, and progress never goes back, whatever the pieces are. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LookEvent } from "../../src/extension/core/ports.ts";
import { StepCollector } from "../../src/extension/core/tagging/stepCollector.ts";

const good = { description: "A cat sits on a wall.", tags: ["cat", "wall"], text: "HI", alt: "A cat." };
const steps = ["description", "tags", "text"] as const;

function collect(pieces: readonly string[], known = {}, asked: readonly (typeof steps)[number][] = steps) {
  const events: LookEvent[] = [];
  const collector = new StepCollector(asked, known, (event) => events.push(event));
  collector.begin("");
  for (const piece of pieces) collector.push(piece);
  const delivered = () => events.filter((event) => event.type === "step").map(({ step }) => step);
  return { collector, events, delivered };
}

describe("StepCollector", () => {
  test("delivers each step when it completes and the last only when the end is sound", () => {
    const { collector, delivered } = collect(JSON.stringify(good).split(""));
    assert.deepEqual(delivered(), ["description", "tags"]);
    collector.finish(good, false);
    assert.deepEqual(delivered(), ["description", "tags"]);
    collector.finish(good, true);
    assert.deepEqual(delivered(), ["description", "tags", "text"]);
    assert.deepEqual(collector.missing, []);
  });

  test("never goes back in its progress and stays between 0 and 1", () => {
    const { collector, events } = collect(JSON.stringify(good).split(""));
    collector.finish(good, true);
    for (const step of steps) {
      const fractions = events.flatMap((event) =>
        event.type === "progress" && event.step === step ? [event.fraction] : [],
      );
      assert.ok((fractions[0] ?? 1) < 0.1);
      assert.equal(fractions.at(-1), 1);
      assert.deepEqual(
        fractions.toSorted((a, b) => a - b),
        fractions,
      );
    }
  });

  test("tells no step done before the one ahead of it while the answer still grows", () => {
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(good).toReversed()));
    const { collector, delivered } = collect(reversed.slice(0, -8).split(""));
    assert.deepEqual(delivered(), []);
    collector.finish({ tags: good.tags, text: "HI", alt: "A cat." }, true);
    assert.deepEqual(delivered(), ["tags", "text"]);
    assert.deepEqual(collector.missing, ["description"]);
  });

  test("keeps delivered steps over a second request and asks for the rest alone", () => {
    const { collector, delivered } = collect(['{"description": "A cat.", "tags": ["c']);
    assert.deepEqual(collector.missing, ["tags", "text"]);
    assert.deepEqual(collector.known, { description: "A cat." });
    collector.begin("");
    collector.push('{"tags": ["cat"], "text": "", "alt": "x"}');
    collector.finish({ tags: ["cat"], text: "", alt: "x" }, true);
    assert.deepEqual(delivered(), ["description", "tags", "text"]);
  });

  test("takes the description for an alt text that is empty", () => {
    const { collector, events } = collect([], { description: "A cat sits." }, ["text"]);
    collector.finish({ text: "HI", alt: "" }, true);
    const step = events.find((event) => event.type === "step");
    assert.deepEqual(step?.type === "step" && step.answer, { text: "HI", alt: "A cat sits." });
  });

  test("does not take for an answer what was known of a step that is asked anew", () => {
    const { collector } = collect([], good, ["tags"]);
    collector.finish({}, true);
    assert.deepEqual(collector.missing, ["tags"]);
    assert.deepEqual(Object.keys(collector.known).toSorted(), ["alt", "description", "text"]);
  });
});
