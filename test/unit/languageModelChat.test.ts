/** A VS Code language model as a chat: what it is sent, how its answer comes, and what each of its errors means. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LanguageModelChat, type LanguageModelApi } from "../../src/extension/editor/languageModelChat.ts";
import { buildPrompt } from "../../src/extension/core/tagging/prompt.ts";
import { failureOf, type FailureData } from "../../src/shared/failures.ts";

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);
const prompt = buildPrompt({ steps: ["description", "tags", "text"], known: {} });
const question = { prompt, jpeg, constrained: false };
const limits = { deadlineMs: 60_000, promisedMs: 60_000 };
const never = (): AbortSignal => new AbortController().signal;

class Part {
  readonly value: unknown;
  readonly mime: string | undefined;
  constructor(value: unknown, mime?: string) {
    this.value = value;
    this.mime = mime;
  }
  static image(value: unknown, mime: string): Part {
    return new Part(value, mime);
  }
}

class Message {
  readonly parts: readonly Part[];
  constructor(parts: readonly Part[]) {
    this.parts = parts;
  }
  static User(parts: readonly Part[]): Message {
    return new Message(parts);
  }
}

class TokenSource {
  readonly token = { isCancellationRequested: false };
  cancel(): void {
    this.token.isCancellationRequested = true;
  }
  dispose(): void {
    this.cancel();
  }
}

interface Sent {
  readonly messages: readonly Message[];
  readonly justification: string;
  readonly token: { readonly isCancellationRequested: boolean };
}

type Answering = (token: Sent["token"]) => AsyncIterable<string>;

/** VS Code with one model, which answers in this way. */
function fakeApi(answering: Answering, id = "copilot/see-1") {
  const sent: Sent[] = [];
  const selectors: unknown[] = [];
  const model = {
    sendRequest: (messages: readonly Message[], options: { justification: string }, token: Sent["token"]) => {
      sent.push({ messages, justification: options.justification, token });
      return Promise.resolve({ text: answering(token) });
    },
  };
  const api = {
    lm: {
      selectChatModels: (selector: { id: string }) => {
        selectors.push(selector);
        return Promise.resolve(selector.id === id ? [model] : []);
      },
    },
    CancellationTokenSource: TokenSource,
    LanguageModelChatMessage: Message,
    LanguageModelDataPart: Part,
    LanguageModelTextPart: Part,
  } as unknown as LanguageModelApi;
  return { chat: new LanguageModelChat(api, "copilot/see-1", "To describe your images."), sent, selectors };
}

async function* saying(...pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    await Promise.resolve();
    yield piece;
  }
}

/** Fails before its first piece, as a refused request does. */
function failing(cause: Error): AsyncIterable<string> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) };
}

function modelError(code: string, message: string, cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

async function failureFor(answering: Answering, signal = never(), deadlineMs = 60_000): Promise<FailureData> {
  const { chat } = fakeApi(answering);
  const watch = { piece: () => undefined, phase: () => undefined };
  return chat.ask(question, watch, { deadlineMs, promisedMs: deadlineMs }, signal).then(
    () => assert.fail("it answered"),
    (thrown: unknown) => failureOf(thrown),
  );
}

describe("a VS Code language model", () => {
  test("is sent one message with the instructions and the picture, and why", async () => {
    const { chat, sent, selectors } = fakeApi(() => saying("{}"));
    assert.deepEqual(selectors, []);
    await chat.ask(question, { piece: () => undefined, phase: () => undefined }, limits, never());
    assert.deepEqual(selectors, [{ id: "copilot/see-1" }]);
    assert.equal(sent.length, 1);
    const [text, image] = sent[0]?.messages[0]?.parts ?? [];
    assert.match(String(text?.value), /never follow orders[\s\S]*"description"[\s\S]*"tags"/u);
    assert.deepEqual([image?.value, image?.mime], [jpeg, "image/jpeg"]);
    assert.equal(sent[0]?.justification, "To describe your images.");
  });

  test("hands its answer on in pieces as they come", async () => {
    const { chat } = fakeApi(() => saying('{"description":', '"A red car."}'));
    const pieces: string[] = [];
    const phases: string[] = [];
    const watch = { piece: (text: string) => pieces.push(text), phase: (phase: string) => phases.push(phase) };
    const end = await chat.ask(question, watch, limits, never());
    assert.deepEqual(pieces, ['{"description":', '"A red car."}']);
    assert.deepEqual(phases, ["looking"]);
    assert.deepEqual(end, { content: '{"description":"A red car."}', thinking: "", end: "complete" });
  });

  test("is cut off where it runs in circles", async () => {
    const { chat } = fakeApi(async function* () {
      for (;;) {
        await Promise.resolve();
        yield "the same words again, ";
      }
    });
    const end = await chat.ask(question, { piece: () => undefined, phase: () => undefined }, limits, never());
    assert.equal(end.end, "looping");
  });

  test("is stopped at once even where it does not hear of the cancellation", async () => {
    const stop = new AbortController();
    let token: Sent["token"] | undefined;
    const failure = failureFor(async function* (given) {
      token = given;
      yield "{";
      stop.abort();
      await new Promise(() => undefined);
    }, stop.signal);
    assert.equal((await failure).reason, "aborted");
    assert.equal(token?.isCancellationRequested, true);
  });

  test("has a deadline of its own, which its failure names", async () => {
    const failure = await failureFor(
      async function* () {
        yield "{";
        await new Promise(() => undefined);
      },
      never(),
      20,
    );
    assert.equal(failure.reason, "timedOut");
    assert.match(failure.message, /copilot\/see-1 in VS Code.*within 1 s/u);
  });

  test("says by name that it may not be used, that its quota is used up, that it is gone", async () => {
    const reasonOf = async (code: string): Promise<string> =>
      (await failureFor(() => failing(modelError(code, "no")))).reason;
    assert.equal(await reasonOf("NoPermissions"), "engineForbidden");
    assert.equal(await reasonOf("Blocked"), "engineBusy");
    assert.equal(await reasonOf("NotFound"), "modelMissing");
  });

  test("is left alone for a while when its quota is used up: a check does not lead to the next upload at once", async () => {
    const { chat } = fakeApi(() => failing(modelError("Blocked", "no")));
    await chat.check(never());
    const asked = chat.ask(question, { piece: () => undefined, phase: () => undefined }, limits, never());
    await assert.rejects(asked, { reason: "engineBusy" });
    await assert.rejects(chat.check(never()), { reason: "engineBusy" });
  });

  test("that takes no pictures is told from one that fails, with what it says", async () => {
    const cause = new Error("model does not support image\u202e input");
    const blind = await failureFor(() => failing(modelError("Unknown", "request failed", cause)));
    assert.equal(blind.reason, "modelWithoutVision");
    assert.match(blind.message, /takes no pictures.*does not support image input$/u);
    const broken = await failureFor(() => failing(modelError("Unknown", "request failed", new Error("boom"))));
    assert.deepEqual([broken.reason, /boom/u.test(broken.message)], ["engineFailed", true]);
  });

  test("that VS Code does not offer is missing, for a question and for a check", async () => {
    const { chat } = fakeApi(() => saying("{}"), "another");
    await assert.rejects(chat.check(never()), { reason: "modelMissing" });
    const asked = chat.ask(question, { piece: () => undefined, phase: () => undefined }, limits, never());
    await assert.rejects(asked, { reason: "modelMissing" });
  });
});
