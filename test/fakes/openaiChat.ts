/** The stand-in's /chat/completions: looks at the picture, then streams its answer as events, or fails as planned. */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { askedFields, sayBent, sayStraight, type Utterance } from "./ollamaAnswers.ts";
import { describeSight, see } from "./ollamaSight.ts";
import { servedError } from "./openaiManners.ts";
import type { Manner, ServedFault, ServedOptions, ServedRequest } from "./openaiTypes.ts";

/** What one chat request needs of the server around it. */
export interface ServedScene {
  readonly manner: Manner;
  readonly options: ServedOptions;
  readonly fault: ServedFault | undefined;
  readonly record: ServedRequest;
  readonly model: string;
  readonly left: AbortSignal;
  readonly refuse: (answer: { readonly status: number; readonly body: string }) => void;
}

type Body = Readonly<Record<string, unknown>>;

interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly image_url?: { readonly url?: unknown };
}

/** The pictures of a request as bytes; undefined where one is no base64 data address. */
export function picturesIn(body: Body): readonly Buffer[] | undefined {
  const urls = partsOf(body).flatMap(({ type, image_url }) => (type === "image_url" ? [String(image_url?.url)] : []));
  const found = urls.map((url) => /^data:image\/(?:jpeg|png);base64,([A-Za-z0-9+/]+={0,2})$/u.exec(url)?.[1]);
  if (found.some((base64) => base64 === undefined)) return undefined;
  return found.map((base64 = "") => Buffer.from(base64, "base64"));
}

/** The body without its pictures, for the record. */
export function withoutPictures(body: Body): Body {
  const text = JSON.stringify(body, (key, value: unknown) => (key === "url" ? "…" : value));
  return JSON.parse(text) as Body;
}

/** Answers one chat. */
export async function answerServedChat(
  body: Body,
  picture: Buffer | undefined,
  scene: ServedScene,
  response: ServerResponse,
) {
  const { fault, manner, model, record } = scene;
  let seen = {
    description: "Nothing can be seen.",
    tags: ["no picture came"],
    text: "",
    alt: "No picture.",
  } as ReturnType<typeof describeSight>;
  if (picture) {
    try {
      seen = describeSight(await see(picture));
    } catch {
      // what does not decode is refused as a real server does it
      return scene.refuse(servedError("badImage", manner, model));
    }
  }
  const prompt = partsOf(body)
    .map(({ text }) => (typeof text === "string" ? text : ""))
    .join("\n");
  const format = (body["response_format"] ?? {}) as { json_schema?: { schema?: unknown } };
  record.asked = askedFields(format.json_schema?.schema, prompt);
  await speak(say(seen, fault, body, scene), body, scene, response);
}

function say(
  seen: ReturnType<typeof describeSight>,
  fault: ServedFault | undefined,
  body: Body,
  { record, manner }: ServedScene,
): Utterance {
  if (fault?.kind === "content") return fault;
  if (fault?.kind === "finish") return { content: "" };
  if (fault?.kind === "distort") return sayBent(seen, record.asked, fault.how);
  if (fault?.kind === "loop") return { content: `{"description": "A cat and ${"a cat and ".repeat(3000)}` };
  const straight = sayStraight(seen, record.asked);
  const kwargs = body["chat_template_kwargs"] as { enable_thinking?: unknown } | undefined;
  // LM Studio has a switch of its own for that and ignores this one
  const thinks = manner === "lmstudio" || kwargs?.enable_thinking !== false;
  return thinks ? { ...straight, thinking: "Let me look at this picture." } : straight;
}

