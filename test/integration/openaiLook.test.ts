/** How answers of OpenAI-compatible servers come in: streams in every shape, what servers refuse, thoughts, ends. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RefusedField } from "../fakes/openaiTypes.ts";
import { manners, withServed } from "../fixtures/openaiScene.ts";

const bodyOf = (scene: { readonly standIn: { readonly looks: readonly { readonly body: object }[] } }, at = 0) =>
  scene.standIn.looks[at]?.body as Readonly<Record<string, unknown>>;
const has = (field: string) => (body: Readonly<Record<string, unknown>>) => field in body;
const formatOf = (body: Readonly<Record<string, unknown>>) =>
  (body["response_format"] as { type?: string } | undefined)?.type ?? "none";

describe("a request to an OpenAI-compatible server", () => {
  test("asks for a stream at temperature 0, within a limit, by a strict schema, without thoughts, with the picture as data", () =>
    withServed({ manner: "vllm" }, async (scene) => {
      assert.equal((await scene.look()).failure, undefined);
      const body = bodyOf(scene);
      const { stream, temperature, max_tokens, chat_template_kwargs, response_format } = body;
      assert.deepEqual(
        { stream, temperature, max_tokens, chat_template_kwargs },
        { stream: true, temperature: 0, max_tokens: 1024, chat_template_kwargs: { enable_thinking: false } },
      );
      const { type, json_schema } = response_format as {
        type: string;
        json_schema: { name: string; strict: boolean; schema: { required: string[]; additionalProperties: boolean } };
      };
      assert.deepEqual([type, json_schema.name, json_schema.strict], ["json_schema", "record", true]);
      assert.deepEqual(json_schema.schema.required, ["description", "tags", "text", "alt"]);
      assert.equal(json_schema.schema.additionalProperties, false);
    }));

  test("carries the key of its server, and none where there is none", () =>
    withServed(
      { key: "sk-very-secret" },
      async ({ look, standIn }) => {
        assert.equal((await look()).failure, undefined);
        assert.equal(standIn.looks[0]?.authorization, "Bearer sk-very-secret");
      },
      { authorization: "Bearer sk-very-secret" },
    ));

  test("uses one connection for one picture after the other", () =>
    withServed({ manner: "llamacpp" }, async ({ look, standIn }) => {
      for (let at = 0; at < 4; at++) assert.equal((await look()).failure, undefined);
      assert.equal(standIn.connections, 1);
    }));
});

describe("a streamed answer", () => {
  for (const lineEnd of ["\n", "\r\n", "\r"] as const) {
    for (const chunkBytes of [1, 7, 4096]) {
      test(`is read with line ends ${JSON.stringify(lineEnd)} in chunks of ${String(chunkBytes)} bytes`, () =>
        withServed({ lineEnd, chunkBytes }, async ({ look }) => {
          const { failure, steps, said } = await look();
          assert.equal(failure, undefined);
          assert.deepEqual(steps, ["description", "tags", "text"]);
          assert.match(String(said["description"]), /mostly black and red/u);
        }));
    }
  }

  test("is read where the server answers in one piece all the same", () =>
    withServed({ streams: false }, async ({ look, standIn }) => {
      assert.deepEqual((await look()).steps, ["description", "tags", "text"]);
      assert.equal(standIn.looks.length, 1);
    }));

  test("gives its steps as they arrive, and what was whole stays when the rest breaks off", () =>
    withServed(
      {
        firstTokenMs: 1,
        latencyMs: 200,
        faults: ({ path }) => (path === "/chat/completions" ? { kind: "cut", after: 60 } : undefined),
      },
      async ({ look }) => {
        const { failure, steps } = await look();
        assert.equal(failure?.reason, "engineUnreachable");
        assert.ok(steps.includes("description"));
      },
    ));

  for (const manner of manners) {
    test(`keeps the thoughts of ${manner} out of what is said`, () =>
      withServed(
        {
          manner,
          faults: () => ({
            kind: "content",
            thinking: "I think of {braces}.",
            content: '{"description":"A car.","tags":["car"],"text":"","alt":"A car."}',
          }),
        },
        async ({ look }) => assert.equal((await look()).said["description"], "A car."),
      ));

    test(`is found in the thoughts of ${manner} where nothing else was said`, () =>
      withServed({ manner, faults: () => ({ kind: "distort", how: "thinkingOnly" }) }, async ({ look, standIn }) => {
        const { failure, steps } = await look();
        assert.equal(failure, undefined);
        assert.equal(steps.length, 3);
        assert.equal(standIn.looks.length, 1);
      }));
  }

  test("that was cut off by its limit is asked for once more, and then fails as truncated", () =>
    withServed({ faults: () => ({ kind: "length", after: 12 }) }, async ({ look, standIn }) => {
      const { failure, modelCalls } = await look();
      assert.equal(failure?.reason, "answerTruncated");
      assert.match(failure.message, /within its limit/u);
      assert.deepEqual([modelCalls, standIn.looks.length], [2, 2]);
    }));

  test("whose length all went into thoughts says so", () =>
    withServed({ manner: "lmstudio", faults: () => ({ kind: "length", after: 2 }) }, async ({ look }) =>
      assert.match((await look()).failure?.message ?? "", /went into thinking/u),
    ));

  test("that ends without a word of its end counts as broken", () =>
    withServed({ faults: () => ({ kind: "noEnd", after: 2 }) }, async ({ look }) => {
      const { failure } = await look();
      assert.equal(failure?.reason, "answerTruncated");
      assert.match(failure.message, /before it was complete/u);
    }));

  test("that runs in circles is cut off, and the server is told to stop", () =>
    withServed(
      { latencyMs: 4000, firstTokenMs: 1, faults: ({ index }) => (index === 0 ? { kind: "loop" } : undefined) },
      async ({ look, standIn }) => {
        assert.equal((await look()).steps.length, 3);
        assert.ok(standIn.looks[0]?.abortedAt !== undefined, "the first request was ended by us");
      },
    ));

  test("that a content filter holds back fails by name and is not asked for again", () =>
    withServed({ faults: () => ({ kind: "finish", reason: "content_filter" }) }, async ({ look, standIn }) => {
      const { failure } = await look();
      assert.equal(failure?.reason, "engineRefused");
      assert.match(failure.message, /content filter/u);
      assert.equal(standIn.looks.length, 1);
    }));

  for (const field of ["data", "error"] as const) {
    test(`with an error in the middle, in a field ${field}, is translated like a status`, () =>
      withServed(
        {
          manner: "llamacpp",
          faults: () => ({
            kind: "errorEvent",
            field,
            after: 60,
            body:
              field === "data"
                ? '{"error":{"code":500,"message":"cudaMalloc failed: out of memory","type":"server_error"}}'
                : '{"code":500,"message":"cudaMalloc failed: out of memory","type":"server_error"}',
          }),
        },
        async ({ look }) => {
          const { failure, steps } = await look();
          assert.equal(failure?.reason, "outOfMemory");
          assert.ok(steps.includes("description"));
        },
      ));
  }

  test("with an event that is no JSON fails by name", () =>
    withServed({ faults: () => ({ kind: "badEvent", after: 3 }) }, async ({ look }) => {
      const { failure } = await look();
      assert.equal(failure?.reason, "engineFailed");
      assert.match(failure.message, /no JSON/u);
    }));
});

describe("what a server does not take", () => {
  const rows: readonly (readonly [string, RefusedField, (body: Readonly<Record<string, unknown>>) => boolean])[] = [
    [
      "the switch for thoughts, as OpenAI says it",
      {
        when: has("chat_template_kwargs"),
        status: 400,
        body: '{"error":{"message":"Unrecognized request argument supplied: chat_template_kwargs","type":"invalid_request_error","param":null,"code":null}}',
      },
      (body) => !("chat_template_kwargs" in body) && formatOf(body) === "json_schema",
    ],
    [
      "the switch for thoughts, as a strict gateway says it",
      {
        when: has("chat_template_kwargs"),
        status: 422,
        body: '{"detail":[{"type":"extra_forbidden","loc":["body","chat_template_kwargs"],"msg":"Extra inputs are not permitted"}]}',
      },
      (body) => !("chat_template_kwargs" in body) && formatOf(body) === "json_schema",
    ],
    [
      "a schema",
      {
        when: (body) => formatOf(body) === "json_schema",
        status: 400,
        body: '{"error":{"message":"response_format of type json_schema is not supported","param":"response_format","code":"unsupported_parameter"}}',
      },
      (body) => formatOf(body) === "json_object",
    ],
    [
      "a schema of which no grammar can be made",
      {
        when: (body) => formatOf(body) === "json_schema",
        status: 500,
        body: '{"error":{"code":500,"message":"failed to parse grammar","type":"server_error"}}',
      },
      (body) => formatOf(body) === "json_object",
    ],
    [
      "max_tokens",
      {
        when: has("max_tokens"),
        status: 400,
        body: `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}}`,
      },
      (body) => body["max_completion_tokens"] === 1024,
    ],
    [
      "temperature 0",
      {
        when: has("temperature"),
        status: 400,
        body: `{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model.","param":"temperature","code":"unsupported_value"}}`,
      },
      (body) => !("temperature" in body),
    ],
    [
      "a system message",
      {
        when: ({ messages }) => (messages as { role: string }[])[0]?.role === "system",
        status: 400,
        body: '{"object":"error","message":"System role not supported","type":"BadRequestError","param":null,"code":400}',
      },
      (body) => (body["messages"] as unknown[]).length === 1,
    ],
  ];
  for (const [name, refused, isLeftOut] of rows) {
    test(`${name}: it is left out from then on, and that is no repair`, () =>
      withServed(
        {
          manner: "vllm",
          refuses: [refused],
          faults: ({ index }) => (index === 2 ? { kind: "distort", how: "invalidJson" } : undefined),
        },
        async (scene) => {
          const first = await scene.look();
          assert.deepEqual([first.failure, first.modelCalls], [undefined, 1]);
          assert.ok(isLeftOut(bodyOf(scene, 1)), JSON.stringify(bodyOf(scene, 1)).slice(0, 300));
          // the next picture learns nothing anew, and an answer that is no use has its repair still
          const second = await scene.look();
          assert.deepEqual([second.failure, second.steps.length], [undefined, 3]);
          assert.deepEqual([scene.standIn.looks.length, second.modelCalls], [4, 2]);
        },
      ));
  }

  test("LM Studio takes no json_object: where it refuses the schema too, the prompt alone must do", () =>
    withServed(
      {
        manner: "lmstudio",
        refuses: [
          {
            when: (body) => formatOf(body) === "json_schema",
            status: 400,
            body: '{"error":"response_format json_schema: unsupported for this model"}',
          },
        ],
      },
      async (scene) => {
        assert.equal((await scene.look()).failure, undefined);
        assert.deepEqual(
          [0, 1, 2].map((at) => formatOf(bodyOf(scene, at))),
          ["json_schema", "json_object", "none"],
        );
      },
    ));

  test("several requests at once learn it together", () =>
    withServed(
      { manner: "vllm", latencyMs: 30, refuses: [rows[0]?.[1], rows[2]?.[1]].filter((row) => row !== undefined) },
      async ({ look, standIn }) => {
        const outcomes = await Promise.all([look(), look(), look()]);
        for (const { failure, steps } of outcomes) assert.deepEqual([failure, steps.length], [undefined, 3]);
        assert.ok(standIn.looks.length <= 9);
      },
    ));

  test("a refusal that names nothing to leave out is the failure", () =>
    withServed(
      { faults: () => ({ kind: "status", status: 400, body: '{"error":"No."}' }) },
      async ({ look, standIn }) => {
        assert.equal((await look()).failure?.reason, "engineRefused");
        assert.equal(standIn.looks.length, 1);
      },
    ));
});
