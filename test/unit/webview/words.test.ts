/** What is said: queue, reasons, notes, sizes, and hostile names made safe. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { QueueStatus } from "../../../src/shared/model.ts";
import { describeEngine, describeNotes, describeWhy, labelOfCard } from "../../../src/webview/logic/describe.ts";
import { formatBytes, formatPlace } from "../../../src/webview/logic/format.ts";
import { describeQueue, describeTimeLeft, isQueueShown } from "../../../src/webview/logic/queueText.ts";
import { safeText, shorten } from "../../../src/webview/logic/safeText.ts";
import { t, useStrings } from "../../../src/webview/logic/texts.ts";

useStrings({}, "en");
const running: QueueStatus = {
  state: "running",
  pending: 27,
  active: 1,
  completed: 11,
  failed: 1,
  current: [{ id: "a", path: "a.jpg", step: "tags", progress: 0.5 }],
  ratePerMinute: 3,
  secondsLeft: 540,
};

describe("the queue in words", () => {
  test("tells count, rate, time left and failures", () => {
    const { line, share, buttons } = describeQueue(running);
    assert.equal(line, "12 of 40, 3 a minute, about 9 min left, 1 failed");
    assert.equal(share, 12.5 / 40);
    assert.deepEqual(
      buttons.map(({ label }) => label),
      ["queueStop", "queueRetryFailed"],
    );
  });

  test("says why it is paused and what helps", () => {
    const pausedBy = { reason: "engineUnreachable", message: "Start it with “ollama serve”." } as const;
    const { warning, buttons, line } = describeQueue({ ...running, state: "paused", failed: 0, pausedBy });
    assert.equal(warning, "Paused: Start it with “ollama serve”.");
    assert.equal(line, "11 of 39");
    assert.deepEqual(
      buttons.map(({ label }) => label),
      ["queueResume", "queueStop"],
    );
  });

  test("cannot be stopped twice", () => {
    assert.deepEqual(
      describeQueue({ ...running, state: "stopping" }).buttons.map(({ isDisabled }) => isDisabled),
      [true],
    );
  });

  test("offers to resume only where something is left", () => {
    const stopped: QueueStatus = { ...running, state: "stopped", current: [], active: 0, failed: 0 };
    assert.deepEqual(
      describeQueue(stopped).buttons.map(({ label }) => label),
      ["queueResume", "queueClear"],
    );
    assert.deepEqual(
      describeQueue({ ...stopped, pending: 0 }).buttons.map(({ label }) => label),
      ["queueClear"],
    );
  });

  test("is silent while there is nothing to say", () => {
    assert.equal(isQueueShown({ state: "idle", pending: 0, active: 0, completed: 9, failed: 0, current: [] }), false);
    assert.equal(isQueueShown({ state: "idle", pending: 0, active: 0, completed: 9, failed: 1, current: [] }), true);
  });

  test("tells time no finer than it is known", () => {
    assert.equal(describeTimeLeft(20), "less than a minute left");
    assert.equal(describeTimeLeft(9000), "about 2.5 h left");
  });
});

describe("a result's reasons", () => {
  test("name field and words, and the share of meaning", () => {
    const why = [
      { field: "tags", words: ["red", "icon"], strength: 1 },
      { field: "meaning", strength: 0.82 },
    ] as const;
    assert.equal(describeWhy(why), "tags: red, icon · meaning 82%");
  });

  test("stand in the card's label before its state", () => {
    const card = { id: "a", name: "a.jpg", path: "a.jpg", folder: "", state: "edited", tags: ["red"] } as const;
    const why = [{ field: "name", words: ["a"], strength: 1 }] as const;
    assert.equal(labelOfCard({ ...card, why }, undefined, true), "a.jpg, red, name: a, Edited");
    assert.equal(labelOfCard(card, { percent: 40, step: "tags" }, false), "a.jpg, Choosing tags, 40%");
  });
});

describe("notes on a search", () => {
  test("say that meaning is off and why, and where the query is wrong", () => {
    const notes = {
      meaning: "off",
      meaningReason: "pull a model",
      problems: [{ at: 4, length: 6, message: "Not a number" }],
    } as const;
    assert.deepEqual(describeNotes(notes, "car size:x"), [
      { kind: "problem", text: "Not a number (near “size:x”)" },
      { kind: "notice", text: "Meaning search is off.", details: "pull a model" },
    ]);
  });

  test("say how many images a filter could not judge", () => {
    const notes = { meaning: "used", problems: [], unmeasured: 1200 } as const;
    const [note, ...others] = describeNotes(notes, "w>100");
    assert.deepEqual([note?.kind, others], ["notice", []]);
    assert.match(note?.text ?? "", /^1.?200 images are left out/);
  });

  test("are none where all went well", () => {
    assert.deepEqual(describeNotes({ meaning: "used", problems: [] }, "car"), []);
  });
});

describe("hostile text", () => {
  test("shows line breaks as an arrow, and control characters and overrides as a replacement", () => {
    assert.equal(safeText("a\nb\u0000.png"), "a↵b\ufffd.png");
    assert.equal(safeText("evil\u202egnp.exe"), "evil\ufffdgnp.exe");
    assert.equal(safeText("\ud800x"), "\ufffdx");
    assert.equal(safeText("naïve 東京 🚲.png"), "naïve 東京 🚲.png");
  });

  test("is cut between characters, never within one", () => {
    assert.equal(shorten("🚲🚲🚲🚲", 3), "🚲🚲…");
    assert.equal(shorten("abc", 3), "abc");
  });

  test("cannot fill another place of a sentence", () => {
    assert.equal(t("whyField", "{1}", "x"), "{1}: x");
  });
});

test("sizes and places are written as people read them", () => {
  assert.equal(formatBytes(999), "999 bytes");
  assert.equal(formatBytes(1_530_000), "1.5 MB");
  assert.equal(formatPlace({ latitude: -33.85, longitude: 151.2 }), "33.8500° S, 151.2000° E");
});

describe("the engine in words", () => {
  test("names the kind of engine and, where there is one, its model", () => {
    assert.equal(describeEngine({ engine: "ollama", model: "gemma3:4b" }), "Ollama: gemma3:4b");
    assert.equal(describeEngine({ engine: "openai", model: "qwen" }), "OpenAI-compatible server: qwen");
    assert.equal(describeEngine({ engine: "vscode", model: "copilot/gpt" }), "VS Code: copilot/gpt");
    assert.equal(describeEngine({ engine: "builtin" }), "Built-in analysis");
    assert.equal(describeEngine({ engine: "none" }), "No engine");
  });
});
