/** Settings of the prompt: how they are read, what they ask for, and which of them make records stale. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { buildPrompt } from "../../src/extension/core/tagging/prompt.ts";
import { promptPresets } from "../../src/extension/core/tagging/promptPresets.ts";
import {
  askedWith,
  promptKey,
  promptSettingsFrom,
  usualPrompt,
  type PromptSettings,
} from "../../src/extension/core/tagging/promptSettings.ts";
import { isStale, recipeKey } from "../../src/extension/core/tagging/recipe.ts";
import { steps } from "../../src/shared/model.ts";

const hash = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 22);
const keyOf = (settings: Partial<PromptSettings> = {}): string => promptKey({ ...usualPrompt, ...settings }, hash);
const known = {
  file: "/library/trips/tower.jpg",
  path: "trips/tower.jpg",
  facts: { width: 1, height: 1, format: "jpeg" },
  tags: ["old tag"],
  words: ["small print"],
};
const userPart = (settings: Partial<PromptSettings>): string =>
  buildPrompt({ steps, known: {}, ...askedWith({ ...usualPrompt, ...settings }, known) }).user;

describe("promptSettingsFrom", () => {
  const from = (values: Readonly<Record<string, unknown>>): PromptSettings =>
    promptSettingsFrom((name) => values[name]);

  test("gives what holds where nothing or nonsense is set", () => {
    assert.deepEqual(from({}), usualPrompt);
    assert.deepEqual(
      from({ preset: "poem", instructions: 7, language: null, context: "file", stepByStep: "yes" }),
      usualPrompt,
    );
  });

  test("takes what is set, and an empty list for nothing", () => {
    const settings = { preset: "photo", instructions: "Be brief.", language: "German", context: ["words", "tags"] };
    assert.deepEqual(from({ ...settings, stepByStep: true }), {
      ...settings,
      context: ["tags", "words"],
      asksStepByStep: true,
    });
    assert.deepEqual(from({ context: [] }).context, []);
    assert.deepEqual(from({ context: ["nonsense", 3, "file"] }).context, ["file"]);
  });
});

describe("askedWith", () => {
  test("small print and tags go along only where that is asked for", () => {
    assert.doesNotMatch(userPart({}), /small print|old tag/u);
    assert.match(userPart({ context: ["words"] }), /"wordsReadByOcr":\["small print"\]/u);
    assert.match(userPart({ context: ["tags"] }), /"tags":\["old tag"\]/u);
    assert.match(userPart({ context: [], instructions: "Check {words}." }), /Check "small print"\./u);
    assert.doesNotMatch(userPart({ context: [], instructions: "Be brief." }), /small print|tower|trips/u);
  });

  test("the variable of the language is English where none is set", () => {
    assert.match(userPart({ instructions: "In {language}." }), /In "English"\./u);
    assert.match(userPart({ instructions: "In {language}.", language: "German" }), /In "German"\./u);
  });
});

describe("promptKey", () => {
  test("is short and the same for the same settings", () => {
    assert.match(keyOf(), /^[\w-]{8}$/u);
    assert.equal(keyOf(), keyOf({ context: ["folder", "file"] }));
  });

  const changes: Readonly<Record<string, Partial<PromptSettings>>> = {
    ...Object.fromEntries(
      promptPresets.filter((preset) => preset !== "general").map((preset) => [`the preset ${preset}`, { preset }]),
    ),
    instructions: { instructions: "Be brief." },
    "another variable in the instructions": { instructions: "Be {name}." },
    "the language": { language: "German" },
    "no context": { context: [] },
    "tags as context": { context: ["file", "folder", "tags"] },
    "words as context": { context: ["file", "folder", "words"] },
  };
  for (const [what, change] of Object.entries(changes))
    test(`changes with ${what}`, () => assert.notEqual(keyOf(change), keyOf()));

  test("each of them, the model and the vocabulary alone make a record stale; one request for each step does not", () => {
    const now = { engine: "ollama", model: "gemma3:4b", promptKey: keyOf(), vocabularyKey: "v1" } as const;
    const row = { state: "tagged", by: now.engine, model: now.model, recipe: recipeKey(keyOf(), "v1") } as const;
    assert.equal(isStale(row, now), false);
    assert.equal(isStale(row, { ...now, promptKey: keyOf({ asksStepByStep: true }) }), false);
    for (const change of Object.values(changes)) assert.ok(isStale(row, { ...now, promptKey: keyOf(change) }));
    assert.ok(isStale(row, { ...now, model: "qwen3.5:4b" }));
    assert.ok(isStale(row, { ...now, vocabularyKey: "v2" }));
  });

  test("every change leads to a key of its own", () => {
    const keys = Object.values(changes).map(keyOf);
    assert.equal(new Set(keys).size, keys.length);
  });

  test("does not change where the prompt stays the same", () => {
    assert.equal(keyOf({ language: "  " }), keyOf());
    assert.equal(keyOf({ asksStepByStep: true }), keyOf());
    assert.equal(keyOf({ instructions: " Be brief.\u200b\n" }), keyOf({ instructions: "Be brief." }));
  });

  test("stands for the wording of its own preset alone, so that a new wording of another marks nothing stale", () => {
    for (const preset of promptPresets) {
      let hashed = "";
      promptKey({ ...usualPrompt, preset }, (text) => (hashed = text));
      const lines = (name: typeof preset): readonly string[] =>
        buildPrompt({ steps, known: {}, preset: name }).instructions.split("\n").slice(1);
      const stands = (line: string): boolean => hashed.includes(JSON.stringify(line).slice(1, -1));
      assert.ok(lines(preset).every(stands), preset);
      for (const other of promptPresets.filter((name) => name !== preset)) assert.ok(!lines(other).some(stands), other);
    }
  });
});
