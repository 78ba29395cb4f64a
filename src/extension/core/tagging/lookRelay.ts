/** One image's look on its way from host to host: what is delivered, what is missing still, and what was told. */
import type { Step } from "../../../shared/model.ts";
import type { Answer, LookEvent, LookRequest } from "../ports.ts";

/** What one host says of the image; after `end` nothing more of it is heard. */
export interface Hearing {
  readonly hear: (event: LookEvent) => void;
  readonly end: () => void;
}

/** Makes one look of the attempts of several hosts: each step once, progress never backwards, calls as one sum. */
export class LookRelay {
  readonly #request: LookRequest;
  readonly #onEvent: (event: LookEvent) => void;
  /** Which asked steps did no host deliver yet, in order? */
  #missing: readonly Step[];
  #known: Answer;
  #modelCalls = 0;
  /** How far was each step told to be? */
  readonly #told = new Map<Step, number>();

  constructor(request: LookRequest, onEvent: (event: LookEvent) => void) {
    this.#request = request;
    this.#onEvent = onEvent;
    this.#missing = request.steps;
    this.#known = request.known;
  }

  get isComplete(): boolean {
    return this.#missing.length === 0;
  }

  /** What the next host is to be asked: only for what is missing, with what the others gave as known. */
  get request(): LookRequest {
    return { ...this.#request, steps: this.#missing, known: this.#known };
  }

  /** Listens to one host. */
  listen(): Hearing {
    let isOver = false;
    return {
      hear: (event) => {
        if (!isOver) this.#hear(event);
      },
      end: () => {
        isOver = true;
      },
    };
  }

  /** To be called once, at the end of the look. */
  tellCalls(): void {
    this.#onEvent({ type: "calls", modelCalls: this.#modelCalls });
  }

  #hear(event: LookEvent): void {
    if (event.type === "calls") {
      this.#modelCalls += event.modelCalls;
      return;
    }
    if (event.type === "step") {
      if (!this.#missing.includes(event.step)) return;
      this.#missing = this.#missing.filter((step) => step !== event.step);
      this.#known = { ...this.#known, ...event.answer };
    } else if (event.type === "progress") {
      // another host begins a step anew: it is heard when it has come as far as the one before
      if (event.fraction <= (this.#told.get(event.step) ?? -1)) return;
      this.#told.set(event.step, event.fraction);
    }
    this.#onEvent(event);
  }
}
