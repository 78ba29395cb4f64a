/** What is offered as a model: what is installed, what may see, what cannot be loaded, and what suits this computer's memory. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ModelInfo } from "../../src/extension/core/tagging/modelChoice.ts";
import { modelsToGet, visionChoices } from "../../src/extension/core/tagging/modelMenu.ts";

const gibibyte = 2 ** 30;

function model(name: string, capabilities?: readonly string[], more: Partial<ModelInfo> = {}): ModelInfo {
  const base = { name, digest: name, sizeBytes: 1, family: "", isCloud: false };
  return { ...base, ...(capabilities && { capabilities }), ...more };
}

const namesOf = (memoryBytes: number, ...installed: readonly ModelInfo[]): readonly string[] =>
  modelsToGet(installed, memoryBytes).map(({ name }) => name);

describe("installed models as choices", () => {
  test("those that say they see come first, then the smaller ones, then those in the cloud", () => {
    const choices = visionChoices(
      [
        model("cloudy:cloud", ["vision"], { isCloud: true }),
        model("unsaid:4b", ["completion"]),
        model("large:9b", ["vision"], { sizeBytes: 9 }),
        model("small:2b", ["vision"], { sizeBytes: 2 }),
      ],
      "0.32.6",
    );
    assert.deepEqual(
      choices.map(({ model: { name }, vision, isCloud }) => [name, vision, isCloud]),
      [
        ["small:2b", "yes", false],
        ["large:9b", "yes", false],
        ["cloudy:cloud", "yes", true],
        ["unsaid:4b", "unsaid", false],
      ],
    );
  });

  test("what surely takes no pictures is left out", () => {
    assert.deepEqual(visionChoices([model("bge-m3:latest", ["embedding"]), model("gemma3:1b")], "0.32.6"), []);
  });

  test("Llama 3.2 Vision is a choice like others before 0.30, and marked as one that cannot be loaded since", () => {
    const llama = [model("llama3.2-vision:11b", ["vision"], { family: "mllama" }), model("gemma3:4b", ["vision"])];
    const loadable = (version: string): unknown =>
      visionChoices(llama, version).map((choice) => [choice.model.name, choice.isLoadable]);
    assert.deepEqual(loadable("0.24.0"), [
      ["llama3.2-vision:11b", true],
      ["gemma3:4b", true],
    ]);
    assert.deepEqual(loadable("0.30.0"), [
      ["gemma3:4b", true],
      ["llama3.2-vision:11b", false],
    ]);
  });
});

describe("models worth getting", () => {
  test("go by the computer's memory, and none asks for more than it has", () => {
    assert.deepEqual(namesOf(7.7 * gibibyte), ["qwen3.5:2b", "minicpm-v4.6:1b", "embeddinggemma"]);
    assert.equal(namesOf(15.6 * gibibyte)[0], "qwen3.5:4b");
    assert.ok(!namesOf(15.6 * gibibyte).includes("gemma4"));
    assert.ok(namesOf(31 * gibibyte).includes("gemma4"));
    for (const memory of [8, 16, 32])
      for (const { downloadBytes } of modelsToGet([], memory * gibibyte))
        assert.ok(downloadBytes + 1.5e9 < memory * gibibyte, String(memory));
  });

  test("are not offered where they are installed, by any of their names", () => {
    const names = namesOf(32 * gibibyte, model("gemma4:latest"), model("embeddinggemma:latest"), model("QWEN3.5:4B"));
    assert.deepEqual(names, ["qwen3-vl:8b-instruct", "gemma3:4b"]);
  });
});
