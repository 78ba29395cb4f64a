/** The engine over any chat model that sees pictures: prompts, steps as they arrive, one repair, retries and a deadline. */
import { ExpectedError, isAbort, throwIfAborted, type Reason } from "../../../shared/failures.ts";
import { steps as allSteps, type LookPhase, type Step } from "../../../shared/model.ts";
import type { Clock, Engine, Images, Log, LookEvent, LookRequest, Prepared, PreparedImage } from "../ports.ts";
import type { Chat, ChatEnd } from "./chat.ts";
import { EngineFailure, wasNeverSent } from "./engineFailure.ts";
import { answerInvalid, parseAnswer } from "./parseAnswer.ts";
import { buildPrompt, type Prompt, type PromptRequest } from "./prompt.ts";
import { askedWith, asksForWords, usualPrompt, type PromptSettings } from "./promptSettings.ts";
import { StepCollector } from "./stepCollector.ts";
import { WordReadings, type WhenToRead } from "./wordReadings.ts";

/** Pauses before the second, third … attempt at a server that is down or busy. */
const usualPausesMs: readonly number[] = [500, 1500, 4000];
/** Answers after which the model is asked once more. */
const mendedByRepair: ReadonlySet<Reason> = new Set<Reason>(["answerInvalid", "answerTruncated", "imageNotSeen"]);
const mostReceivedCharacters = 64_000;

/** What the engine needs; chat, images and clock must be given. */
export interface ModelEngineOptions {
  readonly chat: Chat;
  readonly images: Images;
  readonly clock: Clock;
  /** Longer side of the picture that is sent; 896. */
  readonly maxSidePx?: number;
  /** For one image with all attempts; 5 minutes. */
  readonly deadlineMs?: number;
  /** How the model is asked. */
  readonly prompt?: PromptSettings;
  /** Stands for those settings in records; "" where nobody compares. */
  readonly promptKey?: string;
  /** When OCR reads the words of a picture beside the model; "auto". */
  readonly readWords?: WhenToRead;
  readonly log?: Log;
  readonly concurrency?: number;
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

/** One look and what it works with. */
interface Look {
  readonly image: PreparedImage;
  /** What settings, file and folder have to say in every prompt. */
  readonly asked: Omit<PromptRequest, "steps" | "known">;
  readonly collector: StepCollector;
  readonly attempts: Attempts;
  /** By the clock of `performance`, which a change of the computer's time does not move. */
  readonly endsAt: number;
  readonly onEvent: (event: LookEvent) => void;
}

/** Looks at images through one model on one server. */
export class ModelEngine implements Engine {
  readonly kind: Chat["kind"];
  readonly model: string;
  readonly promptKey: string;
  readonly concurrency: number;
  readonly #options: ModelEngineOptions;
  readonly #deadlineMs: number;
  readonly #readings: WordReadings;

  constructor(options: ModelEngineOptions) {
    this.kind = options.chat.kind;
    this.model = options.chat.model;
    this.promptKey = options.promptKey ?? "";
    this.concurrency = options.concurrency ?? 1;
    this.#options = options;
    this.#readings = new WordReadings(options);
    this.#deadlineMs = options.deadlineMs ?? 300_000;
  }

