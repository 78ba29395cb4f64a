/** The query language: what a person typed becomes conditions, words to rank by, and problems at their place. */
import { imageStates, type ImageState } from "../../../shared/model.ts";
import { tokensOf, type Token } from "./tokens.ts";
import { isUnspaced, wordsOf } from "./words.ts";

/** A query as the search understands it; whatever could not be used is in `problems`, and all the rest counts. */
export interface ParsedQuery {
  /** Alternatives, ranked. */
  readonly words: readonly string[];
  readonly required: readonly string[];
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
  readonly tags: readonly string[];
  readonly notTags: readonly string[];
  /** Folder paths that all must hold; "" is not among them. */
  readonly folders: readonly string[];
  /** States of which one must hold; undefined: all. Empty: the conditions contradict each other. */
  readonly states: readonly ImageState[] | undefined;
  /** Only stale records, or only those that are not; undefined: all. */
  readonly stale: { readonly isWanted: boolean; readonly at: number } | undefined;
  /** What was asked for in words, without filters and exclusions: for meaning and for exact hits. */
  readonly plainText: string;
  readonly problems: readonly { readonly at: number; readonly message: string }[];
}

/** `is:` values that can be answered; together tagged, untagged and failed are all images. */
const statesOf: Readonly<Record<string, readonly ImageState[]>> = {
  tagged: ["tagged", "edited"],
  untagged: ["untagged", "interrupted"],
  edited: ["edited"],
  failed: ["failed"],
};
const laterStates = new Set(["orphan"]);
const laterFilters = new Set(["name", "type", "kind", "text", "has", "date", "size", "w", "h", "color", "colour"]);
for (const name of ["model", "used"]) laterFilters.add(name);

/** A query while it is read. */
class Reading {
  readonly words: string[] = [];
  readonly required: string[] = [];
  readonly phrases: string[] = [];
  readonly excluded: string[] = [];
  readonly tags: string[] = [];
  readonly notTags: string[] = [];
  readonly folders: string[] = [];
  readonly plain: string[] = [];
  readonly problems: { at: number; message: string }[] = [];
  states: readonly ImageState[] | undefined;
  stale: ParsedQuery["stale"];

  problem(at: number, message: string): void {
    this.problems.push({ at, message });
  }
}

/** Understands any text at all. */
export function parseQuery(query: string): ParsedQuery {
  const reading = new Reading();
  const tokens = tokensOf(query);
  tokens.forEach((token, index) => {
    if (token.openQuoteAt !== undefined) {
      reading.problem(token.openQuoteAt, "This quote is not closed; everything after it is taken as one phrase.");
    }
    if (token.isOr) return checkOr(tokens, index, reading);
    const isAlternative = (tokens[index - 1]?.isOr ?? false) || (tokens[index + 1]?.isOr ?? false);
    if (token.key !== "") readFilter(token, isAlternative, reading);
    else readWords(token, isAlternative, reading);
  });
  const { words, required, phrases, excluded, tags, notTags, folders, states, stale, problems } = reading;
  const plainText = reading.plain.join(" ");
  return { words, required, phrases, excluded, tags, notTags, folders, states, stale, plainText, problems };
}

function checkOr(tokens: readonly Token[], index: number, reading: Reading): void {
  const { at } = tokens[index] ?? { at: 0 };
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  if (!before || !after || before.isOr || after.isOr) {
    reading.problem(at, 'There is nothing to choose from on one side of this OR. To find the word itself, write "or".');
  }
}

/** Words are alternatives anyway, so OR makes alternatives of phrases and required words too. */
function readWords(token: Token, isAlternative: boolean, reading: Reading): void {
  const { value, sign, isPhrase } = token;
  const found = wordsOf(value);
  if (found.length === 0) {
    if (isPhrase) reading.problem(token.at, "There is no word between these quotes.");
    return;
  }
  if (sign === "-") {
    if (isAlternative) reading.problem(token.at, "An excluded word cannot be an alternative; it is excluded.");
    reading.excluded.push(value);
    return;
  }
  reading.plain.push(value);
  if (!isAlternative && sign === "+") reading.required.push(value);
  else if (!isAlternative && isPhrase) reading.phrases.push(value);
  else if (isPhrase) reading.words.push(value);
  // "dog,cat" are two words and "t-shirt" is one; what is written without spaces is cut where its language does
  else
    reading.words.push(
      ...value.split(/[,;、。，]+/u).flatMap((word) => (isUnspaced(word) ? wordsOf(word) : tidy(word))),
    );
}

function tidy(word: string): string[] {
  return wordsOf(word).length > 0 ? [word.replace(/^[^\p{L}\p{N}\p{M}\p{So}]+|[^\p{L}\p{N}\p{M}\p{So}]+$/gu, "")] : [];
}

function readFilter(token: Token, isAlternative: boolean, reading: Reading): void {
  const { at, key, value } = token;
  const written = `${key}${token.relation}`;
  if (laterFilters.has(key))
    return reading.problem(at, `The filter "${written}" is not yet available; it was left out.`);
  if (key !== "tag" && key !== "folder" && key !== "is") {
    reading.problem(at, `There is no filter "${written}"; its words are searched for.`);
    reading.words.push(...wordsOf(`${key} ${value}`));
    reading.plain.push(`${key} ${value}`.trim());
    return;
  }
  if (value.trim() === "") return reading.problem(at, `"${written}" lacks its value, as in ${examples[key]}.`);
  if (isAlternative) {
    return reading.problem(at, `OR between filters is not yet available; "${written}${value}" was left out.`);
  }
  if (key === "tag") (token.sign === "-" ? reading.notTags : reading.tags).push(value.trim());
  else if (key === "folder") readFolder(token, reading);
  else readState(token, reading);
}

const examples = { tag: "tag:beach", folder: "folder:photos/2024", is: "is:untagged" } as const;

function readFolder({ at, sign, value }: Token, reading: Reading): void {
  if (sign === "-") return reading.problem(at, "Leaving out a folder is not yet available; the filter was left out.");
  const folder = value
    .trim()
    .replaceAll("\\", "/")
    .replace(/^(\.?\/)+|\/+$/g, "");
  if (folder !== "") reading.folders.push(folder);
}

function readState({ at, sign, value }: Token, reading: Reading): void {
  const name = value.trim().toLowerCase();
  if (laterStates.has(name)) return reading.problem(at, `"is:${name}" is not yet available; it was left out.`);
  if (name === "stale") return readStale({ isWanted: sign !== "-", at }, reading);
  const named = Object.hasOwn(statesOf, name) ? statesOf[name] : undefined;
  if (!named) {
    const known = [...Object.keys(statesOf), "stale"].join(", ");
    return reading.problem(at, `"is:" knows ${known}, and not "${value}"; it was left out.`);
  }
  const wanted = sign === "-" ? imageStates.filter((state) => !named.includes(state)) : named;
  reading.states = (reading.states ?? imageStates).filter((state) => wanted.includes(state));
}

function readStale(stale: NonNullable<ParsedQuery["stale"]>, reading: Reading): void {
  // both at once hold of no image
  if (reading.stale && reading.stale.isWanted !== stale.isWanted) reading.states = [];
  else reading.stale = stale;
}
