/** The stand-in's /api/chat: looks at the picture, then streams its answer piece by piece, or fails as planned. */
import type { ServerResponse } from "node:http";
import { askedFields, sayBent, sayStraight, type Utterance } from "./ollamaAnswers.ts";
import { type ErrorAnswer, errorAnswer } from "./ollamaErrors.ts";
import { describeSight, see, type Sight } from "./ollamaSight.ts";
import type { Era, FakeModel, Fault, RequestRecord, StandInOptions } from "./ollamaTypes.ts";

export interface ChatBody {
  readonly model?: string;
  readonly messages?: readonly {
    readonly role: string;
    readonly content: string;
    readonly images?: readonly string[];
  }[];
  readonly stream?: boolean;
  readonly format?: unknown;
  readonly think?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What one chat request needs of the server around it. */
export interface ChatScene {
  readonly era: Era;
  readonly version: string;
  readonly options: StandInOptions;
  readonly fault: Fault | undefined;
  readonly record: RequestRecord;
  readonly model: FakeModel;
  /** Milliseconds until so long after the turn began; rejects when the client leaves. */
  readonly until: (afterMs: number) => Promise<void>;
}

/** Long, and different from sentence to sentence. */
const thoughts = Array.from(
  { length: 20 },
  (_, at) => `Part ${String(at * 7)} of it looks like number ${String(at * at)}. `,
).join("");

/** Below this some vision models take the whole runner down. */
const smallestSide = 28;

/** Answers one chat; the caller holds the turn. */
export async function answerChat(
  body: ChatBody,
  image: Uint8Array | undefined,
  scene: ChatScene,
  response: ServerResponse,
) {
  const { era, model, fault, record } = scene;
  const refusal = refusalFor(body, image, scene);
  if (refusal) return sendError(response, refusal, record);
  let sight: Sight | undefined;
  if (image && fault?.kind !== "blind") {
    try {
      sight = await see(image);
    } catch {
      // what does not decode is refused as a real server does it
      return sendError(response, errorAnswer("badImage", era, model.name), record);
    }
    if (!takesFormat(sight.format, scene.version))
      return sendError(response, errorAnswer("badImage", era, model.name), record);
    if (Math.min(sight.width, sight.height) < smallestSide)
      return sendError(response, errorAnswer("crash", era, model.name), record);
  }
  const prompt = body.messages?.map(({ content }) => content).join("\n") ?? "";
  record.asked = askedFields(body.format, prompt);
  await speak(say(sight, record.asked, fault, body, model), body, scene, response);
}

/** Sends an error with its own status; the record then knows it too. */
export function sendError(response: ServerResponse, answer: ErrorAnswer, record: RequestRecord): void {
  record.firstByteAt = performance.timeOrigin + performance.now();
  record.status = answer.status;
  response.writeHead(answer.status, { "content-type": answer.contentType }).end(answer.body);
}

function refusalFor(body: ChatBody, image: Uint8Array | undefined, { era, model }: ChatScene): ErrorAnswer | undefined {
  const can = (capability: string): boolean => model.capabilities.includes(capability);
  if (!can("completion")) return errorAnswer("notForChat", era, model.name);
  if (body.think === true && !can("thinking")) {
    const error = `"${model.name}" does not support thinking`;
    return { status: 400, body: JSON.stringify({ error }), contentType: "application/json; charset=utf-8" };
  }
  if (model.family === "mllama" && era === "new") return errorAnswer("unknownArchitecture", era, model.name);
  if (image && !can("vision")) return errorAnswer("noVision", era, model.name);
  const contextTokens = Number(body.options?.["num_ctx"] ?? 4096);
  if (image && (model.imageTokens ?? 0) > contextTokens) return errorAnswer("contextExceeded", era, model.name);
  return undefined;
}

/** JPEG and PNG always; WebP before 0.30 and again since 0.32.14. */
function takesFormat(format: string, version: string): boolean {
  if (format === "jpeg" || format === "png") return true;
  const [, minor = 0, patch = 0] = version.split(".").map(Number);
  return format === "webp" && (minor < 30 || minor > 32 || (minor === 32 && patch >= 14));
}

function say(
  sight: Sight | undefined,
  asked: readonly string[],
  fault: Fault | undefined,
  body: ChatBody,
  model: FakeModel,
): Utterance {
  if (fault?.kind === "content") return fault;
  // a model that was sent no picture makes something up, which must show
  const seen = sight
    ? describeSight(sight)
    : { description: "Nothing can be seen.", tags: ["no picture came"], text: "", alt: "No picture." };
  if (fault && "how" in fault && fault.how) return sayBent(seen, asked, fault.how);
  if (fault?.kind === "whitespaceLoop")
    return { content: `{"description": "${seen.description}",${" \n".repeat(5000)}` };
  if (fault?.kind === "wordLoop") return { content: `{"description": "A cat and ${"a cat and ".repeat(3000)}` };
  if (fault?.kind === "thinkingLoop") return { content: "", thinking: "Wait, let me look once more. ".repeat(3000) };
  if (fault?.kind === "repeatAbort")
    return { content: `{"description": "${seen.description}",${"\n     ".repeat(31)}` };
  const straight = model.ignoresSchema ? sayBent(seen, asked, "fences") : sayStraight(seen, asked);
  // who does not say think:false to a thinking model gets thoughts first
  const thinks = model.alwaysThinks ?? (body.think !== false && model.capabilities.includes("thinking"));
  return thinks ? { ...straight, thinking: thoughts } : straight;
}

async function speak(utterance: Utterance, body: ChatBody, scene: ChatScene, response: ServerResponse): Promise<void> {
  const { fault, record, options, until } = scene;
  const budget = Number(body.options?.["num_predict"] ?? -1);
  const spoken = [
    ...pieces(utterance.thinking ?? "").map((thinking) => ({ role: "assistant", content: "", thinking })),
    ...pieces(utterance.content).map((content) => ({ role: "assistant", content })),
  ];
  const messages = budget > 0 ? spoken.slice(0, budget) : spoken;
  const firstMs = options.firstTokenMs ?? (options.latencyMs ?? 0) * 0.6;
  const stepMs =
    options.chunkMs ?? Math.max(0, (options.latencyMs ?? firstMs) - firstMs) / Math.max(1, messages.length);
  const stopAt = fault && "after" in fault ? (fault.after ?? 8) : undefined;
  if (fault?.kind === "hang") await until(2 ** 30);
  // headers come with the first token, for streams and whole answers alike
  await until(firstMs);
  record.firstByteAt = performance.timeOrigin + performance.now();
  record.status = 200;
  const done = {
    ...stamp(scene),
    message: { role: "assistant", content: "" },
    done: true,
    done_reason: messages.length < spoken.length || fault?.kind === "length" ? "length" : "stop",
    total_duration: 1e6,
    prompt_eval_count: 400,
    eval_count: messages.length,
  };
  if (body.stream === false || fault?.kind === "doneFalse") {
    await until(firstMs + stepMs * messages.length);
    const content = messages.map((message) => message.content).join("");
    const whole = { ...done, message: { role: "assistant", content } };
    const cut = { ...stamp(scene), message: { role: "assistant", content: content.slice(0, 40) }, done: false };
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(fault?.kind === "doneFalse" ? cut : whole));
    return;
  }
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  for (const [index, message] of messages.entries()) {
    if (stopAt === index) return breakOff(fault, done, response);
    await until(firstMs + stepMs * index);
    response.write(`${JSON.stringify({ ...stamp(scene), message, done: false })}\n`);
  }
  await until(options.latencyMs ?? 0);
  if (fault && ["noDone", "repeatAbort", "cut", "errorLine", "badLine"].includes(fault.kind))
    breakOff(fault, done, response);
  else response.end(`${JSON.stringify(done)}\n`);
}

/** Ends a stream before its time, as planned. */
export function breakOff(fault: Fault | undefined, done: object, response: ServerResponse): void {
  if (fault?.kind === "cut") response.destroy();
  else if (fault?.kind === "errorLine") response.end(`${JSON.stringify({ error: fault.error })}\n`);
  else if (fault?.kind === "badLine") response.end("<html>gateway</html>\n");
  else if (fault?.kind === "length") response.end(`${JSON.stringify(done)}\n`);
  else response.end();
}

function stamp({ model }: ChatScene): object {
  return { model: model.name, created_at: new Date().toISOString() };
}

/** Tokens of about five characters, cut without regard for escapes. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,5}/gu) ?? [];
}
