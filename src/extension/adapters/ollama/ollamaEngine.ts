/** The engine that looks at images with a vision model on an Ollama server: one streamed request per image. */
import { setTimeout as sleepMs } from "node:timers/promises";
import { ExpectedError, isAbort, throwIfAborted } from "../../../shared/failures.ts";
import { steps as allSteps, type Step } from "../../../shared/model.ts";
import type { Engine, Images, LookEvent, LookRequest, Prepared, PreparedImage } from "../../core/ports.ts";
import { isCloudName, isSameModel } from "../../core/tagging/modelChoice.ts";
import { answerInvalid, parseAnswer } from "../../core/tagging/parseAnswer.ts";
import { buildPrompt, hintsOf, type Prompt } from "../../core/tagging/prompt.ts";
import { StepCollector } from "../../core/tagging/stepCollector.ts";
import { askOnce, type ChatEnd, type ChatSettings } from "./chat.ts";
import { networkCodeOf, OllamaFailure } from "./failures.ts";
import { normaliseHost } from "./host.ts";
import { OllamaModels } from "./ollamaModels.ts";

/** What the engine needs; only host, model and images must be given. */
export interface OllamaEngineOptions {
  readonly host: string;
  readonly model: string;
  readonly images: Images;
  /** Longer side of the picture that is sent; 896. */
  readonly maxSidePx?: number;
  /** For one image with all attempts; 5 minutes. */
  readonly deadlineMs?: number;
  /** One value for all images of a model: a change loads it anew. */
  readonly contextTokens?: number;
  readonly maxAnswerTokens?: number;
  /** How long the server keeps the model in memory; "10m". */
  readonly keepAlive?: string;
  /** English name of the language to write in. */
  readonly language?: string;
  /** Whether words of the file (name, keywords, caption, date) go into the prompt; true. */
  readonly usesFileHints?: boolean;
  /** One request for each step, for models that fail at all of them together; false. */
  readonly asksStepByStep?: boolean;
  readonly concurrency?: number;
  /** Pauses before the second, third … attempt at a server that is down or busy. */
  readonly retryAfterMs?: readonly number[];
}

/** What one look has used up of its second chances. */
interface Attempts {
  modelCalls: number;
  retries: number;
  repaired: boolean;
  restarted: boolean;
  /** What was wrong with the last answer, for the prompt of the repair. */
  problem?: string;
}

/** Looks at images through one model on one server. */
export class OllamaEngine implements Engine {
  readonly kind = "ollama";
  readonly model: string;
  readonly concurrency: number;
  readonly #options: OllamaEngineOptions;
  readonly #settings: ChatSettings;
  readonly #models: OllamaModels;
  readonly #deadlineMs: number;

