/** What could be typed next in a query: names of fields and known values, each with the place that it replaces. No DOM. */
import { dateWords, fieldHelp, fieldNames, fieldOf, formatNames, type FieldName } from "./queryFields.ts";
import { quotedValue } from "./queryTerms.ts";
import { tokensOf, type FieldToken, type Place, type Token } from "./queryTokens.ts";

/** Values that the library has, the most used first; what is absent is completed from the words of the language alone. */
export type KnownValues = Readonly<Partial<Record<FieldName, readonly string[]>>>;

/** One thing that could stand at the caret. */
export interface Completion extends Place {
  /** A field is followed by its value; with a value the part of the query is complete. */
  readonly kind: "field" | "value";
  readonly field: FieldName;
  /** What is shown, and what is written in place of `at` and `length`. */
  readonly label: string;
  readonly insert: string;
  /** A sentence's end for a field: "carries this tag". */
  readonly says?: string;
}

/** Values of these fields are also offered for a word that begins like them. */
const wordFields: readonly FieldName[] = ["tag", "kind", "color", "type", "folder"];
const shortestWord = 2;
const examples: KnownValues = {
  size: [">1mb", "<100kb", "100kb..1mb"],
  w: [">1000", "<500", "800..1200"],
  h: [">1000", "<500", "800..1200"],
  date: dateWords,
  rating: [">=4", ">=3"],
  type: formatNames,
};

/** What fits at the caret, the likeliest first. */
export function completeQuery(query: string, caret: number, known: KnownValues, most = 10): Completion[] {
  const last = tokensOf(query.slice(0, caret)).at(-1);
  const token = last && endOf(last) === caret && last.kind !== "close" ? last : undefined;
  if (token?.kind === "field") return valuesAt(query, caret, token, known, most);
  if (token?.kind === "phrase") return [];
  if (token?.kind === "word") return wordsAt(query, caret, token, known, most);
  return fieldsFor("", { at: caret, length: 0 }).slice(0, most);
}

/** The query with a completion taken, and where the caret stands then. */
export function withCompletion(
  query: string,
  { at, length, insert, kind }: Completion,
): { query: string; caret: number } {
  const rest = query.slice(at + length);
  // what follows a complete part is another one
  const gap = kind === "value" && !/^[\s),，]/u.test(rest) ? " " : "";
  return { query: `${query.slice(0, at)}${insert}${gap}${rest}`, caret: at + insert.length + gap.length };
}

function endOf({ at, length }: Place): number {
  return at + length;
}

/** The token of the whole query that begins where this one does: the caret may stand within it. */
function wholeOf(query: string, { at, kind }: Token): Token | undefined {
  const whole = tokensOf(query).find((token) => token.at === at);
  return whole && (whole.kind === kind || whole.kind === "field") ? whole : undefined;
}

function wordsAt(
  query: string,
  caret: number,
  token: Extract<Token, { readonly kind: "word" }>,
  known: KnownValues,
  most: number,
): Completion[] {
  const at = token.at + token.sign.length;
  const whole = wholeOf(query, token);
  // a field's name is replaced with its colon, and keeps the value behind it
  const end = whole?.kind === "field" ? at + whole.name.length + 1 : whole ? endOf(whole) : caret;
  const place = { at, length: Math.max(end, caret) - at };
  const typed = token.text.replace(/[^\p{L}\p{N}]+$/u, "");
  const fields = fieldsFor(typed, place);
  if (typed.length < shortestWord || whole?.kind === "field") return fields.slice(0, most);
  const values = wordFields.flatMap((field) =>
    matching(valuesOf(field, known), typed).map((value) => valueOf(field, value, `${field}:`, place)),
  );
  return [...fields, ...values].slice(0, most);
}

function fieldsFor(typed: string, place: Place): Completion[] {
  return matching(fieldNames, typed, true).map((name) => {
    const field = fieldOf(name) ?? "tag";
    const label = `${name}:`;
    return { kind: "field", field, label, insert: label, says: fieldHelp[field].says, ...place };
  });
}

function valuesAt(query: string, caret: number, token: FieldToken, known: KnownValues, most: number): Completion[] {
  const { field } = token;
  if (field === undefined) return [];
  const value = token.values.find((one) => endOf(one) === caret);
  const start = value?.at ?? caret;
  const whole = wholeOf(query, token);
  const wholeValue = whole?.kind === "field" ? whole.values.find(({ at }) => at === start) : undefined;
  // without its closing quote a value reaches to the query's end, which nobody means
  const isOpen = whole?.kind === "field" && whole.openQuoteAt !== undefined && whole.openQuoteAt === start;
  const end = wholeValue && !isOpen ? endOf(wholeValue) : caret;
  const place = { at: start, length: end - start };
  const typed = value?.text ?? "";
  const written = query.slice(start, end);
  return matching(valuesOf(field, known), typed)
    .map((one) => valueOf(field, one, "", place))
    .filter(({ insert }) => insert !== written)
    .slice(0, most);
}

function valuesOf(field: FieldName, known: KnownValues): readonly string[] {
  const values = [...(known[field] ?? []), ...(fieldHelp[field].values ?? []), ...(examples[field] ?? [])];
  return [...new Set(values)];
}

function valueOf(field: FieldName, value: string, before: string, place: Place): Completion {
  // comparisons and ranges are no text that could be quoted
  const written = /^[<>]|\.\./.test(value) ? value : quotedValue(value);
  return {
    kind: "value",
    field,
    label: before === "" ? value : `${before}${value}`,
    insert: `${before}${written}`,
    ...place,
  };
}

/** Values that begin so first, then those with a word that does, then those that hold it; each kind in its order. */
function matching(values: readonly string[], typed: string, onlyBeginnings = false): readonly string[] {
  const sought = withoutMarks(typed);
  if (sought === "") return values;
  const ranks = values.map((value) => ({ value, rank: rankOf(withoutMarks(value), sought) }));
  const worst = onlyBeginnings ? 0 : 2;
  return ranks
    .filter(({ rank }) => rank <= worst)
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

function rankOf(value: string, sought: string): number {
  const at = value.indexOf(sought);
  if (at <= 0) return at < 0 ? 3 : 0;
  return /[\s/_-]/.test(value.charAt(at - 1)) ? 1 : sought.length < shortestWord ? 3 : 2;
}

/** Small letters without accents, to compare what was typed. */
export function withoutMarks(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}
