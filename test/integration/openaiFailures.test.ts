/** Every way in which an OpenAI-compatible server fails comes out by its name, with a remedy; keys and pictures stay where they belong. */
import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { describe, test } from "node:test";
import type { Reason } from "../../src/shared/failures.ts";
import { startServedStandIn } from "../fakes/openaiServer.ts";
import type { Manner, ServedError } from "../fakes/openaiTypes.ts";
import { manners, withServed } from "../fixtures/openaiScene.ts";

const { signal } = new AbortController();

/** Error, reason, what the sentence must name, and how many requests are made in all. */
const rows: readonly (readonly [ServedError, Reason, RegExp, number])[] = [
  ["modelNotFound", "modelMissing", /is not at http:\/\/127\.0\.0\.1:\d+\/v1\. Load it there/u, 1],
  ["noModelLoaded", "modelMissing", /Load (?:it|one) there/u, 1],
  ["noVision", "modelWithoutVision", /takes no pictures\. Choose a vision model/u, 1],
  ["contextExceeded", "engineRefused", /context/u, 1],
  ["badImage", "engineRefused", /cannot decode the picture/u, 1],
  ["outOfMemory", "outOfMemory", /not enough memory.*smaller model/u, 1],
  ["unauthorised", "engineForbidden", /asks for a key.*Set Access Key.*IMAGE_TAGGER_OPENAI_KEY/u, 1],
  ["forbidden", "engineForbidden", /does not allow/u, 1],
  ["quota", "engineForbidden", /no credit left/u, 1],
  ["loading", "engineBusy", /busy or loads its model/u, 4],
  ["rateLimited", "engineBusy", /busy/u, 4],
  ["gateway", "engineUnreachable", /gateway/u, 4],
  ["crash", "engineFailed", /See its log/u, 2],
  ["tooLarge", "engineRefused", /too large.*image size/u, 1],
];

describe("errors of an OpenAI-compatible server", () => {
  for (const manner of manners) {
    for (const [error, reason, sentence, requests] of rows) {
      test(`${error} as ${manner} says it is ${reason}, after ${String(requests)} requests`, () =>
        withServed({ manner, faults: () => ({ kind: "error", error }) }, async ({ look, standIn }) => {
          const { failure, steps } = await look();
          assert.equal(failure?.reason, reason, failure?.message);
          assert.match(failure.message, sentence);
          assert.doesNotMatch(failure.message, /[{}]|\\"|<html/u);
          assert.deepEqual(steps, []);
          assert.equal(standIn.looks.length, requests);
        }));
    }

    test(`a path that ${manner} does not serve is a wrong address, not a missing model`, async () => {
      const standIn = await startServedStandIn({ manner });
      try {
        const wrong = { base: `${standIn.origin}/api/v1` };
        await withServed(
          { manner },
          async ({ look, engine }) => {
            const { failure } = await look();
            assert.equal(failure?.reason, "engineRefused");
            assert.match(failure.message, /Correct the address; it ends in \/v1/u);
            await assert.rejects(engine.checkHealth(signal), {
              reason: "engineRefused",
              message: /Correct the address/u,
            });
          },
          wrong,
        );
      } finally {
        await standIn.close();
      }
    });

    test(`health of ${manner} says whether the model is still there, and names those that are`, () =>
      withServed({ manner }, async ({ engine, standIn }) => {
        await engine.checkHealth(signal);
        standIn.setModels([{ name: "other", kind: "llm" }]);
        await assert.rejects(engine.checkHealth(signal), { reason: "modelMissing", message: /It lists other\./u });
      }));
  }

  for (const manner of ["llamacpp", "vllm"] as const) {
    test(`health of ${manner} says that it loads its model`, () =>
      withServed({ manner, isLoading: true }, async ({ engine, standIn }) => {
        await assert.rejects(engine.checkHealth(signal), { reason: "engineBusy" });
        standIn.setLoading(false);
        await engine.checkHealth(signal);
      }));
  }

  test("a text-only model of LM Studio is found out", () =>
    withServed({}, async ({ look }) => assert.equal((await look()).failure?.reason, "modelWithoutVision"), {
      model: "qwen/qwen3-4b",
    }));

  test("an error under status 200 is an error", () =>
    withServed(
      { faults: () => ({ kind: "status", status: 200, body: '{"error":"No models loaded"}' }) },
      async ({ look }) => assert.equal((await look()).failure?.reason, "modelMissing"),
    ));

  test("an error that a gateway hands on as a string is read", () => {
    const inner = '{"error":{"message":"image input is not supported - hint: provide the mmproj","code":500}}';
    const body = JSON.stringify({ error: { message: inner, code: 500 } });
    return withServed({ faults: () => ({ kind: "status", status: 500, body }) }, async ({ look }) => {
      const { failure } = await look();
      assert.equal(failure?.reason, "modelWithoutVision");
      assert.match(failure.message, /--mmproj/u);
    });
  });

  test("an error body of any size and content makes a short sentence", () =>
    withServed(
      {
        faults: () => ({
          kind: "status",
          status: 500,
          body: JSON.stringify({ error: `\u001b[31m\u202e${"x".repeat(9000)}` }),
        }),
      },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineFailed");
        assert.ok(failure.message.length < 700 && !/\p{C}/u.test(failure.message));
      },
    ));

  test("a page of something else is no server of this kind", () =>
    withServed(
      { faults: () => ({ kind: "status", status: 200, body: "<html>Welcome to nginx</html>" }) },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineRefused");
        assert.match(failure.message, /no OpenAI-compatible server/u);
      },
    ));
});