  async prepare(request: LookRequest, signal: AbortSignal): Promise<Prepared> {
    const { file: path, thumbnail } = request;
    const { images, maxSidePx = 896, prompt = usualPrompt, readWords = "auto" } = this.#options;
    const wantsWords = readWords !== "never" && (request.steps.includes("text") || asksForWords(prompt));
    const looksForWords = wantsWords && readWords === "auto";
    const order = { path, maxSidePx, ...(thumbnail && { thumbnail }), ...(looksForWords && { looksForWords }) };
    const image = await images.prepare(order, signal);
    const reads = looksForWords ? image.mayHoldWords === true : wantsWords;
    return { kind: "jpeg", image, ...(reads && { reading: await this.#readings.begin(path, signal) }) };
  }

  async look(
    request: LookRequest,
    prepared: Prepared,
    onEvent: (event: LookEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (prepared.kind !== "jpeg") throw new ExpectedError("invalidCall", "A model needs a prepared picture.");
    const collector = new StepCollector(inOrder(request.steps), request.known, onEvent);
    const attempts: Attempts = { modelCalls: 0, retries: 0, repaired: false, restarted: false };
    try {
      const asked = await this.#asked(request, prepared, signal);
      const endsAt = performance.now() + this.#deadlineMs;
      while (collector.missing.length > 0) {
        throwIfAborted(signal);
        try {
          await this.#attempt({ image: prepared.image, asked, collector, attempts, endsAt, onEvent }, signal);
        } catch (thrown) {
          await this.#beforeNextAttempt(thrown, attempts, endsAt, signal);
        }
      }
    } finally {
      onEvent({ type: "calls", modelCalls: attempts.modelCalls });
    }
  }

  /** Waits for the words that OCR reads only where they are to go along. */
  async #asked(
    { file, path, tags, vocabulary }: LookRequest,
    { image, reading }: Prepared & { kind: "jpeg" },
    signal: AbortSignal,
  ): Promise<Look["asked"]> {
    const { prompt = usualPrompt } = this.#options;
    const read = reading && asksForWords(prompt) ? await unlessAborted(reading.ended, signal) : undefined;
    const known = { file, path, facts: image.facts, ...(tags && { tags }), ...(read && { words: read.lines }) };
    return { ...askedWith(prompt, known), ...(vocabulary && { words: vocabulary }) };
  }

  async checkHealth(signal: AbortSignal): Promise<void> {
    await this.#options.chat.check(signal);
  }

  /** One request for what is missing; rejects if anything of it is missing still. */
  async #attempt(look: Look, signal: AbortSignal): Promise<void> {
    const { image, asked, collector, attempts, endsAt, onEvent } = look;
    const { chat, prompt: { asksStepByStep } = usualPrompt } = this.#options;
    const steps = asksStepByStep ? collector.missing.slice(0, 1) : [...collector.missing];
    const { problem } = attempts;
    const prompt = buildPrompt({ ...asked, steps, known: collector.known, ...(problem !== undefined && { problem }) });
    const limits = { deadlineMs: Math.max(1, endsAt - performance.now()), promisedMs: this.#deadlineMs };
    const constrained = attempts.problem === undefined && chat.enforcesSchema;
    collector.begin(prompt.instructions);
    attempts.modelCalls++;
    let received = "";
    const watch = {
      piece: (text: string): void => {
        if (signal.aborted) return;
        if (received.length < mostReceivedCharacters) received += text;
        collector.push(text);
      },
      phase: (phase: LookPhase): void => {
        if (!signal.aborted) onEvent({ type: "phase", phase });
      },
    };
    try {
      const end = await chat.ask({ prompt, jpeg: image.jpeg, constrained }, watch, limits, signal);
      throwIfAborted(signal);
      this.#take(end, prompt, steps, collector);
      delete attempts.problem;
    } catch (thrown) {
      // a stop is answered at once; at any other end the steps that came whole are kept
      if (!isAbort(thrown)) collector.finish(parseAnswer(received, prompt.fields, prompt.instructions).answer, false);
      if (wasNeverSent(thrown)) attempts.modelCalls--;
      throw thrown;
    }
  }

  #take(end: ChatEnd, prompt: Prompt, asked: readonly Step[], collector: StepCollector): void {
    const isSound = end.end === "complete";
    const parsed = parseAnswer(end.content, prompt.fields, prompt.instructions, end.thinking);
    collector.finish(parsed.answer, isSound);
    if (!asked.some((step) => collector.missing.includes(step))) return;
    if (isSound) throw answerInvalid(this.model, parsed);
    const isAllThought = end.content.trim() === "" && end.thinking !== "";
    const why = {
      tooLong: isAllThought
        ? "all of its length went into thinking; a variant named -instruct does not think"
        : "it did not come to an end within its limit",
      looping: "it repeats itself without end",
      broken: "it ended before it was complete",
    } as const;
    throw new EngineFailure("answerTruncated", `The answer of ${this.model} cannot be used: ${why[end.end]}.`);
  }

  /** Answers when the next attempt may start; rejects with the failure where none can help. */
  async #beforeNextAttempt(thrown: unknown, attempts: Attempts, endsAt: number, signal: AbortSignal): Promise<void> {
    if (!(thrown instanceof ExpectedError) || isAbort(thrown)) throw thrown;
    if (mendedByRepair.has(thrown.reason)) {
      if (attempts.repaired) throw thrown;
      attempts.repaired = true;
      const isBlind = thrown.reason === "imageNotSeen";
      attempts.problem = isBlind ? "it said that there is no picture; one is attached." : thrown.message;
      return;
    }
    const retry = thrown instanceof EngineFailure ? thrown.retry : "never";
    const pauses = this.#options.retryAfterMs ?? usualPausesMs;
    const pauseMs = pauses[attempts.retries];
    const isLeft = retry === "often" || (retry === "once" && !attempts.restarted);
    if (!isLeft || pauseMs === undefined || performance.now() + pauseMs >= endsAt) throw thrown;
    attempts.retries++;
    attempts.restarted ||= retry === "once";
    await this.#options.clock.sleep(pauseMs, signal);
  }
}

/** What is waited for; rejects at a stop without waiting for it. */
function unlessAborted<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new ExpectedError("aborted", "Stopped."));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    wait.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function inOrder(steps: readonly Step[]): readonly Step[] {
  return allSteps.filter((step) => steps.includes(step));
}
