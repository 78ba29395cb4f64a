/** Checks and cleans one field of a model's answer: the value as it is kept, or what is wrong with it. */
import { maxAltCharacters } from "../../../shared/model.ts";
import { clampAtWord, cleanLine, cleanLines } from "./cleanText.ts";
import type { Field } from "./answerStream.ts";
import { mostRawTags } from "./finishTags.ts";
import { normaliseTags } from "./normaliseTags.ts";
import { saysNotSeen } from "./notSeen.ts";
import { isFiller } from "./repetition.ts";

const maxDescriptionCharacters = 1000;
const maxTextCharacters = 10_000;

/** What models write where they should leave the text empty. */
const noText =
  /^[([{"']*(?:none|null|n\/?a|empty|(?:there (?:is|are) )?no (?:visible |readable |legible )?(?:text|words?|letters?)\b[^\n]{0,40})[)\]}"'.]*$/iu;
/** Openings that say nothing, and what a schema would say of itself. */
const opening =
  /^(?:(?:the|this) )?(?:image|picture|photo(?:graph)?) (?:shows|depicts|features|displays|contains|captures|is of|of) /iu;
const schemaWords: ReadonlySet<string> = new Set(["string", "array", "object", "...", "…"]);

/**
 * A checked value, or what is wrong in words that fit after the field's name ("is empty"). `isBlind`: the model says that it was
 * shown no picture, so that nothing else of the answer counts either.
 */
export type Reading<T> = { readonly value: T } | { readonly problem: string; readonly isBlind?: true };

/** Instructions whose echo is no answer: the prompt's own words. */
export type Instructions = string;

/** One or two sentences; never empty. */
function readDescription(raw: RawValue, instructions: Instructions): Reading<string> {
  const said = cleanLine(joined(raw, " "));
  if (saysNotSeen(said)) return { problem: "says that there is no picture", isBlind: true };
  const sentence = withoutOpening(said);
  const problem = sentenceProblem(sentence, instructions);
  return problem ? { problem } : { value: clampAtWord(sentence, maxDescriptionCharacters) };
}

/** Tags in their form, more than are kept: the library's own words are chosen from them. A list, or one string with commas. */
function readTags(raw: RawValue, instructions: Instructions): Reading<readonly string[]> {
  const list = typeof raw === "string" ? [raw] : raw;
  // a lone string is a list with commas; in a real list a comma belongs to its tag ("paris, france")
  const candidates = list.length === 1 ? (list[0] ?? "").split(/[,;\n、，،]/u) : list;
  const inForm = normaliseTags(candidates, { max: mostRawTags, spares: () => true });
  const tags = inForm.filter((tag) => !schemaWords.has(tag));
  if (normaliseTags(tags).length === 0) return { problem: "are empty" };
  if (tags.length > 1 && tags.every((tag) => isEcho(tag, instructions))) return { problem: "repeat the instructions" };
  return { value: tags };
}

/** The words in the picture; empty where there are none. */
function readText(raw: RawValue, instructions: Instructions): Reading<string> {
  const text = cleanLines(joined(raw, "\n"));
  if (noText.test(text) || schemaWords.has(text.toLowerCase())) return { value: "" };
  if (text.length >= 20 && isEcho(text, instructions)) return { problem: "repeats the instructions" };
  return { value: clampAtWord(text, maxTextCharacters) };
}

/** One sentence of at most 250 characters; may be empty, the description then stands in. */
function readAlt(raw: RawValue, instructions: Instructions): Reading<string> {
  const alt = withoutOpening(cleanLine(joined(raw, " ")));
  if (alt === "") return { value: "" };
  const problem = sentenceProblem(alt, instructions);
  return problem ? { problem } : { value: clampAtWord(alt, maxAltCharacters) };
}

/** The readers by field, for code that goes over all of them. */
export const readers = {
  description: readDescription,
  tags: readTags,
  text: readText,
  alt: readAlt,
} as const satisfies Record<Field, unknown>;

type RawValue = string | readonly string[];

function joined(raw: RawValue, separator: string): string {
  return typeof raw === "string" ? raw : raw.join(separator);
}

function sentenceProblem(sentence: string, instructions: Instructions): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(sentence)) return "is empty";
  if (schemaWords.has(sentence.toLowerCase())) return "repeats the schema";
  if (isFiller(sentence)) return "says the same over and over";
  return isEcho(sentence, instructions) ? "repeats the instructions" : undefined;
}

function isEcho(value: string, instructions: Instructions): boolean {
  const words = (text: string): string =>
    ` ${text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()} `;
  return words(instructions).includes(words(value));
}

function withoutOpening(sentence: string): string {
  const rest = sentence.replace(opening, "");
  return rest === sentence ? sentence : rest.charAt(0).toUpperCase() + rest.slice(1);
}
