/** Joins the tokens of a query into parts: what OR and brackets bind, and filters as conditions. */
import { fieldNames } from "../../../shared/queryFields.ts";
import type { FieldToken, Place, Sign, Token } from "../../../shared/queryTokens.ts";
import type { AskedCondition } from "./condition.ts";
import { conditionOfFilter, type FilterReading } from "./filters.ts";
import { nearestOf } from "./nearest.ts";
import { wordsOf } from "./words.ts";

/** Brackets within brackets, deeper than anybody means them, and no deeper than the catalog's own language goes. */
const deepest = 8;
/** A part of the query with its sign; groups hold parts. */
export type Part =
  | { readonly kind: "word" | "phrase"; readonly sign: Sign; readonly text: string }
  | { readonly kind: "filter"; readonly sign: Sign; readonly condition: AskedCondition }
  | { readonly kind: "group"; readonly sign: Sign; readonly parts: readonly Part[] }
  | { readonly kind: "or"; readonly sign: ""; readonly parts: Part[] }
  /** What could not be used: it keeps OR from reaching over it. */
  | { readonly kind: "nothing"; readonly sign: "" };

/** A token that stands for itself or opens a group. */
type Operand = Extract<Token, { readonly sign: Sign }> | (Place & { readonly kind: "stray" });

const nothing: Part = { kind: "nothing", sign: "" };

/** Joins tokens into parts: OR binds the two beside it, brackets bind what they hold. */
export class Grouping {
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
