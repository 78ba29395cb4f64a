/** What the queue makes of a misbehaving Ollama: the work is done all the same, one image fails for good, or everything pauses. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ollamaEngine, type OllamaEngineOptions } from "../../src/extension/adapters/ollama/ollamaEngine.ts";
import { systemClock } from "../../src/extension/adapters/storage/systemClock.ts";
import type { RunEnd } from "../../src/extension/core/queue/queueRun.ts";
import { patienceMs } from "../../src/extension/core/remedies.ts";
import type { Reason } from "../../src/shared/failures.ts";
import type { QueueStatus } from "../../src/shared/model.ts";
import { DrawnImages, drawJpeg } from "../fakes/drawnImages.ts";
import { usualModels } from "../fakes/ollamaModels.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { Era, ErrorName, Fault, FaultPlan, StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { fakeWorld } from "../fakes/taggingWorld.ts";

const count = 5;
const grounds = ["#d02020", "#20a020", "#2030d0", "#e0c020", "#808080"];
const drawn = Promise.all(grounds.map((ground, at) => drawJpeg(ground, "#101010", 160 + 8 * at)));

/** A batch of five pictures, run to its end by the real engine; the queue's clock runs ahead, the engine's is real. */
async function runBatch(
  server: StandInOptions,
  options: Partial<OllamaEngineOptions> = {},
  meanwhile?: (standIn: StandIn, status: QueueStatus) => void,
) {
  const standIn = await startOllamaStandIn(server);
  const pictures = new Map((await drawn).map((picture, at) => [`/world/${String(at)}.jpg`, picture]));
  const world = fakeWorld(count);
  const images = new DrawnImages(pictures);
  const engine = ollamaEngine({
    host: standIn.url,
    model: "gemma3:4b",
    images,
    clock: systemClock,
    retryAfterMs: [2, 2, 2],
    ...options,
  });
  const parts = { ...world.parts, engine };
  const pauses: string[] = [];
  world.queue.onStatus((status) => {
    if (status.pausedBy) pauses.push(status.pausedBy.reason);
    meanwhile?.(standIn, status);
  });
  try {
    const end = await world.queue.start(parts, ({ reason }) => patienceMs(reason));
    await new Promise((resolve) => setTimeout(resolve, 120));
    const records = [...world.records.values()];
    return {
      end,
      standIn,
      pauses,
      status: world.queue.status(),
      tagged: records.filter(({ done }) => done.length === 3).length,
      failures: records.flatMap(({ failure }) => failure ?? []),
    };
  } finally {
    world.queue.dispose();
    await standIn.close();
  }
}

type Batch = Awaited<ReturnType<typeof runBatch>>;

function assertAllTagged({ end, tagged, failures, status }: Batch): void {
  assert.deepEqual(end, { kind: "drained" } satisfies RunEnd);
  assert.deepEqual([tagged, failures, status.completed, status.failed], [count, [], count, 0]);
}

/** The fault for the picture that comes second, each time that it comes. */
function atSecondPicture(fault: Fault): FaultPlan {
  const seen: string[] = [];
  return ({ path, imageHash }) => {
    if (path !== "/api/chat") return undefined;
    if (!seen.includes(imageHash)) seen.push(imageHash);
    return seen[1] === imageHash ? fault : undefined;
  };
}

describe("what passes is tried again until all is tagged", () => {
  const passing: readonly (readonly [string, readonly Fault[]])[] = [
    ["connections that are reset", [{ kind: "reset" }, { kind: "reset" }]],
    ["a gateway that loses its server", [{ kind: "error", error: "gateway" }]],
    ["a limit of the hour", [{ kind: "error", error: "rateLimited" }]],
    ["a crash", [{ kind: "error", error: "crash" }]],
    ["a stream that dies in the middle", [{ kind: "cut", after: 30 }]],
    ["an answer without an end", [{ kind: "noDone", after: 30 }]],
    ["a whole answer that says done:false", [{ kind: "doneFalse" }]],
    ["thirty equal tokens in a row", [{ kind: "repeatAbort" }]],
    ["an answer that is beside the schema", [{ kind: "distort", how: "schemaIgnored" }]],
  ];
  for (const [what, faults] of passing)
    test(what, async () => {
      const batch = await runBatch({ faults });
      assertAllTagged(batch);
      assert.deepEqual(batch.pauses, []);
      assert.equal(batch.standIn.looks.length, count + faults.length);
    });

  for (const era of ["old", "new"] as const)
    test(`a storm of 503 that outlasts every attempt costs no image, ${era} era`, async () => {
      const storm = Array.from({ length: 14 }, (): Fault => ({ kind: "error", error: "busy" }));
      const batch = await runBatch({ era, faults: storm });
      assertAllTagged(batch);
      assert.equal(batch.standIn.looks.length, count + storm.length);
    });

  test("a server that is gone in the middle is waited for and gets the rest", async () => {
    let other: Promise<StandIn> | undefined;
    const batch = await runBatch({ latencyMs: 30 }, {}, (standIn, status) => {
      if (status.completed >= 1 && !other && !status.pausedBy) {
        other = standIn
          .close()
          .then(() => new Promise((resolve) => setTimeout(resolve, 150)))
          .then(() => startOllamaStandIn({ port: standIn.port }));
      }
    });
    const second = await other;
    await second?.close();
    assertAllTagged(batch);
    assert.ok((second?.looks.length ?? 0) > 0);
  });

  test("a model that is taken away is waited for, with the way to get it", async () => {
    const seen: string[] = [];
    const batch = await runBatch({ models: [] }, {}, (standIn, { pausedBy }) => {
      if (!pausedBy) return;
      seen.push(`${pausedBy.reason}: ${pausedBy.message}`);
      standIn.setModels(usualModels);
    });
    assertAllTagged(batch);
    assert.match(seen[0] ?? "", /^modelMissing: .*ollama pull gemma3:4b/u);
  });
});

