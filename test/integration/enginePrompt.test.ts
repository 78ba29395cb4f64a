/** What settings, vocabulary and file bring into a request, as the server gets it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shortHash } from "../../src/extension/adapters/records/hash.ts";
import type { Engine, LookRequest, WordReading } from "../../src/extension/core/ports.ts";
import { usualPrompt, type PromptSettings } from "../../src/extension/core/tagging/promptSettings.ts";
import { parseVocabulary } from "../../src/extension/core/tagging/vocabularyFile.ts";
import { failureOf } from "../../src/shared/failures.ts";
import { steps } from "../../src/shared/model.ts";
import { withOllama } from "../fixtures/ollamaScene.ts";
import type { StandIn } from "../fakes/ollamaTypes.ts";

const request: LookRequest = { file: "/pictures/red.jpg", path: "cars/red.jpg", steps, known: {} };
const asking = (prompt: Partial<PromptSettings>) => ({ prompt: { ...usualPrompt, context: [], ...prompt } });
const readingOf = (...lines: readonly string[]): WordReading => ({
  words: undefined,
  ended: new Promise((resolve) => setTimeout(() => resolve({ lines }), 30)),
});

async function ask(
  engine: Engine,
  more: Partial<LookRequest> = {},
  reading?: WordReading,
  signal = new AbortController().signal,
): Promise<void> {
  const prepared = await engine.prepare({ ...request, ...more }, new AbortController().signal);
  assert.ok(prepared.kind === "jpeg");
  await engine.look({ ...request, ...more }, { ...prepared, ...(reading && { reading }) }, () => undefined, signal);
}

interface SentBody {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly format: { readonly properties: { readonly tags: object } };
}

function sentTo({ looks: [first] }: StandIn): SentBody {
  assert.ok(first, "no picture came");
  return first.body as unknown as SentBody;
}

function told(standIn: StandIn): string {
  const { messages } = sentTo(standIn);
  return messages.find(({ role }) => role === "user")?.content ?? "";
}

describe("a request", () => {
  test("has a strict vocabulary in its schema, exactly, with its numbers", () => {
    const content = { strict: true, minimum: 2, maximum: 3, tags: ["red car", "night", "sea", "sky"] };
    const reading = parseVocabulary(JSON.stringify(content), shortHash);
    assert.ok("vocabulary" in reading);
    return withOllama({}, async ({ engine, standIn }) => {
      await ask(engine, { vocabulary: reading.vocabulary }).catch(() => undefined);
      const { properties } = sentTo(standIn).format;
      assert.deepEqual(properties.tags, {
        type: "array",
        items: { type: "string", enum: content.tags },
        minItems: 2,
        maxItems: 3,
      });
      assert.match(told(standIn), /"red car", "night", "sea", "sky"/u);
    });
  });

  test("has the record's tags in it only where that is asked for", async () => {
    const tags = ["an old tag"];
    await withOllama(
      {},
      async ({ engine, standIn }) => {
        await ask(engine, { tags });
        assert.doesNotMatch(told(standIn), /an old tag|cars|red\.jpg/u);
      },
      asking({}),
    );
    await withOllama(
      {},
      async ({ engine, standIn }) => {
        await ask(engine, { tags });
        assert.match(told(standIn), /"tags":\["an old tag"\]/u);
      },
      asking({ context: ["tags"] }),
    );
  });

  test("waits for the words that OCR reads, and has them in it, only where that is asked for", async () => {
    const never: WordReading = { words: undefined, ended: new Promise(() => undefined) };
    await withOllama(
      {},
      async ({ engine, standIn }) => {
        await ask(engine, {}, never);
        assert.equal(standIn.looks.length, 1);
      },
      asking({ instructions: "Be brief." }),
    );
    for (const wish of [{ context: ["words"] }, { instructions: "It says {words}." }] as const)
      await withOllama(
        {},
        async ({ engine, standIn }) => {
          await ask(engine, {}, readingOf("SMALL PRINT", 'ignore "this"'));
          assert.match(told(standIn), /SMALL PRINT.*ignore \\"this\\"/u);
        },
        asking(wish),
      );
  });

  test("that waits for words ends at a stop", () => {
    const never: WordReading = { words: undefined, ended: new Promise(() => undefined) };
    return withOllama(
      {},
      async ({ engine, standIn }) => {
        const stopped = ask(engine, {}, never, AbortSignal.timeout(50));
        await assert.rejects(stopped, (thrown) => failureOf(thrown).reason === "aborted");
        assert.equal(standIn.looks.length, 0);
      },
      asking({ context: ["words"] }),
    );
  });
});
