/** Downloads: one share that only grows, a stop and going on where it stood, and every failure by name. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OllamaModels } from "../../src/extension/adapters/ollama/ollamaModels.ts";
import type { PullProgress } from "../../src/extension/adapters/ollama/pullProgress.ts";
import type { Reason } from "../../src/shared/failures.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { Fault, StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";

const { signal } = new AbortController();
const pullable = { "qwen3.5:4b": [3000, 800, 5] };

async function withModels(
  options: StandInOptions,
  work: (models: OllamaModels, standIn: StandIn) => Promise<void>,
): Promise<void> {
  const standIn = await startOllamaStandIn({ pullable, ...options });
  try {
    await work(new OllamaModels(standIn.url), standIn);
  } finally {
    await standIn.close();
  }
}

/** Pulls to its end, or until the share is past `until`; answers what was shown. */
async function pull(models: OllamaModels, until = 2): Promise<readonly PullProgress[]> {
  const seen: PullProgress[] = [];
  const stop = new AbortController();
  const pulling = models.pull(
    "qwen3.5:4b",
    (progress) => {
      seen.push(progress);
      if ((progress.fraction ?? 0) > until) stop.abort();
    },
    stop.signal,
  );
  if (until < 1) await assert.rejects(pulling, { reason: "aborted" });
  else await pulling;
  return seen;
}

function assertGrowing(numbers: readonly number[]): void {
  assert.ok(numbers.length > 0);
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
}

describe("a pull", () => {
  for (const pullsInTurn of [false, true])
    test(`with layers ${pullsInTurn ? "one after the other" : "mixed"} shows a share that never goes back, and then has the model`, () =>
      withModels({ pullsInTurn }, async (models) => {
        const seen = await pull(models);
        assertGrowing(seen.flatMap(({ fraction }) => fraction ?? []));
        assertGrowing(seen.map(({ completedBytes }) => completedBytes));
        const isWhole = seen.map(({ fraction }) => fraction === 1);
        assert.equal(isWhole.indexOf(true), seen.length - 1, "whole only at the very end");
        assert.deepEqual(
          [seen[0]?.status, seen[0]?.fraction, seen.at(-1)?.status, seen.at(-1)?.totalBytes],
          ["pulling manifest", undefined, "success", 3805],
        );
        assert.ok((await models.names(signal)).includes("qwen3.5:4b"));
      }));

  for (const pullsInTurn of [false, true])
    test(`with layers ${pullsInTurn ? "one after the other" : "mixed"} ends at a stop at the server, and goes on where it stood`, () =>
      withModels({ pullsInTurn, pullLineMs: 5 }, async (models, standIn) => {
        const stoppedAt = (await pull(models, 0.4)).at(-1)?.completedBytes ?? 0;
        for (let tries = 0; standIn.requests[0]?.abortedAt === undefined; tries++) {
          assert.ok(tries < 1000, "the server never saw the stop");
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        assert.ok(!(await models.names(signal)).includes("qwen3.5:4b"));
        const seen = await pull(models);
        const first = seen.find(({ totalBytes }) => totalBytes > 0);
        assert.ok((first?.completedBytes ?? 0) >= Math.min(stoppedAt * 0.7, 3000), `${stoppedAt} before the stop`);
        assertGrowing(seen.flatMap(({ fraction }) => fraction ?? []));
        assert.equal(seen.at(-1)?.fraction, 1);
      }));

  test("of a part that is fetched again shows no less than before", () =>
    withModels(
      {
        faults: () => ({
          kind: "status",
          status: 200,
          contentType: "application/x-ndjson",
          body: [900, 300, 700, undefined, 1000]
            .map((completed) => JSON.stringify({ status: "pulling a", digest: "sha256:a", total: 1000, completed }))
            .concat('{"status":"success"}\n')
            .join("\n"),
        }),
      },
      async (models) => {
        const seen = await pull(models);
        assert.deepEqual(
          seen.map(({ completedBytes }) => completedBytes),
          [900, 900, 900, 900, 1000, 1000],
        );
      },
    ));

  const line = (error: string, after = 4): Fault => ({ kind: "errorLine", error, after });
  const faults: readonly (readonly [string, Fault, Reason, RegExp])[] = [
    [
      "a name that the library has not",
      line("pull model manifest: file does not exist", 1),
      "modelMissing",
      /no model qwen3\.5:4b in the Ollama library/u,
    ],
    [
      "a full disk at the server",
      line("write /root/.ollama/models/blobs/sha256-4c27-partial: no space left on device"),
      "diskFull",
      /disk of the Ollama server .* is full.*goes on where it stood/u,
    ],
    [
      "a full disk of a Windows server",
      line("write C:\\x: There is not enough space on the disk."),
      "diskFull",
      /is full/u,
    ],
    [
      "a server that is too old",
      line("pull model manifest: 412: The model you are attempting to pull requires a newer version of Ollama.", 1),
      "modelUnloadable",
      /needs a newer Ollama/u,
    ],
    [
      "a server without internet",
      line('pull model manifest: Get "https://models.example/v2/": dial tcp: lookup models.example: no such host', 1),
      "engineUnreachable",
      /does not reach its library/u,
    ],
    [
      "a network that breaks off at the server",
      line("max retries exceeded: unexpected EOF"),
      "engineUnreachable",
      /goes on where it stood/u,
    ],
    [
      "damage on the way",
      line("digest mismatch, file must be downloaded again: want sha256:8d, got sha256:e3"),
      "engineFailed",
      /Pull it again/u,
    ],
    [
      "an end without success",
      { kind: "noDone", after: 4 },
      "engineUnreachable",
      /broke off\. Pull it again: it goes on/u,
    ],
    ["a connection that dies", { kind: "cut", after: 4 }, "engineUnreachable", /broke off/u],
    ["an unknown error", line("something else"), "engineFailed", /something else/u],
    [
      "a name that is none",
      { kind: "status", status: 400, body: '{"error":"invalid model name"}' },
      "modelMissing",
      /no name of a model/u,
    ],
  ];
  for (const [what, fault, reason, sentence] of faults)
    test(`fails by name for ${what}: ${reason}`, () =>
      withModels(
        { pullLineMs: 1, faults: ({ path }) => (path === "/api/pull" ? fault : undefined) },
        async (models) => {
          await assert.rejects(pull(models), { reason, message: sentence });
          assert.ok(!(await models.names(signal)).includes("qwen3.5:4b"));
        },
      ));

  test("of a model that the server's library does not have fails by name, though the status was 200", () =>
    withModels({ pullable: {} }, async (models) => {
      await assert.rejects(pull(models), { reason: "modelMissing", message: /ollama\.com\/library/u });
    }));
});
