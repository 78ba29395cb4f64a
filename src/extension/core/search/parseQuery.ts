/** The query language: what a person typed becomes words to rank by, a tree of conditions, and problems at their place. */
import type { SearchProblem } from "../../../shared/protocol.ts";
import { fieldNames } from "../../../shared/queryFields.ts";
import { tokensOf } from "../../../shared/queryTokens.ts";
import { allOf, always, anyOf, asksFor, not, type AskedCondition } from "./condition.ts";
import type { FilterReading } from "./filters.ts";
import { nearestOf } from "./nearest.ts";
import { Grouping, type Part } from "./queryParts.ts";
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

/** More than anybody types; what was pasted by mistake must not become thousands of conditions. */
const longestQuery = 10_000;

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
  return where !== undefined && asksFor(where, "stale");
}

const tooLong = `A query is read up to ${longestQuery.toLocaleString("en")} characters; the rest was left out.`;

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
