/** The query language: what a person typed becomes words to rank by, a tree of conditions, and problems at their place. */
import type { SearchProblem } from "../../../shared/protocol.ts";
import { fieldNames } from "../../../shared/queryFields.ts";
import { tokensOf, type FieldToken, type Place, type Sign, type Token } from "../../../shared/queryTokens.ts";
import { allOf, always, anyOf, hasStale, not, type AskedCondition } from "./condition.ts";
import { conditionOfFilter, type FilterReading } from "./filters.ts";
import { nearestOf } from "./nearest.ts";
import { isUnspaced, tellingWords, wordsOf } from "./words.ts";

/** A query as the search understands it; whatever could not be used is in `problems`, and all the rest counts. */
export interface ParsedQuery {
  /** Alternatives, ranked. */
  readonly words: readonly string[];
  /** Words and phrases that the conditions ask for: they rank too. */
  readonly conditionWords: readonly string[];
  /** Absent where nothing is demanded. */
  readonly where?: AskedCondition;
  /** What was asked for in words, without filters and exclusions: for meaning and for exact hits. */
  readonly plainText: string;
  readonly problems: readonly SearchProblem[];
}

/** Brackets within brackets, deeper than anybody means them, and no deeper than the catalog's own language goes. */
const deepest = 8;
/** More than anybody types; what was pasted by mistake must not become thousands of conditions. */
const longestQuery = 10_000;

/** A part of the query with its sign; groups hold parts. */
type Part =
  | { readonly kind: "word" | "phrase"; readonly sign: Sign; readonly text: string }
  | { readonly kind: "filter"; readonly sign: Sign; readonly condition: AskedCondition }
  | { readonly kind: "group"; readonly sign: Sign; readonly parts: readonly Part[] }
  | { readonly kind: "or"; readonly sign: ""; readonly parts: Part[] }
  /** What could not be used: it keeps OR from reaching over it. */
  | { readonly kind: "nothing"; readonly sign: "" };

/** A token that stands for itself or opens a group. */
type Operand = Extract<Token, { readonly sign: Sign }> | (Place & { readonly kind: "stray" });

const nothing: Part = { kind: "nothing", sign: "" };

/** Understands any text at all. `nowMs` says which day is today. */
export function parseQuery(text: string, nowMs: number = Date.now(), longest = longestQuery): ParsedQuery {
  const problems: SearchProblem[] = [];
  const problem: FilterReading["problem"] = ({ at, length }, message, instead) =>
    void problems.push({ at, length, message, ...(instead !== undefined && { instead }) });
  const query = text.slice(0, longest);
  if (text.length > longest) problem({ at: longest, length: text.length - longest }, tooLong);
  const tokens = tokensOf(query, (name) => nearestOf(name, fieldNames) !== undefined);
  const parts = new Grouping(tokens, { nowMs, problem }).parts();
  const asked = new Asked();
  const where = asked.take(parts);
  const { words, conditionWords } = asked;
  const plainText = asked.plain.join(" ");
  problems.sort((a, b) => a.at - b.at);
  return { words, conditionWords, ...(where.length > 0 && { where: allOf(where) }), plainText, problems };
}

/** True where the answer depends on which records are stale. */
export function asksForStale({ where }: ParsedQuery): boolean {
  return where !== undefined && hasStale(where);
}

const tooLong = `A query is read up to ${longestQuery.toLocaleString("en")} characters; the rest was left out.`;

/** Joins tokens into parts: OR binds the two beside it, brackets bind what they hold. */
class Grouping {
  readonly #tokens: readonly Token[];
  readonly #reading: FilterReading;
  #next = 0;
  /** How many brackets are open that group nothing, since they stand too deep? */
  #ignoredBrackets = 0;

  constructor(tokens: readonly Token[], reading: FilterReading) {
    this.#tokens = tokens;
    this.#reading = reading;
  }

  parts(): readonly Part[] {
    return this.#list(undefined, 0);
  }

