/** Reads a finished answer defensively: whatever stands around or inside it, each asked field is checked or named as wrong. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { Answer } from "../ports.ts";
import { AnswerStream, type Field, type RawField } from "./answerStream.ts";
import { cleanLine } from "./cleanText.ts";
import { saysNotSeen } from "./notSeen.ts";
import { readers, type Reading } from "./readField.ts";

/** A longer answer is read up to here. */
const maxAnswerCharacters = 64_000;

/** What could be read, and what is wrong with the rest. */
export interface ParsedAnswer {
  readonly answer: Answer;
  /** "its description is empty", one for each field that cannot be used; empty for a good answer. */
  readonly problems: readonly string[];
  /** The model says that it was shown no picture. */
  readonly isBlind?: true;
}

type Fault = Exclude<Reading<unknown>, { readonly value: unknown }>;

/** Reads the asked fields from an answer; `thinking` is looked at only where the answer itself has no JSON. */
export function parseAnswer(
  content: string,
  asked: readonly Field[],
  instructions: string,
  thinking = "",
): ParsedAnswer {
  let found = rawFields(content);
  if (found.length === 0) found = rawFields(thinking);
  if (found.length === 0) {
    const isBlind = saysNotSeen(cleanLine(content.slice(0, 1000)));
    return { answer: {}, problems: [emptyProblem(content, thinking)], ...(isBlind && { isBlind }) };
  }
  const answer: { -readonly [F in Field]?: Answer[F] } = {};
  const problems: string[] = [];
  for (const field of asked) {
    const fault = readInto(answer, field, found, instructions);
    if (fault?.isBlind) return { answer: {}, problems: [fault.problem], isBlind: true };
    if (fault) problems.push(fault.problem);
  }
  return { answer, problems };
}

/** The failure for an answer that cannot be used, with all that is wrong with it. */
export function answerInvalid(model: string, { problems, isBlind }: Omit<ParsedAnswer, "answer">): ExpectedError {
  if (isBlind)
    return new ExpectedError(
      "imageNotSeen",
      `${model} says that it was shown no picture. Test it with Choose Engine and Model, or choose a model that sees images.`,
    );
  return new ExpectedError("answerInvalid", `The answer of ${model} cannot be used: ${problems.join(", ")}.`);
}

/** The first usable value of a field counts: models that echo the schema give the real answer after it. */
function readInto(
  answer: { -readonly [F in Field]?: Answer[F] },
  field: Field,
  found: readonly RawField[],
  instructions: string,
): Fault | undefined {
  let fault: Fault = { problem: field === "tags" ? "are missing" : "is missing" };
  for (const raw of found) {
    if (raw.field !== field) continue;
    const reading = readers[field](raw.value, instructions);
    if ("value" in reading) {
      Object.assign(answer, { [field]: reading.value });
      return undefined;
    }
    fault = reading;
  }
  return { ...fault, problem: `its ${field} ${fault.problem}` };
}

/** All fields in an answer; an answer inside a string of the answer is unwrapped once. */
function rawFields(text: string): readonly RawField[] {
  const read = (part: string): RawField[] => {
    const stream = new AnswerStream();
    return [...stream.push(part.slice(0, maxAnswerCharacters)), ...stream.end()];
  };
  const found = read(text);
  const nested = found.flatMap(({ value }) => (typeof value === "string" && /^\s*\{/u.test(value) ? read(value) : []));
  return [...nested, ...found];
}

function emptyProblem(content: string, thinking: string): string {
  if (content.trim() !== "") return "there is no JSON object with the asked fields in it";
  return thinking === "" ? "it is empty" : "it is empty, all of it went into thinking";
}