describe("a server that is away", () => {
  test("nothing listening is engineUnreachable with what to start", async () => {
    const base = `127.0.0.1:${String(await closedPort())}`;
    await withServed(
      {},
      async ({ look, engine }) => {
        const { failure, modelCalls } = await look();
        assert.deepEqual([failure?.reason, modelCalls], ["engineUnreachable", 0]);
        assert.match(
          failure?.message ?? "",
          /Nothing answers at http:\/\/127\.0\.0\.1:\d+\/v1\. Start the server of LM Studio, llama-server or vLLM, or correct the address/u,
        );
        await assert.rejects(engine.checkHealth(signal), { reason: "engineUnreachable" });
      },
      { base },
    );
  });

  test("a host that no one knows is engineUnreachable", () =>
    withServed({}, async ({ look }) => assert.equal((await look()).failure?.reason, "engineUnreachable"), {
      base: "http://no-such-host.invalid:1234",
      deadlineMs: 20_000,
    }));

  test("a connection that is reset is tried again and then goes through", () =>
    withServed({ faults: ({ index }) => (index < 2 ? { kind: "reset" } : undefined) }, async ({ look, standIn }) => {
      assert.equal((await look()).steps.length, 3);
      assert.equal(standIn.looks.length, 3);
    }));

  test("an answer that does not come in time ends at the deadline with the promised time", () =>
    withServed(
      { faults: () => ({ kind: "hang" }) },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "timedOut");
        assert.match(failure.message, /no complete answer within 1 s/u);
      },
      { deadlineMs: 300 },
    ));

  test("a stop in the middle of a stream ends the request at the server", () =>
    withServed({ firstTokenMs: 1, latencyMs: 20_000 }, async ({ look, standIn }) => {
      const stop = new AbortController();
      const outcome = await look({
        signal: stop.signal,
        onEvent: (event) => event.type === "progress" && event.fraction > 0.2 && stop.abort(),
      });
      assert.equal(outcome.failure?.reason, "aborted");
      while (standIn.looks[0]?.abortedAt === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    }));
});

