/** Cuts a query into its parts as they are written: words, phrases, filters, brackets, OR; each knows where it stands. */
import { fieldHelp, fieldOf, type FieldName } from "./queryFields.ts";

/** A stretch of the query in UTF-16 units. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

export type Sign = "" | "+" | "-";
/** What stands before the value of a filter that knows more and less. */
export type Relation = "" | ">" | "<" | ">=" | "<=";

/** One of the values that a filter is given, as in `tag:a,"b c"`. */
export interface GivenValue extends Place {
  readonly text: string;
}

/** One filter. */
export interface FieldToken extends Place {
  readonly kind: "field";
  readonly sign: Sign;
  /** As it was written. */
  readonly name: string;
  /** Undefined for a name that is no field. */
  readonly field: FieldName | undefined;
  readonly relation: Relation;
  readonly values: readonly GivenValue[];
  /** A quote that was opened and not closed: where. */
  readonly openQuoteAt?: number;
}

/** One part of a query. */
export type Token =
  | FieldToken
  | (Place & { readonly kind: "word"; readonly sign: Sign; readonly text: string })
  | (Place & { readonly kind: "phrase"; readonly sign: Sign; readonly text: string; readonly openQuoteAt?: number })
  | (Place & { readonly kind: "open"; readonly sign: Sign })
  /** `stray`: a bracket that closes nothing. */
  | (Place & { readonly kind: "close" })
  | (Place & { readonly kind: "stray" })
  | (Place & { readonly kind: "or" });

/** Letters of other keyboards that mean the same; each is one unit for one, so that places stay. */
const sameLetters: Readonly<Record<string, string>> = { "（": "(", "）": ")", "：": ":", "，": ",", "、": "," };
const otherLetters: Readonly<Record<string, string>> = { "＞": ">", "＜": "<", "＝": "=", "＋": "+", "－": "-" };
const quotesAndDashes = /[“”„«»＂「」『』]|[−–—]/gu;

function plainSyntax(query: string): string {
  return query
    .replace(/[（）：，、]/gu, (letter) => sameLetters[letter] ?? letter)
    .replace(/[＞＜＝＋－]/gu, (letter) => otherLetters[letter] ?? letter)
    .replace(quotesAndDashes, (letter) => (/[−–—]/u.test(letter) ? "-" : '"'));
}

const fieldStart = /(\p{L}{1,20}):|(\p{L}{1,20})(?=[<>=≥≤])/uy;
const relationStart = /[<>]=?|[=≥≤]/y;
const relations: Readonly<Record<string, Relation>> = { "≥": ">=", "≤": "<=", "=": "" };

/** Names that are no fields and still are meant as such: told by who knows the words of the language. */
export type IsMeant = (name: string) => boolean;

/** All parts of a query, in order; nothing is left out but blanks. Takes time in proportion to the query's length. */
export function tokensOf(query: string, isMeant: IsMeant = () => false): Token[] {
  const cutter = new Cutter(query, isMeant);
  const tokens: Token[] = [];
  for (let token = cutter.next(); token; token = cutter.next()) tokens.push(token);
  return tokens;
}

class Cutter {
  readonly #query: string;
  readonly #syntax: string;
  readonly #isMeant: IsMeant;
  #at = 0;
  #depth = 0;

  constructor(query: string, isMeant: IsMeant) {
    this.#query = query;
    this.#syntax = plainSyntax(query);
    this.#isMeant = isMeant;
  }

  next(): Token | undefined {
    while (this.#at < this.#syntax.length && isBlank(this.#char())) this.#at++;
    const at = this.#at;
    if (at >= this.#syntax.length) return undefined;
    if (this.#char() === ")") return this.#close();
    const sign = this.#sign();
    if (this.#char() === "(") {
      this.#at++;
      this.#depth++;
      return { kind: "open", ...this.#from(at), sign };
    }
    if (this.#char() === '"') {
      const { text, openQuoteAt } = this.#quoted();
      return { kind: "phrase", ...this.#from(at), sign, text, ...(openQuoteAt !== undefined && { openQuoteAt }) };
    }
    return this.#filter(at, sign) ?? this.#word(at, sign);
  }

  #char(): string {
    return this.#syntax.charAt(this.#at);
  }

  #from(at: number): Place {
    return { at, length: this.#at - at };
  }

  #close(): Token {
    const at = this.#at++;
    if (this.#depth === 0) return { kind: "stray", ...this.#from(at) };
    this.#depth--;
    return { kind: "close", ...this.#from(at) };
  }

  #sign(): Sign {
    const char = this.#char();
    const next = this.#syntax.charAt(this.#at + 1);
    if ((char !== "+" && char !== "-") || next === "" || isBlank(next) || next === ")") return "";
    this.#at++;
    return char;
  }

  #word(at: number, sign: Sign): Token {
    const text = this.#bare(false);
    if (text === "OR" && sign === "") return { kind: "or", ...this.#from(at) };
    return { kind: "word", ...this.#from(at), sign, text };
  }

  #filter(at: number, sign: Sign): FieldToken | undefined {
    fieldStart.lastIndex = this.#at;
    const found = fieldStart.exec(this.#syntax);
    if (!found) return undefined;
    const name = found[1] ?? found[2] ?? "";
    const field = fieldOf(name);
    const isOrdered = field !== undefined && fieldHelp[field].isOrdered === true;
    // "a>b" is a filter where more and less mean something, "C:\x" and "https://…" are words
    if (found[1] === undefined ? !isOrdered : field === undefined && !this.#isMeant(name)) return undefined;
    this.#at = fieldStart.lastIndex;
    const relation = isOrdered ? this.#relation() : "";
    const { values, openQuoteAt } = this.#values();
    const open = openQuoteAt === undefined ? {} : { openQuoteAt };
    return { kind: "field", ...this.#from(at), sign, name, field, relation, values, ...open };
  }

  #relation(): Relation {
    relationStart.lastIndex = this.#at;
    const found = relationStart.exec(this.#syntax)?.[0];
    if (found === undefined) return "";
    this.#at += found.length;
    return relations[found] ?? (found as Relation);
  }

  #values(): { readonly values: readonly GivenValue[]; readonly openQuoteAt?: number } {
    const values: GivenValue[] = [];
    for (;;) {
      const at = this.#at;
      const { text, openQuoteAt } = this.#char() === '"' ? this.#quoted() : { text: this.#bare(true) };
      if (text.trim() !== "") values.push({ ...this.#from(at), text });
      if (openQuoteAt !== undefined) return { values, openQuoteAt };
      if (this.#char() !== ",") return { values };
      this.#at++;
    }
  }

  #quoted(): { readonly text: string; readonly openQuoteAt?: number } {
    const at = this.#at;
    const end = this.#syntax.indexOf('"', at + 1);
    this.#at = end < 0 ? this.#syntax.length : end + 1;
    const text = this.#query.slice(at + 1, end < 0 ? undefined : end);
    return end < 0 ? { text, openQuoteAt: at } : { text };
  }

  /** Up to a blank, to the bracket that closes the group, or to the comma of a list. */
  #bare(isValue: boolean): string {
    const at = this.#at;
    let inner = 0;
    for (; this.#at < this.#syntax.length; this.#at++) {
      const char = this.#char();
      if (isBlank(char) || (isValue && char === ",")) break;
      if (char === "(") inner++;
      if (char === ")" && inner === 0 && this.#depth > 0) break;
      if (char === ")") inner--;
    }
    return this.#query.slice(at, this.#at);
  }
}

function isBlank(char: string): boolean {
  return /\s/u.test(char);
}
