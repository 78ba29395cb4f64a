/** A language model of VS Code as a chat that sees pictures: one question, a streamed answer, failures by name. */
import type * as vscode from "vscode";
import { ExpectedError, failureOf, throwIfAborted, type Reason } from "../../shared/failures.ts";
import type { Chat, ChatEnd, ChatLimits, ChatQuestion, ChatWatch } from "../core/tagging/chat.ts";
import { cleanLine } from "../core/tagging/cleanText.ts";
import { EngineFailure, type Retry } from "../core/tagging/engineFailure.ts";
import { LoopWatch } from "../core/tagging/repetition.ts";

/** What is used of VS Code: handed in, so that the module can be tried without it. */
export type LanguageModelApi = Pick<
  typeof vscode,
  "CancellationTokenSource" | "LanguageModelChatMessage" | "LanguageModelDataPart" | "LanguageModelTextPart"
> & { readonly lm: Pick<typeof vscode.lm, "selectChatModels"> };

const mostCharacters = 64_000;
/** A quota does not come back at once, and each trial would upload a picture. */
const leftAloneMs = 60_000;

/** Asks one model by its id. Nothing is asked of VS Code before the first question, which a person's action leads to. */
export class LanguageModelChat implements Chat {
  readonly kind = "vscode";
  readonly model: string;
  /** The stable interface takes no schema. */
  readonly enforcesSchema = false;
  readonly #api: LanguageModelApi;
  readonly #justification: string;
  /** What said last that the quota is used up, and until when the model is left alone, by the clock of `performance`. */
  #blocked: { readonly failure: ExpectedError; readonly untilMs: number } | undefined;

  /** `justification`: what VS Code shows when it asks whether we may use the model. */
  constructor(api: LanguageModelApi, model: string, justification: string) {
    this.#api = api;
    this.model = model;
    this.#justification = justification;
  }

  async ask(question: ChatQuestion, watch: ChatWatch, limits: ChatLimits, signal: AbortSignal): Promise<ChatEnd> {
    throwIfAborted(signal);
    const source = new this.#api.CancellationTokenSource();
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(this.#timedOut(limits.promisedMs)), limits.deadlineMs);
    const ended = endedBy(AbortSignal.any([signal, late.signal]));
    try {
      // a model that does not hear of the cancellation must not hold the one who stops it
      return await Promise.race([this.#answer(question, watch, source.token), ended.promise]);
    } catch (thrown) {
      if (signal.aborted) throw new ExpectedError("aborted", "Stopped.", { cause: thrown });
      if (late.signal.aborted) throw late.signal.reason;
      const failure = this.#failure(thrown);
      if (failure.reason === "engineBusy") this.#blocked = { failure, untilMs: performance.now() + leftAloneMs };
      throw failure;
    } finally {
      clearTimeout(timer);
      ended.forget();
      source.cancel();
      source.dispose();
    }
  }

  async check(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#blocked && performance.now() < this.#blocked.untilMs) throw this.#blocked.failure;
    await this.#find();
  }

  async #answer({ prompt, jpeg }: ChatQuestion, watch: ChatWatch, token: vscode.CancellationToken): Promise<ChatEnd> {
    const { LanguageModelChatMessage, LanguageModelDataPart, LanguageModelTextPart } = this.#api;
    const model = await this.#find();
    // there is no role for instructions: they stand before the question
    const text = new LanguageModelTextPart(`${prompt.system}\n\n${prompt.user}`);
    const message = LanguageModelChatMessage.User([text, LanguageModelDataPart.image(jpeg, "image/jpeg")]);
    const response = await model.sendRequest([message], { justification: this.#justification }, token);
    const loop = new LoopWatch();
    let content = "";
    watch.phase("looking");
    for await (const piece of response.text) {
      if (token.isCancellationRequested) break;
      if (content.length < mostCharacters) content += piece;
      if (piece !== "") watch.piece(piece);
      if (loop.push(piece)) return { content, thinking: "", end: "looping" };
    }
    return { content, thinking: "", end: content.length < mostCharacters ? "complete" : "tooLong" };
  }

  async #find(): Promise<vscode.LanguageModelChat> {
    const [model] = await this.#api.lm.selectChatModels({ id: this.model });
    if (model) return model;
    throw new EngineFailure(
      "modelMissing",
      `VS Code offers no language model ${this.model} now. Sign in to the extension that brings it, or choose another engine.`,
    );
  }

  #timedOut(promisedMs: number): ExpectedError {
    const seconds = String(Math.ceil(promisedMs / 1000));
    return new ExpectedError("timedOut", `${this.model} in VS Code gave no complete answer within ${seconds} s.`);
  }

  #failure(thrown: unknown): ExpectedError {
    if (thrown instanceof ExpectedError) return thrown;
    const build = (reason: Reason, message: string, retry?: Retry): EngineFailure =>
      new EngineFailure(reason, message, retry, thrown);
    const says = saidBy(thrown);
    switch (codeOf(thrown)) {
      case "NoPermissions":
        return build(
          "engineForbidden",
          `VS Code does not let Image Tagger use ${this.model}. Allow it in “Manage Language Model Access”, or choose another engine.`,
        );
      case "Blocked":
        return build("engineBusy", `${this.model} takes no more requests for now: its quota is used up.${says}`);
      case "NotFound":
        return build("modelMissing", `VS Code has no language model ${this.model} any more. Choose another engine.`);
      default:
    }
    // the stable interface cannot tell which models take pictures, and there is no code for it
    if (/\b(?:images?|vision|pictures?|multi-?modal)\b/iu.test(says))
      return build(
        "modelWithoutVision",
        `${this.model} in VS Code takes no pictures. Choose a model with vision, or another engine.${says}`,
      );
    return build("engineFailed", `${this.model} in VS Code failed.${says}`, "once");
  }
}

/** Rejects when the signal fires; `forget` takes the listener away. */
function endedBy(signal: AbortSignal): { readonly promise: Promise<never>; readonly forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = (): void => reject(new ExpectedError("aborted", "Stopped."));
  signal.addEventListener("abort", listener, { once: true });
  if (signal.aborted) listener();
  return { promise, forget: () => signal.removeEventListener("abort", listener) };
}

/** The name of a LanguageModelError; errors cross processes, so that their class cannot be relied on. */
function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

/** What the model's extension said, as one line; the cause says more than the error around it. */
function saidBy(thrown: unknown): string {
  const inner = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const line = cleanLine(failureOf(inner).message).slice(0, 300);
  return line === "" ? "" : ` It says: ${line}`;
}