describe("keys and pictures stay where they belong", () => {
  const secret = "sk-very-secret-1234";
  const authorization = `Bearer ${secret}`;

  test("a key that the server repeats in its error is struck out", () =>
    withServed(
      {
        faults: () => ({
          kind: "status",
          status: 401,
          body: JSON.stringify({ error: { message: `Incorrect API key provided: ${secret}` } }),
        }),
      },
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineForbidden");
        assert.match(failure.message, /does not take its key.*provided: …/u);
        assert.ok(!failure.message.includes(secret));
      },
      { authorization },
    ));

  test("a key that cannot stand in a header fails by name and is not told", () =>
    withServed(
      {},
      async ({ look }) => {
        const { failure } = await look();
        assert.equal(failure?.reason, "engineForbidden");
        assert.ok(!failure.message.includes("broken-key"));
      },
      { authorization: "Bearer broken-key\n\u2028x" },
    ));

  test("a redirect to another server is not followed: neither picture nor key goes there", async () => {
    const other = await startServedStandIn({});
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        await withServed(
          { faults: () => ({ kind: "redirect", status, to: `${other.base}/chat/completions` }) },
          async ({ look, engine }) => {
            const { failure } = await look();
            assert.equal(failure?.reason, "engineRefused");
            assert.ok(failure.message.includes(`sends requests on to ${other.origin}`), failure.message);
            await assert.rejects(engine.checkHealth(signal), { reason: "engineRefused" });
          },
          { authorization },
        );
      }
      assert.deepEqual(other.requests, []);
    } finally {
      await other.close();
    }
  });

  test("a redirect within the server is followed, and one in circles ends", () =>
    withServed(
      {
        faults: ({ path, index }) =>
          path === "/chat/completions" && index === 0 ? { kind: "redirect", to: "/v1/chat/completions" } : undefined,
      },
      async ({ look, standIn }) => {
        assert.equal((await look()).steps.length, 3);
        standIn.setFaults(() => ({ kind: "redirect", to: "/v1/chat/completions" }));
        assert.match((await look()).failure?.message ?? "", /in circles/u);
      },
    ));

  test("a name and password in the address are sent, not shown", async () => {
    const standIn = await startServedStandIn({});
    try {
      const base = standIn.base.replace("//", "//me:hidden-word@");
      await withServed(
        {},
        async ({ look }) => {
          assert.equal((await look()).failure, undefined);
          standIn.setFaults(() => ({ kind: "error", error: "unauthorised" }));
          const { failure } = await look();
          assert.ok(failure && !failure.message.includes("hidden-word"));
        },
        { base },
      );
      const sent = standIn.looks[0]?.authorization ?? "";
      assert.equal(Buffer.from(sent.replace("Basic ", ""), "base64").toString(), "me:hidden-word");
    } finally {
      await standIn.close();
    }
  });
});

describe("addresses", () => {
  const forms: readonly (readonly [Manner, string, (origin: string) => string])[] = [
    ["lmstudio", "/v1", (origin) => origin],
    ["lmstudio", "/v1", (origin) => `${origin}/`],
    ["llamacpp", "/v1", (origin) => `${origin}/v1/`],
    ["vllm", "/v1", (origin) => `${origin}/v1/chat/completions`],
    ["vllm", "/v1", (origin) => origin.replace("http://", "")],
    ["llamacpp", "/models/gpu/v1", (origin) => `${origin}/models/gpu`],
    ["llamacpp", "/api/v3", (origin) => `${origin}/api/v3`],
  ];
  for (const [manner, basePath, write] of forms) {
    test(`${write("http://host:1")} leads to ${basePath}`, async () => {
      const standIn = await startServedStandIn({ manner, basePath });
      try {
        await withServed({ manner }, async ({ look }) => assert.equal((await look()).failure, undefined), {
          base: write(standIn.origin),
        });
        assert.equal(standIn.looks.length, 1);
      } finally {
        await standIn.close();
      }
    });
  }
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
