/** No time-out of the HTTP client cuts off a slow model: its own clock is put forward while a request waits. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Agent, fetch } from "undici";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";
import { withServed } from "../fixtures/openaiScene.ts";
import { passMinutesOnce } from "../fixtures/passingMinutes.ts";

/** The codes of an error and its causes. */
function codesOf(thrown: unknown): string {
  let codes = "";
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error) codes += ` ${String(error.code)}`;
  }
  return codes;
}

/** As a client with undici's usual time-outs asks. */
async function askPlainly(standIn: StandIn): Promise<string> {
  const dispatcher = new Agent();
  const messages = [{ role: "user", content: '- "description": - "alt":' }];
  const body = JSON.stringify({ model: "gemma3:4b", stream: true, messages });
  try {
    const response = await fetch(`${standIn.url}/api/chat`, { method: "POST", body, dispatcher });
    return await response.text();
  } finally {
    await dispatcher.destroy();
  }
}

const isWaiting = ({ requests: [request] }: StandIn): boolean => request?.startedAt !== undefined;
/** The first words have surely been read; the next come later. */
const isTalking = ({ requests: [request] }: StandIn): boolean =>
  performance.timeOrigin + performance.now() > (request?.firstByteAt ?? Infinity) + 100;

const slow: readonly {
  readonly what: string;
  readonly server: StandInOptions;
  readonly until: (standIn: StandIn) => boolean;
  readonly code: RegExp;
}[] = [
  {
    what: "headers and first token that take 310 seconds",
    server: { firstTokenMs: 700 },
    until: isWaiting,
    code: /UND_ERR_HEADERS_TIMEOUT/u,
  },
  {
    what: "310 seconds between two words",
    server: { firstTokenMs: 50, chunkMs: 300 },
    until: isTalking,
    code: /UND_ERR_BODY_TIMEOUT/u,
  },
];

describe("a slow model", () => {
  for (const { what, server, until, code } of slow) {
    test(`is waited for: ${what}`, () => {
      const content = JSON.stringify({ description: "Red.", tags: ["a"], text: "", alt: "R" });
      return withOllama({ ...server, faults: () => ({ kind: "content", content }) }, async ({ look, standIn }) => {
        const [{ failure, steps, modelCalls }] = await Promise.all([look(), passMinutesOnce(() => until(standIn))]);
        assert.deepEqual([failure, steps.length, modelCalls], [undefined, 3, 1]);
      });
    });

    test(`would be cut off by the client's usual time-outs: ${what}`, async () => {
      const standIn = await startOllamaStandIn(server);
      try {
        const [[asked]] = await Promise.all([
          Promise.allSettled([askPlainly(standIn)]),
          passMinutesOnce(() => until(standIn)),
        ]);
        assert.match(asked.status === "rejected" ? codesOf(asked.reason) : "it was not cut off", code);
      } finally {
        await standIn.close();
      }
    });
  }
});

describe("a slow model of an OpenAI-compatible server", () => {
  const now = (): number => performance.timeOrigin + performance.now();
  for (const [what, server, afterMs] of [
    ["headers and first token that take 310 seconds", { firstTokenMs: 700, latencyMs: 800 }, 0],
    ["310 seconds between two words", { firstTokenMs: 50, latencyMs: 1500 }, 250],
  ] as const)
    test(`is waited for: ${what}`, () =>
      withServed(server, async ({ look, standIn }) => {
        const isSo = (): boolean => now() > (standIn.looks[0]?.arrivedAt ?? Infinity) + afterMs;
        const [{ failure, steps, modelCalls }] = await Promise.all([look(), passMinutesOnce(isSo)]);
        assert.deepEqual([failure, steps.length, modelCalls], [undefined, 3, 1]);
      }));
});