describe("what lies in one picture fails that one for good, with the reason, and the rest is tagged", () => {
  const error = (name: ErrorName): Fault => ({ kind: "error", error: name });
  const lasting: readonly (readonly [string, Era, Fault, Reason, RegExp])[] = [
    ["a picture that it cannot decode", "old", error("badImage"), "engineRefused", /cannot decode/u],
    ["a picture that it cannot decode", "new", error("badImage"), "engineRefused", /cannot decode/u],
    ["WebP that it cannot decode", "new", error("badWebp"), "engineRefused", /cannot decode/u],
    ["a picture too large for the context", "old", error("contextExceeded"), "engineRefused", /context size/u],
    ["a picture too large for the context", "new", error("contextExceeded"), "engineRefused", /context size/u],
    ["a picture too large for a proxy", "new", error("proxyLimit"), "engineRefused", /image size smaller/u],
    ["a crash each time", "old", error("crash"), "engineFailed", /Ollama's log/u],
    ["a crash each time", "new", error("crashLoading"), "engineFailed", /Ollama's log/u],
    ["a request given up as cancelled", "new", error("cancelled"), "engineFailed", /request canceled/u],
    ["an error line", "new", { kind: "errorLine", error: "boom", after: 9 }, "engineFailed", /boom/u],
    ["white space without end", "new", { kind: "whitespaceLoop" }, "answerTruncated", /repeats itself/u],
    ["thoughts in circles", "new", { kind: "thinkingLoop" }, "answerTruncated", /repeats itself/u],
    [
      "thirty equal tokens in a row",
      "new",
      { kind: "repeatAbort" },
      "answerTruncated",
      /repeats itself|before it was/u,
    ],
    ["done:false each time", "new", { kind: "doneFalse" }, "answerTruncated", /before it was complete/u],
    ["no end each time", "old", { kind: "noDone", after: 5 }, "answerTruncated", /before it was complete/u],
    ["no room for the answer", "new", { kind: "length", after: 5 }, "answerTruncated", /within its limit/u],
    ["no JSON", "new", { kind: "distort", how: "schemaIgnored" }, "answerInvalid", /no JSON object/u],
    ["nothing at all", "new", { kind: "distort", how: "empty" }, "answerInvalid", /it is empty/u],
    ["no answer in time", "new", { kind: "hang" }, "timedOut", /no complete answer within 1 s/u],
  ];
  for (const [what, era, fault, reason, sentence] of lasting)
    test(`${what}: ${reason}, ${era} era`, async () => {
      const { end, tagged, failures, status } = await runBatch(
        { era, faults: atSecondPicture(fault) },
        { deadlineMs: fault.kind === "hang" ? 300 : 60_000 },
      );
      assert.deepEqual(end, { kind: "drained" });
      assert.deepEqual([tagged, status.completed, status.failed, failures.length], [count - 1, count - 1, 1, 1]);
      assert.equal(failures[0]?.reason, reason);
      assert.match(failures[0].message, sentence);
    });
});

describe("what a person must mend pauses everything and marks no image", () => {
  const pausing: readonly (readonly [ErrorName, Reason])[] = [
    ["forbidden", "engineForbidden"],
    ["unauthorised", "engineForbidden"],
    ["cloudDisabled", "engineForbidden"],
    ["proxyLogin", "engineForbidden"],
    ["noVision", "modelWithoutVision"],
    ["notForChat", "modelWithoutVision"],
    ["unknownArchitecture", "modelUnloadable"],
    ["loadStall", "modelUnloadable"],
    ["outOfMemory", "outOfMemory"],
    ["outOfDeviceMemory", "outOfMemory"],
    ["killed", "outOfMemory"],
  ];
  for (const era of ["old", "new"] as const)
    for (const [error, reason] of pausing)
      test(`${error}, ${era} era`, async () => {
        const { end, tagged, failures, status, standIn } = await runBatch({
          era,
          faults: () => ({ kind: "error", error }),
        });
        assert.equal(end.kind === "gaveUp" && end.failure.reason, reason);
        assert.deepEqual([tagged, failures, status.failed, status.pending], [0, [], 0, count]);
        assert.deepEqual([status.state, status.pausedBy?.reason], ["paused", reason]);
        assert.equal(standIn.looks.length, 1);
      });

  test("refusals of one picture after the other are the server's: the fourth pauses", async () => {
    const { end, failures, status } = await runBatch({ faults: () => ({ kind: "error", error: "contextExceeded" }) });
    assert.equal(end.kind === "gaveUp" && end.failure.reason, "engineRefused");
    assert.deepEqual([failures.length, status.failed, status.pending], [3, 3, count - 3]);
  });

  test("a model that says of one picture after the other that it was shown none is given up at the fourth", async () => {
    const content = JSON.stringify({ description: "I cannot see any image.", tags: [], text: "", alt: "" });
    const { end, failures, status } = await runBatch({ faults: () => ({ kind: "content", content }) });
    assert.equal(end.kind === "gaveUp" && end.failure.reason, "imageNotSeen");
    assert.deepEqual([failures.length, status.failed, status.pending], [3, 3, count - 3]);
  });
});
