/** Turns the pieces of one picture's answers into steps and progress: in order, each step once, never backwards. */
import { maxAltCharacters, type Step } from "../../../shared/model.ts";
import type { Answer, LookEvent } from "../ports.ts";
import { AnswerStream, type Field, type RawField } from "./answerStream.ts";
import { clampAtWord } from "./cleanText.ts";
import { fieldsOfStep } from "./prompt.ts";
import { readers } from "./readField.ts";

type Values = { -readonly [F in Field]?: Answer[F] };

/** How long a field usually is, for an honest guess of how far it is. */
const usualCharacters: Readonly<Record<Step, number>> = { description: 160, tags: 90, text: 160 };

/** One for each look at a picture; lives over all its requests. */
export class StepCollector {
  readonly #onEvent: (event: LookEvent) => void;
  /** Which asked steps are not delivered yet, in order? */
  readonly #missing: Step[];
  readonly #fractions = new Map<Step, number>();
  /** Values of this look and of earlier ones; fields of a step that is not delivered yet may be among them. */
  readonly #values: Values;
  #stream = new AnswerStream();
  #instructions = "";
  /** Did the model say that it was shown no picture? Then nothing that it says is delivered. */
  #isBlind = false;

  constructor(steps: readonly Step[], known: Answer, onEvent: (event: LookEvent) => void) {
    this.#missing = [...steps];
    this.#values = { ...known };
    this.#onEvent = onEvent;
    // what is asked for anew must not be taken from what was known
    for (const field of steps.flatMap((step) => fieldsOfStep[step])) delete this.#values[field];
  }

  get missing(): readonly Step[] {
    return this.#missing;
  }

  /** What is known now, for the prompt of the next request; only of delivered steps. */
  get known(): Answer {
    const known = { ...this.#values };
    for (const field of this.#missing.flatMap((step) => fieldsOfStep[step])) delete known[field];
    return known;
  }

  /** A new request begins; of steps that were not delivered nothing is kept. */
  begin(instructions: string): void {
    for (const field of this.#missing.flatMap((step) => fieldsOfStep[step])) delete this.#values[field];
    this.#stream = new AnswerStream();
    this.#instructions = instructions;
    this.#isBlind = false;
    const [first] = this.#missing;
    if (first) this.#progress(first, 0);
  }

  /** Delivers every step that this piece completes, except the last: that one waits until the answer's end is sound. */
  push(chunk: string): void {
    for (const raw of this.#stream.push(chunk)) this.#read(raw);
    this.#deliver();
    this.#showProgress();
  }

  /**
   * The answer is over: delivers every step that is complete, even where one before it is missing. The last one only
   * if the end is sound (not cut off), because it may have been cut short.
   */
  finish(answer: Answer, endIsSound: boolean): void {
    if (this.#isBlind) return;
    this.#fill(answer);
    const last = endIsSound ? undefined : this.#missing.at(-1);
    for (const step of this.#missing.filter((step) => step !== last && this.#isComplete(step))) this.#emitStep(step);
  }

  #fill(answer: Answer): void {
    for (const step of this.#missing) {
      for (const field of fieldsOfStep[step]) {
        if (answer[field] !== undefined) Object.assign(this.#values, { [field]: answer[field] });
      }
    }
  }

  #read({ field, value }: RawField): void {
    if (this.#values[field] !== undefined) return;
    const reading = readers[field](value, this.#instructions);
    if ("value" in reading) Object.assign(this.#values, { [field]: reading.value });
    else this.#isBlind ||= reading.isBlind ?? false;
  }

  #deliver(): void {
    for (let step = this.#missing[0]; step && this.#missing.length > 1; step = this.#missing[0]) {
      if (!this.#isComplete(step)) return;
      this.#emitStep(step);
    }
  }

  #isComplete(step: Step): boolean {
    return fieldsOfStep[step].every((field) => this.#values[field] !== undefined);
  }

  #emitStep(step: Step): void {
    this.#missing.splice(this.#missing.indexOf(step), 1);
    if (step === "text" && this.#values.alt === "") {
      this.#values.alt = clampAtWord(this.#values.description ?? "", maxAltCharacters);
    }
    this.#progress(step, 1);
    const values = this.#values;
    this.#onEvent({
      type: "step",
      step,
      answer: Object.fromEntries(fieldsOfStep[step].map((field) => [field, values[field]])),
    });
  }

  #showProgress(): void {
    const [step] = this.#missing;
    if (!step) return;
    const { current } = this.#stream;
    let characters = current && fieldsOfStep[step].includes(current.field) ? current.characters : 0;
    for (const field of fieldsOfStep[step]) characters += String(this.#values[field] ?? "").length;
    // nobody knows how long it will be: it nears the end without reaching it
    this.#progress(step, 1 - Math.exp(-characters / usualCharacters[step]));
  }

  #progress(step: Step, fraction: number): void {
    const before = this.#fractions.get(step);
    if (before !== undefined && fraction < Math.min(1, before + 0.02)) return;
    if (before === 1) return;
    this.#fractions.set(step, fraction);
    this.#onEvent({ type: "progress", step, fraction });
  }
}
