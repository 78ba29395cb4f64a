/** The command line with an OpenAI-compatible server: tagging, meaning, keys, and what is said where it cannot work. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { startServedStandIn } from "../fakes/openaiServer.ts";
import type { ServedOptions } from "../fakes/openaiTypes.ts";
import { runCommand } from "../fixtures/commandLine.ts";
import { drawGallery } from "../fixtures/gallery.ts";
import { manners, seeingModel } from "../fixtures/openaiScene.ts";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

async function scene(t: TestContext, options: ServedOptions = {}) {
  const base = await temporaryFolder(t);
  const folder = path.join(base, "pictures");
  const paths = await drawGallery(folder, 4);
  const standIn = await startServedStandIn({ latencyMs: 20, ...options });
  t.after(() => standIn.close());
  const storage = ["--storage", path.join(base, "storage"), "--json"];
  const server = ["--base-url", standIn.origin];
  const tag = ["tag", folder, "--engine", "openai", ...server, ...storage];
  return { folder, paths, standIn, server, storage, tag };
}

describe("the command line with an OpenAI-compatible server", () => {
  for (const manner of manners) {
    test(`tags each image with one upload at ${manner}, with the model that is there`, async (t) => {
      const { folder, paths, standIn, tag } = await scene(t, { manner });
      const run = await runCommand(tag);
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(
        [...standIn.imageCounts().values()],
        paths.map(() => 1),
      );
      const { event, engine, model, tagged, failed, modelCalls } = run.json().at(-1) ?? {};
      assert.deepEqual(
        { event, engine, model, tagged, failed, modelCalls },
        { event: "done", engine: "openai", model: seeingModel[manner], tagged: 4, failed: 0, modelCalls: 4 },
      );
      const index = JSON.parse(await readFile(path.join(folder, "image_metadata.json"), "utf8")) as Record<
        string,
        { description: string }
      >;
      assert.match(index["p00.jpg"]?.description ?? "", /known as \w+/u);
      standIn.forget();
      const again = await runCommand(tag);
      assert.deepEqual([again.code, again.json().at(-1)?.modelCalls, standIn.looks.length], [0, 0, 0]);
    });
  }

  test("gives vectors in batches with the model that is named, and finds by meaning with them", async (t) => {
    const { folder, standIn, tag, server, storage } = await scene(t);
    const embedModel = ["--embed-model", "text-embedding-nomic-embed-text-v1.5"];
    const run = await runCommand([...tag, ...embedModel]);
    assert.equal(run.code, 0, run.stderr);
    const embeddings = standIn.requests.filter(({ path: asked }) => asked === "/embeddings");
    assert.deepEqual(
      embeddings.map(({ body }) => (body["input"] as unknown[]).length),
      [1, 4],
    );
    const found = await runCommand([
      "search",
      folder,
      "a picture",
      "--mode",
      "meaning",
      ...server,
      ...embedModel,
      ...storage,
    ]);
    assert.equal(found.code, 0, found.stderr);
    assert.equal((found.json()[0] as unknown as unknown[]).length, 4);
    const nameless = await runCommand(["search", folder, "a picture", "--mode", "meaning", ...server, ...storage]);
    assert.deepEqual([nameless.code, nameless.stderr.includes("--embed-model")], [2, true]);
  });

  test("without an embedding model no other server is asked for one", async (t) => {
    const { tag, standIn } = await scene(t);
    const run = await runCommand(tag);
    assert.equal(run.code, 0, run.stderr);
    assert.doesNotMatch(run.stderr, /Ollama/u);
    assert.ok(standIn.requests.every(({ path: asked }) => asked !== "/embeddings"));
  });

  test("takes its key from the environment, and says nothing of it", async (t) => {
    const { tag, standIn } = await scene(t, { key: "sk-own-key" });
    const refused = await runCommand(tag, { OPENAI_API_KEY: "sk-wrong-key" });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /does not take its key.*IMAGE_TAGGER_OPENAI_KEY/u);
    const run = await runCommand(tag, { OPENAI_API_KEY: "sk-wrong-key", IMAGE_TAGGER_OPENAI_KEY: "sk-own-key" });
    assert.equal(run.code, 0, run.stderr);
    assert.ok(standIn.looks.every(({ authorization }) => authorization === "Bearer sk-own-key"));
    assert.doesNotMatch(refused.stderr + refused.stdout + run.stderr + run.stdout, /sk-/u);
  });

  test("a server that is away, a model that is missing and an address that is none end with 2 and the remedy", async (t) => {
    const { folder, tag, standIn, storage } = await scene(t);
    const missing = await runCommand([...tag, "--model", "nope"]);
    assert.deepEqual(
      [missing.code, /has no model nope\. .*It lists qwen/u.test(missing.stderr)],
      [2, true],
      missing.stderr,
    );
    const none = await runCommand(["tag", folder, "--base-url", "ftp://host", ...storage]);
    assert.deepEqual([none.code, /Write it like http/u.test(none.stderr)], [2, true], none.stderr);
    await standIn.close();
    const away = await runCommand(tag);
    assert.deepEqual([away.code, /Start the server of LM Studio/u.test(away.stderr)], [2, true], away.stderr);
    assert.equal(missing.stdout + none.stdout + away.stdout, "");
  });

  test("the doctor lets its model look at a known picture and its embedder embed", async (t) => {
    const { folder, server, storage } = await scene(t);
    const run = await runCommand([
      "doctor",
      folder,
      ...server,
      "--embed-model",
      "text-embedding-nomic-embed-text-v1.5",
      ...storage,
    ]);
    const findings = run.json()[0] as unknown as { check: string; verdict: string; message: string }[];
    const of = (check: string) => findings.find((finding) => finding.check === check);
    assert.match(of("openai")?.message ?? "", /looks at the images with qwen\/qwen2\.5-vl-7b: it is loaded there/u);
    assert.ok(of("model"), run.stdout);
    assert.equal(of("embedder")?.verdict, "ok");
    assert.equal(of("ollama"), undefined);
  });

  test("arguments that contradict each other end with 2 and the usage", async () => {
    for (const args of [
      ["--engine", "openai"],
      ["--engine", "ollama", "--base-url", "http://127.0.0.1:1"],
      ["--base-url", "http://127.0.0.1:1", "--host", "http://127.0.0.1:2"],
    ]) {
      const run = await runCommand(["tag", ".", ...args]);
      assert.deepEqual([run.code, run.stderr.includes("Usage:")], [2, true], args.join(" "));
    }
  });
});
