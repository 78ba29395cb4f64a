/** Keys and passwords go to the one host that they are for, as a header, and into no message; requests are not sent on. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normaliseHost } from "../../src/extension/adapters/ollama/host.ts";
import { OllamaEmbedder } from "../../src/extension/adapters/ollama/ollamaEmbedder.ts";
import { OllamaModels } from "../../src/extension/adapters/ollama/ollamaModels.ts";
import { normaliseBase } from "../../src/extension/adapters/openai/address.ts";
import { ExpectedError, failureOf } from "../../src/shared/failures.ts";
import { startOllamaStandIn } from "../fakes/ollamaServer.ts";
import type { StandIn, StandInOptions } from "../fakes/ollamaTypes.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";

const { signal } = new AbortController();
const key = "Bearer s3cret-key-of-mine";

async function withServer(options: StandInOptions, work: (standIn: StandIn) => Promise<void>): Promise<void> {
  const standIn = await startOllamaStandIn(options);
  try {
    await work(standIn);
  } finally {
    await standIn.close();
  }
}

/** Everything that an error and its causes say, stacks and all. */
function allOf(thrown: unknown): string {
  let text = "";
  for (let error = thrown; error instanceof Error; error = error.cause)
    text += `${error.stack ?? ""} ${error.message} `;
  return text;
}

describe("an Ollama behind a proxy", () => {
  test("is asked with its key by look, health check, list, embedding and pull", () =>
    withOllama(
      { authorization: key, pullable: { "tiny:1b": [10] } },
      async ({ look, engine, standIn }) => {
        assert.equal((await look()).failure, undefined);
        await engine.checkHealth(signal);
        const models = new OllamaModels(standIn.url, key);
        await models.find(signal);
        await models.pull("tiny:1b", () => undefined, signal);
        const embedder = await OllamaEmbedder.find({ host: standIn.url, model: "", authorization: key }, signal);
        await embedder?.embedQuery("x", signal);
        assert.ok(standIn.requests.length >= 7);
        for (const request of standIn.requests) assert.equal(request.authorization, key, request.path);
      },
      { authorization: key },
    ));

  test("takes name and password of the address as a header too; a given key goes before them", () =>
    withServer({}, async (standIn) => {
      const host = standIn.url.replace("//", "//me:p%40ss%25word@");
      await new OllamaModels(host).version(signal);
      await new OllamaModels(host, ` ${key}\n`).version(signal);
      const basic = `Basic ${Buffer.from("me:p@ss%word").toString("base64")}`;
      assert.deepEqual(
        standIn.requests.map(({ authorization }) => authorization),
        [basic, key],
      );
    }));

  test("that refuses the key says so without it", () =>
    withServer({ authorization: "another" }, async (standIn) => {
      for (const models of [
        new OllamaModels(standIn.url, key),
        new OllamaModels(standIn.url.replace("//", "//me:s3cret-key-of-mine@")),
      ])
        await assert.rejects(models.version(signal), (thrown) => {
          assert.equal(failureOf(thrown).reason, "engineForbidden");
          assert.match(failureOf(thrown).message, /name and password or a key/u);
          return !allOf(thrown).includes("s3cret");
        });
    }));

  test("that repeats the key in an error, as a status or as a line, does not bring it into a message", async () => {
    const error = `bad header ${key}, token s3cret-key-of-mine`;
    for (const fault of [
      { kind: "status", status: 500, body: JSON.stringify({ error }) },
      { kind: "errorLine", error, after: 2 },
    ] as const)
      await withOllama(
        { faults: () => fault },
        async ({ look }) => {
          const { failure } = await look();
          assert.equal(failure?.reason, "engineFailed");
          assert.match(failure.message, /bad header …/u);
          assert.doesNotMatch(failure.message, /s3cret/u);
        },
        { authorization: key },
      );
  });

  test("a key that no header can carry is refused by name, without the key", () =>
    withServer({}, async (standIn) => {
      await assert.rejects(new OllamaModels(standIn.url, "Bearer s3cret\u0000ключ").version(signal), (thrown) => {
        assert.equal(failureOf(thrown).reason, "engineForbidden");
        return thrown instanceof ExpectedError && !allOf(thrown).includes("s3cret");
      });
      assert.equal(standIn.requests.length, 0);
    }));

  for (const address of [
    "http://me:s3cret@bad host",
    "me:s3cret@bad host:1",
    "http://me:s3@cret@host:99999",
    "http://me:s3/cret@host:1",
    "me:s3/cret@host:1",
    "http://me:s3//cret@host:1",
  ])
    test(`an address that cannot be read is named without its password: ${address}`, () => {
      for (const read of [normaliseHost, normaliseBase])
        assert.throws(
          () => read(address),
          (thrown) => !/s3|cret/u.test(allOf(thrown)) && /"(?:http:\/\/)?(?:bad )?host/u.test(allOf(thrown)),
        );
    });
});

describe("a server that sends on", () => {
  test("to another host is not followed: neither picture nor key arrives there", () =>
    withServer({}, (other) =>
      withOllama(
        { faults: () => ({ kind: "redirect", to: `${other.url}/api/chat?with=s3cret` }) },
        async ({ look, standIn }) => {
          const { failure } = await look();
          assert.equal(failure?.reason, "engineRefused");
          assert.ok(failure.message.includes(`sends requests on to ${other.url}, which is not followed`));
          assert.doesNotMatch(failure.message, /s3cret/u);
          assert.deepEqual([standIn.looks.length, other.requests.length], [1, 0]);
        },
        { authorization: key },
      ),
    ));

  test("to nowhere in particular fails by name too", () =>
    withOllama({ faults: () => ({ kind: "redirect", to: "http://[" }) }, async ({ look }) => {
      assert.match((await look()).failure?.message ?? "", /sends requests on to another address/u);
    }));
});

test("a server that is no Ollama is named at once, and not by an empty version", () =>
  withServer({ faults: () => ({ kind: "status", status: 200, body: '{"hello":"world"}' }) }, async (standIn) => {
    const found = await new OllamaModels(standIn.url).find(signal);
    assert.ok("failure" in found && /no Ollama server/u.test(found.failure.message));
  }));