async function speak(utterance: Utterance, body: Body, scene: ServedScene, response: ServerResponse): Promise<void> {
  const { fault, options, record, left } = scene;
  const budget = Number(body["max_tokens"] ?? body["max_completion_tokens"] ?? Number.POSITIVE_INFINITY);
  const reasoning = scene.manner === "vllm" ? "reasoning" : "reasoning_content";
  const spoken = [
    ...pieces(utterance.thinking ?? "").map((piece) => ({ [reasoning]: piece })),
    ...pieces(utterance.content).map((piece) => ({ content: piece })),
  ];
  const deltas = spoken.slice(0, budget);
  const reason =
    fault?.kind === "finish"
      ? fault.reason
      : deltas.length < spoken.length || fault?.kind === "length"
        ? "length"
        : "stop";
  const startedAt = performance.now();
  const until = async (afterMs: number): Promise<void> => {
    const waitMs = startedAt + afterMs - performance.now();
    if (waitMs > 1) await sleep(waitMs, undefined, { signal: left });
    left.throwIfAborted();
  };
  const firstMs = options.firstTokenMs ?? (options.latencyMs ?? 0) * 0.6;
  const stepMs = Math.max(0, (options.latencyMs ?? firstMs) - firstMs) / Math.max(1, deltas.length);
  if (fault?.kind === "hang") await until(2 ** 30);
  record.status = 200;
  if (body["stream"] !== true || options.streams === false) {
    await until(options.latencyMs ?? firstMs);
    const message = { role: "assistant", content: utterance.content, [reasoning]: utterance.thinking };
    response.writeHead(200, { "content-type": "application/json" });
    return void response.end(
      JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message, finish_reason: reason }] }),
    );
  }
  const out = new EventWriter(response, options);
  // llama-server and vLLM send their headers at once
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  response.flushHeaders();
  const stopAt = fault && "after" in fault ? fault.after : undefined;
  out.send("data", chunk({ role: "assistant", content: null }, null));
  for (const [index, delta] of deltas.entries()) {
    if (stopAt === index) return breakOff(fault, out, response);
    if (index % 10 === 0) out.comment("keep-alive");
    await until(firstMs + stepMs * index);
    out.send("data", chunk(delta, null));
  }
  await until(options.latencyMs ?? 0);
  if (fault && ["cut", "noEnd", "badEvent", "errorEvent"].includes(fault.kind)) return breakOff(fault, out, response);
  out.send("data", chunk({}, reason));
  out.send("data", JSON.stringify({ object: "chat.completion.chunk", choices: [], usage: { completion_tokens: 1 } }));
  out.send("data", "[DONE]");
  out.end();
}

function breakOff(fault: ServedFault | undefined, out: EventWriter, response: ServerResponse): void {
  if (fault?.kind === "cut") return void response.destroy();
  if (fault?.kind === "badEvent") out.send("data", "<html>gateway</html>");
  if (fault?.kind === "errorEvent") out.send(fault.field ?? "data", fault.body);
  if (fault?.kind === "length") out.send("data", chunk({}, "length"));
  out.end();
}

/** Writes events with the line ends and in the chunks that were asked for. */
class EventWriter {
  readonly #response: ServerResponse;
  readonly #lineEnd: string;
  readonly #chunkBytes: number;
  #pending = Buffer.alloc(0);

  constructor(response: ServerResponse, { lineEnd = "\n", chunkBytes = 0 }: ServedOptions) {
    this.#response = response;
    this.#lineEnd = lineEnd;
    this.#chunkBytes = chunkBytes;
  }

  comment(text: string): void {
    this.#write(`: ${text}${this.#lineEnd}${this.#lineEnd}`);
  }

  send(field: string, data: string): void {
    this.#write(`${field}: ${data}${this.#lineEnd}${this.#lineEnd}`);
  }

  end(): void {
    this.#response.end(this.#pending);
  }

  #write(text: string): void {
    if (this.#chunkBytes === 0) return void this.#response.write(text);
    this.#pending = Buffer.concat([this.#pending, Buffer.from(text)]);
    while (this.#pending.length >= this.#chunkBytes) {
      this.#response.write(this.#pending.subarray(0, this.#chunkBytes));
      this.#pending = this.#pending.subarray(this.#chunkBytes);
    }
  }
}

function chunk(delta: object, reason: string | null): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  });
}

function partsOf(body: Body): readonly Part[] {
  const messages = Array.isArray(body["messages"]) ? (body["messages"] as { content?: unknown }[]) : [];
  return messages.flatMap(({ content }): Part[] =>
    typeof content === "string" ? [{ type: "text", text: content }] : Array.isArray(content) ? (content as Part[]) : [],
  );
}

/** Tokens of about five characters, cut without regard for escapes. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,5}/gu) ?? [];
}
