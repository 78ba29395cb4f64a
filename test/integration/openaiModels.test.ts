/** The model lists of OpenAI-compatible servers: what each tells of its models, and which one is taken. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OpenAiModels } from "../../src/extension/adapters/openai/openaiModels.ts";
import type { ServedModel } from "../../src/extension/core/tagging/servedModels.ts";
import { startServedStandIn } from "../fakes/openaiServer.ts";
import type { ServedOptions } from "../fakes/openaiTypes.ts";

const { signal } = new AbortController();

async function listed(options: ServedOptions): Promise<readonly ServedModel[]> {
  const standIn = await startServedStandIn(options);
  try {
    return await new OpenAiModels({ base: standIn.origin }).list(signal);
  } finally {
    await standIn.close();
  }
}

describe("OpenAiModels", () => {
  test("LM Studio tells of each model whether it sees, makes vectors, and is loaded", async () => {
    assert.deepEqual(await listed({ manner: "lmstudio" }), [
      { name: "qwen/qwen3-4b", vision: "no", isEmbedder: false, isLoaded: true },
      { name: "google/gemma-3-4b", vision: "yes", isEmbedder: false, isLoaded: false },
      { name: "qwen/qwen2.5-vl-7b", vision: "yes", isEmbedder: false, isLoaded: true },
      { name: "text-embedding-nomic-embed-text-v1.5", vision: "unsaid", isEmbedder: true, isLoaded: false },
    ]);
  });

  test("an LM Studio that keeps its own list to itself is read from the common one", async () => {
    const faults = ({ path }: { readonly path: string }) =>
      path === "/api/v0/models" ? ({ kind: "status", status: 500, body: "" } as const) : undefined;
    const models = await listed({ manner: "lmstudio", faults });
    assert.deepEqual(
      models.map(({ vision, isEmbedder }) => [vision, isEmbedder]),
      [
        ["unsaid", false],
        ["unsaid", false],
        ["unsaid", false],
        ["unsaid", true],
      ],
    );
  });

  test("llama-server says that its model takes pictures, vLLM says nothing of it", async () => {
    assert.deepEqual(await listed({ manner: "llamacpp" }), [
      { name: "gemma-3-4b-it-Q4_K_M.gguf", vision: "yes", isEmbedder: false },
    ]);
    assert.deepEqual(await listed({ manner: "vllm" }), [
      { name: "Qwen/Qwen2.5-VL-3B-Instruct", vision: "unsaid", isEmbedder: false },
    ]);
  });

  test("a router and a gateway tell by modalities and states", async () => {
    const body = JSON.stringify({
      data: [
        { id: "a", architecture: { input_modalities: ["text", "image"] }, status: { value: "unloaded" } },
        { id: "b", architecture: { input_modalities: ["text"] }, status: { value: "loaded" } },
        { id: 7 },
        null,
      ],
    });
    assert.deepEqual(await listed({ faults: () => ({ kind: "status", status: 200, body }) }), [
      { name: "a", vision: "yes", isEmbedder: false, isLoaded: false },
      { name: "b", vision: "no", isEmbedder: false, isLoaded: true },
    ]);
  });

  test("a finding says why a server does not answer", async () => {
    const standIn = await startServedStandIn({ key: "sk-1234" });
    const found = await new OpenAiModels({ base: standIn.base }).find(signal);
    assert.equal("failure" in found && found.failure.reason, "engineForbidden");
    await standIn.close();
    const away = await new OpenAiModels({ base: standIn.base }).find(signal);
    assert.equal("failure" in away && away.failure.reason, "engineUnreachable");
  });
});
