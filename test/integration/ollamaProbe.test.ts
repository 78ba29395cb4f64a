/** The probe through a server: models that see, that are blind, that fail; and its picture. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import sharp from "sharp";
import { probeEngine } from "../../src/extension/core/tagging/probe.ts";
import { probePicture } from "../../src/extension/core/tagging/probePicture.ts";
// @ts-expect-error -- a script without types
import { drawProbe } from "../../scripts/drawProbe.mjs";
import type { StandInOptions } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

const { signal } = new AbortController();

describe("a probe through Ollama", () => {
  for (const era of ["old", "new"] as const) {
    test(`is good for a model that sees, in one request, ${era} era`, () =>
      withOllama({ era }, async ({ engine, standIn }) => {
        const { kind, answer, seconds } = await probeEngine(engine, signal);
        assert.equal(kind, "good");
        assert.match(answer?.description ?? "", /256 by 256 pixels.*red/u);
        assert.ok(seconds > 0);
        assert.equal(standIn.looks.length, 1);
        const asked = JSON.stringify(standIn.looks[0]?.body);
        assert.doesNotMatch(asked, /\b(?:red|disc|disk|stop|circle|sign|IMG_0001)\b/iu);
      }));

    test(`is doubtful for a model whose server threw the picture away, ${era} era`, () =>
      withOllama({ era, faults: () => ({ kind: "blind" }) }, async ({ engine }) => {
        assert.equal((await probeEngine(engine, signal)).kind, "doubtful");
      }));

    test(`refuses Llama 3.2 Vision only where it cannot be loaded, ${era} era`, () =>
      withOllama(
        { era },
        async ({ engine }) => {
          const { kind, message, failure } = await probeEngine(engine, signal);
          assert.equal(kind, era === "old" ? "good" : "refused");
          if (failure) assert.match(message, /can no longer load llama3\.2-vision:11b: since 0\.30/u);
        },
        { model: "llama3.2-vision:11b" },
      ));
  }

  const refused: readonly (readonly [string, StandInOptions["faults"] & object, RegExp])[] = [
    ["an empty answer", () => ({ kind: "distort", how: "empty" }), /it is empty/u],
    ["a model without eyes", () => ({ kind: "error", error: "noVision" }), /takes no pictures/u],
    ["a model that runs in circles", () => ({ kind: "whitespaceLoop" }), /repeats itself/u],
    ["too little memory", () => ({ kind: "error", error: "outOfMemory" }), /smaller model/u],
  ];
  for (const [what, faults, sentence] of refused)
    test(`refuses ${what}`, () =>
      withOllama({ faults }, async ({ engine }) => {
        const { kind, message } = await probeEngine(engine, signal);
        assert.equal(kind, "refused");
        assert.match(message, sentence);
      }));

  test("ends at a stop, and the request with it", () =>
    withOllama({ firstTokenMs: 60_000 }, async ({ engine, standIn }) => {
      await assert.rejects(probeEngine(engine, AbortSignal.timeout(100)), { reason: "aborted" });
      while (standIn.looks[0]?.abortedAt === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    }));
});

describe("the picture of the probe", () => {
  const jpeg = Buffer.from(probePicture.base64, "base64");

  test("is a JPEG of at most 4 KB in its source, large enough for every model", async () => {
    const { format, width, height } = await sharp(jpeg).metadata();
    assert.deepEqual([format, width, height], ["jpeg", probePicture.sidePx, probePicture.sidePx]);
    assert.ok(probePicture.sidePx >= 224 && probePicture.base64.length <= 4096);
  });

  test("is the one that its script draws", async () => {
    const pixels = (bytes: Buffer): Promise<Buffer> => sharp(bytes).raw().toBuffer();
    const [kept, drawn] = await Promise.all([pixels(jpeg), pixels(await (drawProbe as () => Promise<Buffer>)())]);
    assert.equal(kept.length, drawn.length);
    const difference = kept.reduce((sum, value, at) => sum + Math.abs(value - (drawn[at] ?? 0)), 0) / kept.length;
    assert.ok(difference < 2, `differs by ${difference} a pixel`);
  });
});
