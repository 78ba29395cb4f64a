/** What a server holds, in both eras: lists, capabilities, the best model, what is loaded, and downloads. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normaliseHost } from "../../src/extension/adapters/ollama/host.ts";
import { OllamaEmbedder } from "../../src/extension/adapters/ollama/ollamaEmbedder.ts";
import { OllamaModels } from "../../src/extension/adapters/ollama/ollamaModels.ts";
import { chooseEngine } from "../../src/extension/core/tagging/chooseEngine.ts";
import { bestEmbeddingModel, bestVisionModel } from "../../src/extension/core/tagging/modelChoice.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";

const { signal } = new AbortController();

async function withModels(
  options: StandInOptions,
  work: (models: OllamaModels, standIn: StandIn) => Promise<void>,
): Promise<void> {
  const standIn = await startOllamaStandIn(options);
  try {
    await work(new OllamaModels(standIn.url), standIn);
  } finally {
    await standIn.close();
  }
}

describe("the models of a server", () => {
  for (const era of ["old", "new"] as const) {
    test(`are listed with what they can do, ${era} era`, () =>
      withModels({ era }, async (models) => {
        const list = await models.list(signal);
        const told = Object.fromEntries(list.map(({ name, capabilities }) => [name, capabilities]));
        assert.deepEqual(told["gemma3:4b"], ["completion", "vision"]);
        assert.deepEqual(told["embeddinggemma:latest"], ["embedding"]);
        assert.deepEqual(
          list.filter(({ isCloud }) => isCloud).map(({ name }) => name),
          ["qwen3-vl:235b-cloud"],
        );
        assert.equal(bestVisionModel(list)?.name, "gemma3:4b");
        assert.equal(bestEmbeddingModel(list)?.name, "embeddinggemma:latest");
      }));
  }

  test("are asked one by one only on old servers, and only once", () =>
    withModels({ era: "old" }, async (models, standIn) => {
      await models.list(signal);
      await models.list(signal);
      assert.equal(standIn.requests.filter(({ path }) => path === "/api/show").length, 5);
      await withModels({ era: "new" }, async (newer, other) => {
        await newer.list(signal);
        assert.equal(other.requests.length, 1);
      });
    }));

  test("one that cannot be shown does not hide the others", () =>
    withModels(
      {
        era: "old",
        faults: ({ path, index }) =>
          path === "/api/show" && index === 0 ? { kind: "error", error: "crash" } : undefined,
      },
      async (models) => {
        const list = await models.list(signal);
        assert.equal(list.length, 5);
        assert.equal(list[0]?.capabilities, undefined);
        assert.equal(bestVisionModel(list)?.name, "gemma3:4b");
      },
    ));

  test("lead to a decision, also where no server answers", () =>
    withModels({}, async (models, standIn) => {
      const setting = { engine: "auto", host: models.host, model: "" } as const;
      const decision = chooseEngine(setting, await models.find(signal));
      assert.equal(decision.engine === "ollama" && decision.model, "gemma3:4b");
      await standIn.close();
      const without = chooseEngine(setting, await models.find(signal));
      assert.equal(without.engine, "builtin");
      assert.match(without.engine === "builtin" ? without.reason : "", /ollama serve/u);
    }));

  test("that are in memory are known", () =>
    withModels({}, async (models, standIn) => {
      assert.deepEqual(await models.loaded(signal), []);
      await new OllamaEmbedder({ host: standIn.url, model: "embeddinggemma" }).open(signal);
      assert.deepEqual(await models.loaded(signal), [{ name: "embeddinggemma:latest", inVideoMemory: 1 }]);
    }));
});

describe("the address of a server", () => {
  const forms: readonly (readonly [string, string])[] = [
    ["", "http://127.0.0.1:11434"],
    ["localhost", "http://localhost:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:8080", "http://127.0.0.1:8080"],
    ["[::]:8080", "http://[::1]:8080"],
    ["::1", "http://[::1]:11434"],
    [":8080", "http://127.0.0.1:8080"],
    ["8080", "http://127.0.0.1:8080"],
    ["192.168.1.7:11434/", "http://192.168.1.7:11434"],
    ["http://nas", "http://nas:80"],
    ["HTTPS://Ollama.Example.com/", "https://ollama.example.com:443"],
    ["https://example.com/proxy/ollama/", "https://example.com:443/proxy/ollama"],
    [' "localhost:1" ', "http://localhost:1"],
  ];
  for (const [written, meant] of forms) {
    test(`${JSON.stringify(written)} means ${meant}`, () => {
      assert.equal(normaliseHost(written), meant);
      assert.equal(normaliseHost(meant), meant);
    });
  }

  for (const wrong of [
    "ftp://x",
    "file:///etc/passwd",
    "http://",
    "a b",
    "http://x:99999",
    "javascript:alert(1)",
    "x?y=1",
  ]) {
    test(`${JSON.stringify(wrong)} is refused`, () => {
      assert.throws(() => normaliseHost(wrong), { reason: "engineUnreachable", message: /no address/u });
    });
  }
});
