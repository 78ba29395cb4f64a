/** Every way in which a server of either era fails comes out by its name, with a remedy, and is retried only where it may pass. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { Reason } from "../../src/shared/failures.ts";
import type { ErrorName, Era } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

/** Error, reason, what the sentence must name, and how many requests are made in all. */
const rows: readonly (readonly [ErrorName, Reason, RegExp, number])[] = [
  ["modelNotFound", "modelMissing", /ollama pull gemma3:4b/u, 1],
  ["noVision", "modelWithoutVision", /gemma3:4b takes no pictures\. Choose another/u, 1],
  ["notForChat", "modelWithoutVision", /only makes embeddings/u, 1],
  ["unknownArchitecture", "modelUnloadable", /can no longer load gemma3:4b.*0\.30/u, 1],
  ["outOfMemory", "outOfMemory", /not enough memory.*smaller model/u, 1],
  ["badImage", "engineRefused", /cannot decode/u, 1],
  ["contextExceeded", "engineRefused", /context size/u, 1],
  ["promptTooLong", "engineRefused", /context size/u, 1],
  ["badWebp", "engineRefused", /cannot decode/u, 1],
  ["badBase64", "engineRefused", /cannot decode/u, 1],
  ["badBody", "engineRefused", /refused the request.*missing request body/u, 1],
  ["modelRequired", "modelMissing", /is no name of a model/u, 1],
  ["noThinking", "engineRefused", /does not support thinking/u, 1],
  ["notForCompletion", "modelWithoutVision", /only makes embeddings/u, 1],
  ["outOfDeviceMemory", "outOfMemory", /smaller model/u, 1],
  ["killed", "outOfMemory", /smaller model/u, 1],
  ["loadStall", "modelUnloadable", /OLLAMA_LOAD_TIMEOUT/u, 1],
  ["crash", "engineFailed", /See Ollama's log/u, 2],
  ["crashRunning", "engineFailed", /See Ollama's log/u, 2],
  ["crashLoading", "engineFailed", /lost gemma3:4b.*See Ollama's log/u, 2],
  ["cancelled", "engineFailed", /though nobody here did so.*request canceled/u, 1],
  ["busy", "engineBusy", /is busy/u, 4],
  ["rateLimited", "engineBusy", /is busy.*hourly/u, 4],
  ["gateway", "engineUnreachable", /gateway/u, 4],
  ["forbidden", "engineForbidden", /OLLAMA_ORIGINS/u, 1],
  ["unauthorised", "engineForbidden", /sign in/u, 1],
  ["cloudDisabled", "engineForbidden", /no cloud models: they are switched off/u, 1],
  ["proxyLogin", "engineForbidden", /name and password or a key/u, 1],
  ["proxyLimit", "engineRefused", /proxy at .* image size smaller/u, 1],
];

describe("errors of an Ollama server", () => {
  for (const era of ["old", "new"] as const) {
    for (const [error, reason, sentence, requests] of rows) {
      test(`${error} of the ${era} era is ${reason}, after ${String(requests)} requests`, () =>
        withOllama({ era, faults: () => ({ kind: "error", error }) }, async ({ look, standIn }) => {
          const { failure, steps } = await look();
          assert.equal(failure?.reason, reason);
          assert.match(failure.message, sentence);
          assert.doesNotMatch(failure.message, /[{}]|\\"|<html/u);
          assert.deepEqual(steps, []);
          assert.equal(standIn.looks.length, requests);
        }));
    }

    test(`a text-only model of the ${era} era is found out`, () =>
      withOllama({ era }, async ({ look }) => assert.equal((await look()).failure?.reason, "modelWithoutVision"), {
        model: "llama3.2:3b",
      }));

    test(`an error line in the middle of a stream of the ${era} era is translated like a status`, () =>
      withOllama(
        { era, faults: [{ kind: "errorLine", error: "cudaMalloc failed: out of memory", after: 60 }] },
        async ({ look }) => {
          const { failure, steps } = await look();
          assert.equal(failure?.reason, "outOfMemory");
          assert.deepEqual(steps, ["description", "tags"]);
        },
      ));
  }

  test("ollama.com that is away is not taken for a gateway, and tried again", () =>
    withOllama(
      { faults: () => ({ kind: "error", error: "cloudUnreachable" }) },
      async ({ look, standIn }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineUnreachable");
        assert.match(failure.message, /does not reach ollama\.com/u);
        assert.equal(standIn.looks.length, 4);
      },
      { model: "qwen3-vl:235b-cloud" },
    ));

  test("a picture that costs more tokens than the context has is refused, and fits into a larger one", async () => {
    const models = [{ name: "big:7b", family: "qwen2", sizeBytes: 1, capabilities: ["completion", "vision"] }];
    const server = { models: models.map((model) => ({ ...model, imageTokens: 5000 })) };
    const outcomes: unknown[] = [];
    const ask = (options: object): Promise<void> =>
      withOllama(
        server,
        async ({ look }) => {
          outcomes.push((await look()).failure?.reason);
        },
        { model: "big:7b", ...options },
      );
    await ask({});
    await ask({ contextTokens: 8192 });
    assert.deepEqual(outcomes, ["engineRefused", undefined]);
  });

  const loads: readonly (readonly [Era, Reason | undefined])[] = [
    ["old", undefined],
    ["new", "modelUnloadable"],
  ];
  for (const [era, reason] of loads) {
    test(`Llama 3.2 Vision on the ${era} era: ${reason ?? "works"}`, () =>
      withOllama({ era }, async ({ look }) => assert.equal((await look()).failure?.reason, reason), {
        model: "llama3.2-vision:11b",
      }));
  }

  test("what is no Ollama server is named as such", () =>
    withOllama(
      { faults: () => ({ kind: "status", status: 404, body: "<html>not here</html>", contentType: "text/html" }) },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineRefused");
        assert.match(failure.message, /no Ollama server/u);
      },
    ));

  test("a line that is no JSON fails the look by name", () =>
    withOllama({ faults: [{ kind: "badLine", after: 3 }] }, async ({ look }) => {
      const { failure } = await look();
      assert.equal(failure?.reason, "engineFailed");
      assert.match(failure.message, /no JSON/u);
    }));

  test("an error body of any size and content makes a short sentence", () =>
    withOllama(
      {
        faults: () => ({
          kind: "status",
          status: 500,
          body: JSON.stringify({ error: `\u001b[31m${"x".repeat(1e6)}` }),
        }),
      },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineFailed");
        assert.ok(failure.message.length < 700 && !failure.message.includes("\u001b"));
      },
    ));
});

describe("a server that is away", () => {
  test("nothing listening is engineUnreachable with the way to start it", async () => {
    const closed = await closedPort();
    await withOllama(
      {},
      async ({ look, engine }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineUnreachable");
        assert.match(failure.message, /does not answer at http:\/\/127\.0\.0\.1:\d+\. Start it with `ollama serve`/u);
        await assert.rejects(engine.checkHealth(new AbortController().signal), { reason: "engineUnreachable" });
      },
      { host: `127.0.0.1:${String(closed)}` },
    );
  });

  test("a host that no one knows is engineUnreachable", () =>
    withOllama({}, async ({ look }) => assert.equal((await look()).failure?.reason, "engineUnreachable"), {
      host: "http://no-such-host.invalid:11434",
      deadlineMs: 20_000,
    }));

  test("a connection that is reset is tried again and then goes through", () =>
    withOllama({ faults: [{ kind: "reset" }, { kind: "reset" }] }, async ({ look, standIn }) => {
      const { failure, steps } = await look();
      assert.equal(failure, undefined);
      assert.equal(steps.length, 3);
      assert.equal(standIn.looks.length, 3);
    }));

  test("a busy server is tried again and then goes through", () =>
    withOllama({ faults: [{ kind: "error", error: "busy" }] }, async ({ look, standIn }) => {
      assert.equal((await look()).steps.length, 3);
      assert.equal(standIn.looks.length, 2);
    }));

  test("health says whether the model is still there", () =>
    withOllama({}, async ({ engine, standIn }) => {
      await engine.checkHealth(new AbortController().signal);
      standIn.setModels([]);
      await assert.rejects(engine.checkHealth(new AbortController().signal), { reason: "modelMissing" });
    }));
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
