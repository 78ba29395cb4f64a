/** Where pictures go beyond this computer, by engine, server and model. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EngineDecision } from "../../src/extension/core/tagging/chooseEngine.ts";
import { destinationsOf } from "../../src/extension/core/tagging/destinations.ts";
import { chooseServed } from "../../src/extension/core/tagging/servedModels.ts";

const here = "http://127.0.0.1:11434";
const there = "http://192.168.1.7:11434";

function ollama(model: string, more: { isCloud?: boolean } = {}): EngineDecision {
  return { engine: "ollama", model, reason: "", leavesMachine: true, ...more };
}
const places = (decision: EngineDecision, ...hosts: readonly string[]): unknown =>
  destinationsOf(decision, hosts).map(({ key, where }) => [key, where]);

describe("where pictures go", () => {
  test("nowhere with a server on this computer, and with the built-in analysis", () => {
    assert.deepEqual(places(ollama("gemma3:4b"), here, "http://localhost:1234"), []);
    assert.deepEqual(places({ engine: "builtin", reason: "" }), []);
  });

  test("to each server that is not this computer, once, without names and passwords", () => {
    const hosts = [here, there, "http://me:secret@192.168.1.7:11434", "https://gpu.example.org:443"];
    assert.deepEqual(places(ollama("gemma3:4b"), ...hosts), [
      [there, there],
      ["https://gpu.example.org:443", "https://gpu.example.org:443"],
    ]);
  });

  test("to an OpenAI-compatible server that is not this computer", () => {
    const decide = (base: string): EngineDecision => chooseServed({ base, model: "" }, { models: [seeing] });
    const seeing = { name: "qwen/qwen2.5-vl-7b", vision: "yes", isEmbedder: false } as const;
    assert.deepEqual(places(decide("http://127.0.0.1:1234/v1"), "http://127.0.0.1:1234/v1"), []);
    const away = "http://me:secret@192.168.1.7:8000/v1";
    assert.deepEqual(places(decide(away), away), [["http://192.168.1.7:8000/v1", "http://192.168.1.7:8000/v1"]]);
  });

  test("to ollama.com with a cloud model, by its name or by what the server says, each model for itself", () => {
    assert.deepEqual(places(ollama("qwen3-vl:235b-cloud"), here), [[`${here} qwen3-vl:235b-cloud`, "ollama.com"]]);
    assert.deepEqual(places(ollama("mine", { isCloud: true }), here), [[`${here} mine`, "ollama.com"]]);
    assert.deepEqual(places(ollama("glm:cloud"), there), [[`${there} glm:cloud`, `${there} → ollama.com`]]);
  });

  test("to the maker of a language model of VS Code", () => {
    const decision: EngineDecision = { engine: "vscode", model: "copilot/gpt", reason: "", leavesMachine: true };
    assert.deepEqual(places(decision), [["vscode copilot/gpt", "VS Code (copilot/gpt)"]]);
  });
});
