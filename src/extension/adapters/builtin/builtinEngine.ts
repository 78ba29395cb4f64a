/** The built-in engine: words from measured features, OCR, embedded metadata and names; no model, no network. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { pictureWords } from "../../core/builtin/pictureWords.ts";
import type { Answer, Engine, Images, LookEvent, LookRequest, Prepared } from "../../core/ports.ts";
import type { Step } from "../../../shared/model.ts";

/** One is measured and read while the next is decoded. */
const imagesAtOnce = 2;

/** Looks at images by analysing them; all the work is done in `prepare`, and `look` only says it in words. */
export class BuiltinEngine implements Engine {
  readonly kind = "builtin";
  readonly model: string;
  readonly promptKey = "";
  readonly concurrency = imagesAtOnce;
  readonly #images: Images;

  constructor(options: { readonly images: Images; readonly version: string }) {
    this.#images = options.images;
    this.model = options.version;
  }

  async prepare(request: LookRequest, signal: AbortSignal): Promise<Prepared> {
    const analysis = await this.#images.analyse(
      {
        path: request.file,
        ocr: request.steps.includes("text") || request.known.text === undefined,
        ...(request.thumbnail ? { thumbnail: request.thumbnail } : {}),
      },
      signal,
    );
    return { kind: "analysis", analysis };
  }

  async look(
    request: LookRequest,
    prepared: Prepared,
    onEvent: (event: LookEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    throwIfAborted(signal);
    if (prepared.kind !== "analysis") {
      throw new ExpectedError("internal", "The built-in engine was handed an image that another engine prepared.");
    }
    const { analysis } = prepared;
    const text = request.steps.includes("text") ? analysis.text : (request.known.text ?? analysis.text);
    const words = pictureWords(analysis, request.path, text);
    const answers: Readonly<Record<Step, Answer>> = {
      description: { description: words.description },
      tags: { tags: words.tags },
      text: { text, alt: words.alt },
    };
    for (const step of request.steps) {
      onEvent({ type: "progress", step, fraction: 0 });
      onEvent({ type: "step", step, answer: answers[step] });
    }
    onEvent({ type: "calls", modelCalls: 0 });
  }

  /** Always ready: there is no server that could be down. */
  async checkHealth(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
  }
}
