/** Embedding through OpenAI-compatible servers: batches in any order, prefixes, checked vectors, keys, failures by name. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openAiEmbedder, type OpenAiEmbedderOptions } from "../../src/extension/adapters/openai/openaiEmbedder.ts";
import type { Embedder } from "../../src/extension/core/ports.ts";
import { embedWords } from "../fakes/ollamaEmbeddings.ts";
import { startServedStandIn } from "../fakes/openaiServer.ts";
import type { ServedOptions, ServedStandIn } from "../fakes/openaiTypes.ts";
import { manners, seeingModel } from "../fixtures/openaiScene.ts";

const { signal } = new AbortController();
const nomic = "text-embedding-nomic-embed-text-v1.5";

async function withEmbedder(
  server: ServedOptions,
  work: (embedder: Embedder, standIn: ServedStandIn) => Promise<void>,
  options: Partial<OpenAiEmbedderOptions> = {},
): Promise<void> {
  const standIn = await startServedStandIn(server);
  try {
    await work(openAiEmbedder({ base: standIn.base, model: nomic, ...options }), standIn);
  } finally {
    await standIn.close();
  }
}

const inputsOf = (standIn: ServedStandIn): unknown[] =>
  standIn.requests.filter(({ path }) => path === "/embeddings").map(({ body }) => body["input"]);
const similarity = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
  a?.reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0) ?? 0;
const expected = (text: string): Float32Array => Float32Array.from(embedWords(text, 48));

describe("openAiEmbedder", () => {
  for (const reversesVectors of [false, true]) {
    test(`gives one unit vector per text, in batches, in order${reversesVectors ? " though the server's is another" : ""}`, () =>
      withEmbedder(
        { reversesVectors },
        async (embedder, standIn) => {
          const texts = Array.from({ length: 7 }, (_, at) => `text: word${String(at)}`);
          const vectors = await embedder.embedDocuments(texts, signal);
          assert.equal(vectors.length, 7);
          for (const [at, vector] of vectors.entries()) {
            assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
            assert.ok(similarity(vector, expected(`search_document: text: word${String(at)}`)) > 0.9999);
          }
          const batches = inputsOf(standIn)
            .slice(1)
            .map((input) => (input as string[]).length);
          assert.deepEqual(batches, [3, 3, 1]);
        },
        { batchSize: 3 },
      ));
  }

  test("puts the model's own prefix before queries and documents, by its name in LM Studio, at Hugging Face and as a file", async () => {
    const rows = [
      [nomic, "search_query: red car", "search_document: title: a | text: b"],
      ["google/embeddinggemma-300m", "task: search result | query: red car", "title: a | text: b"],
      ["C:\\models\\nomic-embed-text-v1.5.Q8_0.gguf", "search_query: red car", "search_document: title: a | text: b"],
      ["my-own-model", "red car", "title: a | text: b"],
    ] as const;
    for (const [name, query, document] of rows) {
      await withEmbedder(
        { models: [{ name, kind: "embeddings", dimensions: 48 }] },
        async (embedder, standIn) => {
          await embedder.embedQuery("red car", signal);
          await embedder.embedDocuments(["title: a | text: b"], signal);
          assert.deepEqual(inputsOf(standIn).slice(1).flat(), [query, document]);
        },
        { model: name },
      );
    }
  });

  for (const manner of manners) {
    test(`has a key of model, server, dimensions and template at ${manner}, the same each time`, () => {
      const model = manner === "lmstudio" ? nomic : seeingModel[manner];
      return withEmbedder(
        { manner },
        async (embedder, standIn) => {
          const { key, dimensions } = await embedder.open(signal);
          assert.match(key, /@http:\/\/127\.0\.0\.1:\d+\/v1\/48\/t\d+$/u);
          assert.ok(key.startsWith(`${model}@`));
          assert.equal(dimensions, 48);
          const other = openAiEmbedder({ base: `${standIn.origin}/`, model });
          assert.equal((await other.open(signal)).key, key);
        },
        { model },
      );
    });
  }

  test("sends the key of its server and keeps logins out of the key of its vectors", async () => {
    await withEmbedder(
      { key: "sk-1234" },
      async (embedder) => {
        await embedder.open(signal);
      },
      { authorization: "Bearer sk-1234" },
    );
    const standIn = await startServedStandIn({});
    try {
      const embedder = openAiEmbedder({ base: standIn.base.replace("//", "//me:hidden@"), model: nomic });
      assert.ok(!(await embedder.open(signal)).key.includes("hidden"));
    } finally {
      await standIn.close();
    }
  });

  test("one text that fails does not fail its neighbours", () =>
    withEmbedder(
      {
        faults: ({ body }) =>
          JSON.stringify(body["input"] ?? "").includes("poison")
            ? {
                kind: "status",
                status: 500,
                body: '{"error":"input is too large to process. increase the physical batch size"}',
              }
            : undefined,
      },
      async (embedder) => {
        const vectors = await embedder.embedDocuments(["text: a", "text: poison", "text: b"], signal);
        assert.ok(similarity(vectors[0], expected("search_document: text: a")) > 0.9999);
        assert.ok(
          similarity(vectors[1], expected("search_document: text: a picture")) > 0.9999,
          "a neutral text stands in",
        );
        assert.ok(similarity(vectors[2], expected("search_document: text: b")) > 0.9999);
      },
    ));

  test("vectors that are not of length one are brought to it", () =>
    withEmbedder(
      { embed: (text, dimensions) => embedWords(text, dimensions).map((value) => value * 7) },
      async (embedder) => {
        assert.ok(Math.abs(Math.hypot(...(await embedder.embedQuery("x", signal))) - 1) < 1e-5);
      },
    ));

  test("vectors without a direction, and fewer of them than texts, are refused by name", async () => {
    await withEmbedder({ embed: (_, dimensions) => Array.from({ length: dimensions }, () => 0) }, async (embedder) => {
      await assert.rejects(embedder.embedQuery("x", signal), { reason: "embedderUnavailable" });
    });
    const body = '{"data":[{"index":5,"embedding":[1,2]}]}';
    await withEmbedder(
      { faults: ({ path }) => (path === "/embeddings" ? { kind: "status", status: 200, body } : undefined) },
      async (embedder) => {
        await assert.rejects(embedder.embedQuery("x", signal), {
          reason: "embedderUnavailable",
          message: /0 vectors for 1/u,
        });
      },
    );
  });

  test("notices that another model stands behind the name, and opens it anew", () =>
    withEmbedder({}, async (embedder, standIn) => {
      const before = await embedder.open(signal);
      standIn.setModels([{ name: nomic, kind: "embeddings", dimensions: 32 }]);
      await assert.rejects(embedder.embedQuery("x", signal), { reason: "embedderUnavailable", message: /replaced/u });
      const after = await embedder.open(signal);
      assert.equal(after.dimensions, 32);
      assert.notEqual(after.key, before.key);
    }));

  test("a model that is missing is named with those that are there", () =>
    withEmbedder(
      { manner: "vllm" },
      async (embedder) => {
        await assert.rejects(embedder.open(signal), {
          reason: "modelMissing",
          message: /no model bge-m3.*lists Qwen/u,
        });
      },
      { model: "bge-m3" },
    ));

  for (const manner of manners) {
    test(`a model of ${manner} that makes no embeddings is embedderUnavailable, and so is a server that is away`, () => {
      const model = manner === "lmstudio" ? "qwen/qwen3-4b" : "chat-only";
      return withEmbedder(
        { manner, models: [{ name: model, kind: "llm" }] },
        async (embedder, standIn) => {
          await assert.rejects(embedder.open(signal), {
            reason: "embedderUnavailable",
            message: /makes no embeddings/u,
          });
          await standIn.close();
          await assert.rejects(embedder.embedQuery("x", signal), {
            reason: "embedderUnavailable",
            message: /Nothing answers|broke off/u,
          });
        },
        { model },
      );
    });
  }

  test("a stop ends it at once", () =>
    withEmbedder({ latencyMs: 60_000 }, async (embedder) => {
      await assert.rejects(embedder.embedDocuments(["a"], AbortSignal.timeout(100)), { reason: "aborted" });
    }));
});