  /** Everything up to the bracket that closes `opening`, or to the end. */
  #list(opening: Place | undefined, depth: number): readonly Part[] {
    const parts: Part[] = [];
    let or: Place | undefined;
    for (;;) {
      const token = this.#tokens[this.#next++];
      if (token?.kind === "close" && this.#ignoredBrackets > 0) {
        this.#ignoredBrackets--;
        continue;
      }
      if (!token || token.kind === "close") {
        if (or) this.#lonelyOr(or);
        if (!token && opening) this.#reading.problem(opening, "This bracket is not closed; it reaches to the end.");
        return parts.filter(({ kind }) => kind !== "nothing");
      }
      if (token.kind === "or") {
        if (or || parts.length === 0) this.#lonelyOr(token);
        else or = token;
        continue;
      }
      if (token.kind === "open" && depth === deepest) {
        this.#ignoreBracket(token);
        continue;
      }
      const part = this.#part(token, depth);
      const before = or && parts.pop();
      parts.push(before ? alternatives(before, part) : part);
      or = undefined;
    }
  }

  #part(token: Operand, depth: number): Part {
    if (token.kind === "stray") return this.#stray(token);
    if (token.kind === "open") return this.#group(token, token.sign, depth);
    if (token.kind === "field") return this.#filter(token);
    if (token.kind === "phrase") this.#checkPhrase(token, token.text, token.openQuoteAt);
    return wordsOf(token.text).length === 0 ? nothing : { kind: token.kind, sign: token.sign, text: token.text };
  }

  #group(token: Place, sign: Sign, depth: number): Part {
    const parts = this.#list(token, depth + 1);
    return parts.length === 0 ? nothing : { kind: "group", sign, parts };
  }

  /** What stands in it belongs to the group around it; told once. */
  #ignoreBracket(token: Place): void {
    if (this.#ignoredBrackets === 0)
      this.#reading.problem(token, "Brackets are nested too deeply here; this one and those within group nothing.");
    this.#ignoredBrackets++;
  }

  #filter(token: FieldToken): Part {
    if (token.openQuoteAt !== undefined) this.#openQuote(token.openQuoteAt);
    if (token.field === undefined) return this.#unknownField(token);
    const condition = conditionOfFilter(token, this.#reading);
    return condition ? { kind: "filter", sign: token.sign, condition } : nothing;
  }

  /** What looks like a filter and is none is looked for in words. */
  #unknownField(token: FieldToken): Part {
    const instead = nearestOf(token.name, fieldNames);
    const at = token.at + token.sign.length;
    const place = { at, length: token.name.length };
    const remedy = instead === undefined ? "" : ` Did you mean "${instead}:"?`;
    this.#reading.problem(place, `There is no filter "${token.name}:"; its words are searched for.${remedy}`, instead);
    const words = [token.name, ...token.values.map(({ text }) => text)].flatMap(wordsOf);
    return { kind: "group", sign: token.sign, parts: words.map((text) => ({ kind: "word", sign: "", text })) };
  }

  #checkPhrase(token: Place, text: string, openQuoteAt: number | undefined): void {
    if (openQuoteAt !== undefined) this.#openQuote(openQuoteAt);
    else if (wordsOf(text).length === 0) this.#reading.problem(token, "There is no word between these quotes.");
  }

  #openQuote(at: number): void {
    const message = "This quote is not closed; everything after it is taken as one phrase.";
    this.#reading.problem({ at, length: 1 }, message);
  }

  #stray(token: Place): Part {
    this.#reading.problem(token, "No bracket was opened for this one; it was left out.");
    return nothing;
  }

  #lonelyOr(token: Place): void {
    const help = 'There is nothing to choose from on one side of this OR. To find the word itself, write "or".';
    this.#reading.problem(token, help, "or");
  }
}

function alternatives(before: Part, part: Part): Part {
  if (before.kind === "nothing" || part.kind === "nothing") return before.kind === "nothing" ? part : before;
  // added in place: a chain of many would else be copied for each of them
  if (before.kind === "or") before.parts.push(part);
  return before.kind === "or" ? before : { kind: "or", sign: "", parts: [before, part] };
}

/** Sorts parts into words that rank and conditions that must hold. */
class Asked {
  readonly words: string[] = [];
  readonly conditionWords: string[] = [];
  readonly plain: string[] = [];

  /** The conditions of parts that stand beside each other. */
  take(parts: readonly Part[]): AskedCondition[] {
    return parts.flatMap((part) => {
      if (isSoft(part)) {
        this.#rank(part);
        return [];
      }
      if (part.kind === "group" && part.sign === "") return this.take(part.parts);
      return [this.#demand(part, true)];
    });
  }

  /** Plain words are alternatives, and OR between them changes nothing. */
  #rank(part: Part): void {
    if (part.kind === "group" || part.kind === "or") {
      for (const one of part.parts) this.#rank(one);
    } else if (part.kind === "word") {
      this.plain.push(part.text);
      this.words.push(...singleWords(part.text));
    }
  }

  #demand(part: Part, isWanted: boolean): AskedCondition {
    const isStillWanted = isWanted && part.sign !== "-";
    const condition = this.#unsigned(part, isStillWanted);
    return part.sign === "-" ? not(condition) : condition;
  }

  #unsigned(part: Part, isWanted: boolean): AskedCondition {
    if (part.kind === "nothing") return always;
    if (part.kind === "filter") return part.condition;
    if (part.kind === "or") return anyOf(part.parts.map((one) => this.#demand(one, isWanted)));
    if (part.kind === "group") return this.#group(part.parts, isWanted);
    if (isWanted) {
      this.plain.push(part.text);
      this.conditionWords.push(part.text);
    }
    return { leaf: { field: "words", text: part.text } };
  }

  /** Plain words of a group are alternatives there too; small words say nothing beside others. */
  #group(parts: readonly Part[], isWanted: boolean): AskedCondition {
    const plain = parts.filter(isSoft);
    const words = plain.flatMap(wordsIn);
    if (isWanted) {
      this.plain.push(...words);
      this.conditionWords.push(...words);
    }
    const telling = new Set(tellingWords(words.flatMap(wordsOf)));
    const counting = words.filter((word) => wordsOf(word).some((one) => telling.has(one)));
    const alternative = anyOf(counting.map((text): AskedCondition => ({ leaf: { field: "words", text } })));
    const others = parts.filter((part) => !isSoft(part)).map((part) => this.#demand(part, isWanted));
    return allOf([...(words.length > 0 ? [alternative] : []), ...others]);
  }
}

/** True for words that only rank: plain ones, and groups and alternatives of nothing else. */
function isSoft(part: Part): boolean {
  if (part.sign !== "") return false;
  if (part.kind === "word") return true;
  return (part.kind === "group" || part.kind === "or") && part.parts.every(isSoft);
}

function wordsIn(part: Part): readonly string[] {
  if (part.kind === "word") return singleWords(part.text);
  return part.kind === "group" || part.kind === "or" ? part.parts.flatMap(wordsIn) : [];
}

/** "dog,cat" are two words and "t-shirt" is one; what is written without spaces is cut where its language does. */
function singleWords(text: string): string[] {
  return text.split(/[,;、。，]+/u).flatMap((word) => (isUnspaced(word) ? wordsOf(word) : tidy(word)));
}

function tidy(word: string): string[] {
  return wordsOf(word).length > 0 ? [word.replace(/^[^\p{L}\p{N}\p{M}\p{So}]+|[^\p{L}\p{N}\p{M}\p{So}]+$/gu, "")] : [];
}
