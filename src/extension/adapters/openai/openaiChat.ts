/** One vision model on an OpenAI-compatible server as a chat: a streamed question about one picture, and how its answer ended. */
import type { Chat, ChatEnd, ChatLimits, ChatQuestion, ChatWatch } from "../../core/tagging/chat.ts";
import { EngineFailure } from "../../core/tagging/engineFailure.ts";
import { normaliseBase } from "./address.ts";
import { ChatAnswer } from "./chatAnswer.ts";
import { AnsweredFailure, failureOfResponse } from "./failures.ts";
import { jsonOf, send, type Answered, type ServerAccess } from "./http.ts";
import { OpenAiModels } from "./openaiModels.ts";
import { chatBody, formAfter, fullForm } from "./requestForm.ts";
import { serverEvents } from "./sse.ts";

/** What follows the end of an answer is waited for so long, because a connection that was read to its end is used again. */
const tailMs = 200;

/** Which model, and where; the answer's limit is 1024 tokens if not said. */
export interface OpenAiChatOptions extends ServerAccess {
  readonly model: string;
  readonly maxAnswerTokens?: number;
}

/** Asks through one model on one server, and remembers what that server does not take. */
export class OpenAiChat implements Chat {
  readonly kind = "openai";
  readonly model: string;
  readonly #options: Required<OpenAiChatOptions>;
  readonly #models: OpenAiModels;
  #form = fullForm;

  constructor({ base, authorization, model, maxAnswerTokens = 1024 }: OpenAiChatOptions) {
    this.model = model;
    this.#options = { base: normaliseBase(base), authorization, model, maxAnswerTokens };
    this.#models = new OpenAiModels(this.#options);
  }

  get enforcesSchema(): boolean {
    return this.#form.format !== "none";
  }

  /** A request that is refused for its form is sent again in a smaller one; no model has looked at it then. */
  async ask(question: ChatQuestion, watch: ChatWatch, limits: ChatLimits, signal: AbortSignal): Promise<ChatEnd> {
    const endsAt = performance.now() + limits.deadlineMs;
    for (;;) {
      const form = this.#form;
      const answer = new ChatAnswer(this.model, watch);
      const { base, authorization, model } = this.#options;
      const deadlineMs = Math.max(1, endsAt - performance.now());
      const target = { base, authorization, model, deadlineMs, promisedMs: limits.promisedMs };
      const request = { url: `${base}/chat/completions`, body: chatBody(form, question, this.#options) };
      try {
        return await send(target, request, (answered) => read(answered, answer, watch), signal);
      } catch (thrown) {
        if (!(thrown instanceof AnsweredFailure) || answer.hasBegun) throw thrown;
        // another request may have learned it meanwhile
        const next = this.#form === form ? formAfter(form, thrown.status, thrown.said) : this.#form;
        if (!next) throw thrown;
        this.#form = next;
      }
    }
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#models.check(this.model, signal);
  }
}

async function read(answered: Answered, answer: ChatAnswer, watch: ChatWatch): Promise<ChatEnd> {
  const { response, context } = answered;
  watch.phase("looking");
  // some servers and gateways do not stream, whatever they are asked for
  if (!response.headers.get("content-type")?.includes("event-stream")) return readWhole(answered, answer);
  const events = serverEvents((response.body ?? []) as AsyncIterable<Uint8Array>);
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) return answer.end("broken");
    if (event.data.trim() === "[DONE]") return answer.end(answer.hasBegun ? "complete" : "broken");
    const chunk = chunkOf(event.data, context.host);
    if (event.name === "error" || isError(chunk)) throw failureOfResponse(statusIn(chunk), event.data, context);
    const end = answer.take(chunk);
    if (!end) continue;
    if (end.end !== "looping") await readTail(events);
    return end;
  }
}

async function readWhole(answered: Answered, answer: ChatAnswer): Promise<ChatEnd> {
  const whole = await jsonOf(answered);
  if (isError(whole)) throw failureOfResponse(statusIn(whole), JSON.stringify(whole), answered.context);
  return answer.take(whole) ?? answer.end(answer.hasBegun ? "complete" : "broken");
}

async function readTail(events: AsyncGenerator): Promise<void> {
  const rest = (async () => {
    while (!(await events.next()).done);
    // whatever goes wrong behind the end of an answer does not harm it
  })().catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([rest, new Promise<void>((resolve) => (timer = setTimeout(resolve, tailMs)))]);
  clearTimeout(timer);
}

function chunkOf(data: string, host: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // named below, like JSON that is no object
  }
  const message = `The server at ${host} sent an event that is no JSON. Check that no proxy changes its answers.`;
  throw new EngineFailure("engineFailed", message);
}

/** Under status 200, because the headers were out already or the server knows no other. */
function isError(chunk: Readonly<Record<string, unknown>>): boolean {
  return (chunk["error"] !== undefined && chunk["error"] !== null) || chunk["object"] === "error";
}

function statusIn(chunk: Readonly<Record<string, unknown>>): number {
  const inner = chunk["error"];
  const code = typeof inner === "object" && inner !== null ? (inner as { code?: unknown }).code : chunk["code"];
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
}