  constructor(options: OllamaEngineOptions) {
    this.model = options.model;
    this.concurrency = options.concurrency ?? 1;
    this.#options = options;
    this.#deadlineMs = options.deadlineMs ?? 300_000;
    this.#models = new OllamaModels(normaliseHost(options.host));
    this.#settings = {
      model: options.model,
      contextTokens: options.contextTokens ?? usualContextTokens(options.model),
      maxAnswerTokens: options.maxAnswerTokens ?? 1024,
      keepAlive: options.keepAlive ?? "10m",
    };
  }

  async prepare(request: LookRequest, signal: AbortSignal): Promise<Prepared> {
    const { file: path, thumbnail } = request;
    const maxSidePx = this.#options.maxSidePx ?? 896;
    const image = await this.#options.images.prepare({ path, maxSidePx, ...(thumbnail && { thumbnail }) }, signal);
    return { kind: "jpeg", image };
  }

  async look(
    request: LookRequest,
    prepared: Prepared,
    onEvent: (event: LookEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (prepared.kind !== "jpeg") throw new ExpectedError("invalidCall", "The Ollama engine needs a prepared picture.");
    const collector = new StepCollector(inOrder(request.steps), request.known, onEvent);
    const endsAt = performance.now() + this.#deadlineMs;
    const attempts: Attempts = { modelCalls: 0, retries: 0, repaired: false, restarted: false };
    try {
      while (collector.missing.length > 0) {
        throwIfAborted(signal);
        try {
          await this.#attempt(request, prepared.image, collector, attempts, endsAt, signal);
        } catch (thrown) {
          await this.#beforeNextAttempt(thrown, attempts, endsAt, signal);
        }
      }
    } finally {
      onEvent({ type: "calls", modelCalls: attempts.modelCalls });
    }
  }

  async checkHealth(signal: AbortSignal): Promise<void> {
    const names = await this.#models.names(signal);
    if (names.some((name) => isSameModel(name, this.model))) return;
    throw new ExpectedError(
      "modelMissing",
      `The model ${this.model} is no longer installed. Get it with \`ollama pull ${this.model}\`.`,
    );
  }

  /** One request for what is missing; rejects if anything of it is missing still. */
  async #attempt(
    request: LookRequest,
    image: PreparedImage,
    collector: StepCollector,
    attempts: Attempts,
    endsAt: number,
    signal: AbortSignal,
  ): Promise<void> {
    const steps = this.#options.asksStepByStep ? collector.missing.slice(0, 1) : [...collector.missing];
    const prompt = this.#prompt(request, image, steps, collector, attempts);
    const target = {
      host: this.#models.host,
      model: this.model,
      deadlineMs: Math.max(1, endsAt - performance.now()),
      promisedMs: this.#deadlineMs,
    };
    // Ollama's own servers do not enforce schemas: there the prompt alone must do
    const constrained = attempts.problem === undefined && !isCloudName(this.model);
    collector.begin(prompt.instructions);
    attempts.modelCalls++;
    let received = "";
    const onPiece = (piece: string): void => {
      if (signal.aborted) return;
      if (received.length < 64_000) received += piece;
      collector.push(piece);
    };
    try {
      const end = await askOnce(target, this.#settings, { prompt, jpeg: image.jpeg, constrained }, onPiece, signal);
      throwIfAborted(signal);
      this.#take(end, prompt, steps, collector);
      delete attempts.problem;
    } catch (thrown) {
      // a stop is answered at once; at any other end the steps that came whole are kept
      if (!isAbort(thrown)) collector.finish(parseAnswer(received, prompt.fields, prompt.instructions).answer, false);
      if (neverSent(thrown)) attempts.modelCalls--;
      throw thrown;
    }
  }

  #prompt(
    request: LookRequest,
    image: PreparedImage,
    steps: readonly Step[],
    collector: StepCollector,
    { problem }: Attempts,
  ): Prompt {
    const { language, usesFileHints = true } = this.#options;
    return buildPrompt({
      steps,
      known: collector.known,
      ...(usesFileHints && { hints: hintsOf(request.path, image.facts) }),
      ...(language !== undefined && { language }),
      ...(problem !== undefined && { problem }),
    });
  }

  #take(end: ChatEnd, prompt: Prompt, asked: readonly Step[], collector: StepCollector): void {
    const isSound = end.end === "complete";
    const { answer, problems } = parseAnswer(end.content, prompt.fields, prompt.instructions, end.thinking);
    collector.finish(answer, isSound);
    if (!asked.some((step) => collector.missing.includes(step))) return;
    if (isSound) throw answerInvalid(this.model, problems);
    const why = {
      tooLong: "it did not come to an end within its limit",
      looping: "it repeats itself without end",
      broken: "it ended before it was complete",
    } as const;
    throw new OllamaFailure("answerTruncated", `The answer of ${this.model} cannot be used: ${why[end.end]}.`);
  }

  /** Answers when the next attempt may start; rejects with the failure where none can help. */
  async #beforeNextAttempt(thrown: unknown, attempts: Attempts, endsAt: number, signal: AbortSignal): Promise<void> {
    if (!(thrown instanceof ExpectedError) || isAbort(thrown)) throw thrown;
    if (thrown.reason === "answerInvalid" || thrown.reason === "answerTruncated") {
      if (attempts.repaired) throw thrown;
      attempts.repaired = true;
      attempts.problem = thrown.message;
      return;
    }
    const retry = thrown instanceof OllamaFailure ? thrown.retry : "never";
    const pauses = this.#options.retryAfterMs ?? [500, 1500, 4000];
    const pauseMs = pauses[attempts.retries];
    const isLeft = retry === "often" || (retry === "once" && !attempts.restarted);
    if (!isLeft || pauseMs === undefined || performance.now() + pauseMs >= endsAt) throw thrown;
    attempts.retries++;
    attempts.restarted ||= retry === "once";
    await sleepMs(pauseMs, undefined, { signal }).catch((cause: unknown) => {
      throw new ExpectedError("aborted", "Stopped.", { cause });
    });
  }
}

/** Qwen's vision models spend over a thousand tokens on a picture, where others spend 300. */
function usualContextTokens(model: string): number {
  return /qwen[\d.]*-?vl|minicpm|ocr/iu.test(model) ? 8192 : 4096;
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  return allSteps.filter((step) => steps.includes(step));
}

/** True where the picture never left: nothing listened at the other end. */
function neverSent(thrown: unknown): boolean {
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/u.test(networkCodeOf(thrown) ?? "");
}
