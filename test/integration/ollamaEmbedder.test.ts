/** Embedding through Ollama: batches, prefixes, checked vectors, keys, and failures that name their remedy. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OllamaEmbedder, type OllamaEmbedderOptions } from "../../src/extension/adapters/ollama/ollamaEmbedder.ts";
import { embedMissing } from "../../src/extension/core/embedding.ts";
import { MemoryCatalog } from "../fakes/memoryCatalog.ts";
import { embedWords } from "../fakes/ollamaEmbeddings.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import { usualModels } from "../fakes/ollamaModels.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { documentOf } from "../fixtures/catalogDocuments.ts";

const { signal } = new AbortController();

async function withEmbedder(
  server: StandInOptions,
  work: (embedder: OllamaEmbedder, standIn: StandIn) => Promise<void>,
  options: Partial<OllamaEmbedderOptions> = {},
): Promise<void> {
  const standIn = await startOllamaStandIn(server);
  try {
    await work(new OllamaEmbedder({ host: standIn.url, model: "embeddinggemma", ...options }), standIn);
  } finally {
    await standIn.close();
  }
}

const inputsOf = (standIn: StandIn): unknown[] =>
  standIn.requests.filter(({ path }) => path === "/api/embed").map(({ body }) => body["input"]);
const similarity = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
  a?.reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0) ?? 0;

describe("OllamaEmbedder", () => {
  test("gives one unit vector per text, in order, in batches", () =>
    withEmbedder(
      {},
      async (embedder, standIn) => {
        const texts = Array.from({ length: 7 }, (_, at) => `text: word${String(at)}`);
        const vectors = await embedder.embedDocuments(texts, signal);
        assert.equal(vectors.length, 7);
        for (const [at, vector] of vectors.entries()) {
          assert.equal(vector.length, 64);
          assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
          const expected = Float32Array.from(embedWords(`title: none | text: word${String(at)}`));
          assert.ok(similarity(vector, expected) > 0.9999);
        }
        const batches = inputsOf(standIn)
          .slice(1)
          .map((input) => (input as string[]).length);
        assert.deepEqual(batches, [3, 3, 1]);
      },
      { batchSize: 3 },
    ));

  test("needs few requests for a library: 200 records are 7, and one that opens the model", () =>
    withEmbedder({}, async (embedder, standIn) => {
      const catalog = new MemoryCatalog();
      await catalog.open(signal);
      const documents = Array.from({ length: 200 }, (_, at) => documentOf(`p${at}`, { description: `Picture ${at}.` }));
      await catalog.upsert(documents, signal);
      assert.equal(await embedMissing(catalog, embedder, ["one"], () => undefined, signal), 200);
      assert.deepEqual(
        inputsOf(standIn).map((input) => (input as string[]).length),
        [1, 32, 32, 32, 32, 32, 32, 8],
      );
      assert.deepEqual(await catalog.lackingVectors((await embedder.open(signal)).key, ["one"], 9, signal), []);
    }));

  test("puts the model's own prefix before queries and documents", () =>
    withEmbedder({}, async (embedder, standIn) => {
      await embedder.embedQuery("red car", signal);
      await embedder.embedDocuments(["title: a | text: b"], signal);
      const inputs = inputsOf(standIn).slice(1).flat();
      assert.deepEqual(inputs, ["task: search result | query: red car", "title: a | text: b"]);
    }));

  test("brings texts that share words nearer than others", () =>
    withEmbedder({}, async (embedder) => {
      const [car, cat] = await embedder.embedDocuments(["text: a red car at night", "text: a cat in a garden"], signal);
      const query = await embedder.embedQuery("red car", signal);
      assert.ok(similarity(query, car) > similarity(query, cat));
    }));

  test("has a key of model, digest, dimensions and template, the same each time", () =>
    withEmbedder({}, async (embedder, standIn) => {
      const { key, dimensions } = await embedder.open(signal);
      assert.match(key, /^embeddinggemma:latest@[0-9a-f]{12}\/64\/t\d+$/u);
      assert.equal(dimensions, 64);
      const other = new OllamaEmbedder({ host: standIn.url, model: "embeddinggemma:latest" });
      assert.equal((await other.open(signal)).key, key);
    }));

  test("one text that fails does not fail its neighbours", () =>
    withEmbedder(
      {
        faults: ({ inputs }) =>
          inputs.some((text) => text.includes("poison")) ? { kind: "error", error: "nanEmbedding" } : undefined,
      },
      async (embedder) => {
        const vectors = await embedder.embedDocuments(["text: a", "text: poison", "text: b"], signal);
        const [a, b, neutral] = ["a", "b", "a picture"].map((words) =>
          Float32Array.from(embedWords(`title: none | text: ${words}`)),
        );
        assert.ok(similarity(vectors[0], a) > 0.9999 && similarity(vectors[2], b) > 0.9999);
        assert.ok(similarity(vectors[1], neutral) > 0.9999, "a neutral text stands in");
      },
    ));

  test("a server that fails at every text fails the call", () =>
    withEmbedder(
      {
        faults: ({ path, index }) =>
          path === "/api/embed" && index > 0 ? { kind: "error", error: "crash" } : undefined,
      },
      async (embedder) => {
        await assert.rejects(embedder.embedDocuments(["text: a", "text: b"], signal), {
          reason: "embedderUnavailable",
        });
      },
    ));

  test("a text that fails whole is tried cut short", () =>
    withEmbedder(
      {
        faults: ({ inputs }) =>
          inputs.some((text) => text.length > 300) ? { kind: "error", error: "nanEmbedding" } : undefined,
      },
      async (embedder) => {
        const [vector] = await embedder.embedDocuments([`text: ${"long ".repeat(200)}`], signal);
        assert.equal(vector?.length, 64);
      },
    ));

  test("vectors that are not of length one are brought to it", () =>
    withEmbedder({ embed: (text) => embedWords(text).map((value) => value * 7) }, async (embedder) => {
      assert.ok(Math.abs(Math.hypot(...(await embedder.embedQuery("x", signal))) - 1) < 1e-5);
    }));

  test("vectors without a direction are refused by name", () =>
    withEmbedder({ embed: () => Array.from({ length: 64 }, () => 0) }, async (embedder) => {
      await assert.rejects(embedder.embedQuery("x", signal), { reason: "embedderUnavailable" });
    }));

  test("notices that another model stands behind the name, and opens it anew", () =>
    withEmbedder({}, async (embedder, standIn) => {
      const before = await embedder.open(signal);
      standIn.setModels(
        usualModels.map((model) => (model.embeddingLength ? { ...model, embeddingLength: 32 } : model)),
      );
      await assert.rejects(embedder.embedQuery("x", signal), { reason: "embedderUnavailable", message: /replaced/u });
      const after = await embedder.open(signal);
      assert.equal(after.dimensions, 32);
      assert.notEqual(after.key, before.key);
    }));

  test("a model that is missing is named with the way to get it", () =>
    withEmbedder(
      {},
      async (embedder) => {
        await assert.rejects(embedder.open(signal), { reason: "modelMissing", message: /ollama pull bge-m3/u });
      },
      { model: "bge-m3" },
    ));

  test("a model that makes no embeddings and a server that is away are embedderUnavailable", () =>
    withEmbedder(
      {},
      async (embedder, standIn) => {
        await assert.rejects(embedder.open(signal), { reason: "embedderUnavailable", message: /makes no embeddings/u });
        await standIn.close();
        await assert.rejects(embedder.embedQuery("x", signal), {
          reason: "embedderUnavailable",
          message: /ollama serve/u,
        });
      },
      { model: "gemma3:4b" },
    ));

  test("picks an installed embedding model where none is named, and none where there is none", () =>
    withEmbedder({}, async (_embedder, standIn) => {
      const options = { host: standIn.url, model: "" };
      assert.equal((await OllamaEmbedder.find(options, signal))?.model, "embeddinggemma:latest");
      assert.equal((await OllamaEmbedder.find({ ...options, model: "named" }, signal))?.model, "named");
      standIn.setModels([]);
      assert.equal(await OllamaEmbedder.find(options, signal), undefined);
    }));

  test("a stop ends it at once", () =>
    withEmbedder({ embedMs: 60_000 }, async (embedder) => {
      await assert.rejects(embedder.embedDocuments(["a"], AbortSignal.timeout(100)), { reason: "aborted" });
    }));
});
