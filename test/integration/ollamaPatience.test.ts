/** No time-out of the HTTP client cuts off a slow model: its own clock is put forward while a request waits. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { Agent, fetch } from "undici";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

/** The clock by which undici measures its time-outs for headers and body; `tick` is its way to test them. */
const clock = createRequire(import.meta.url)("undici/lib/util/timers.js") as { tick(milliseconds: number): void };

/** Once this is so, 310 seconds pass for undici. */
async function passMinutesOnce(isSo: () => boolean): Promise<void> {
  const givesUpAt = performance.now() + 10_000;
  while (!isSo()) {
    assert.ok(performance.now() < givesUpAt, "it never came about");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // the first turn of its clock only notices new timers
  clock.tick(1000);
  clock.tick(310_000);
}

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
