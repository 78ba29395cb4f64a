/** Filters as parts of a query that are put in and taken out again, for choosing them by a click; host and views share it. */
import { fieldOf, type FieldName } from "./queryFields.ts";
import { tokensOf, type FieldToken } from "./queryTokens.ts";

/** One filter with one value, as a click chooses it. */
export interface Term {
  readonly field: FieldName;
  readonly value: string;
}

/** The term as it is written: quoted where the value would end before its end. */
export function writtenTerm({ field, value }: Term): string {
  return `${field}:${quotedValue(value)}`;
}

/** A value as it stands behind a field's colon. */
export function quotedValue(value: string): string {
  // a quote inside a quoted value would end it; any other letter says the same to a search
  const plain = value.replaceAll(/["“”„«»＂「」『』]/gu, "'");
  return /^[\p{L}\p{N}][\p{L}\p{N}._/*-]*$/u.test(plain) && plain === value ? plain : `"${plain}"`;
}

/** True where the query asks for just this, as a demand of its own. */
export function hasTerm(query: string, term: Term): boolean {
  return tokensOf(query).some((token) => isTerm(token, term));
}

/** The query with the term at its end, or without it where it is in it. */
export function toggledTerm(query: string, term: Term): string {
  const found = tokensOf(query).filter((token) => isTerm(token, term));
  if (found.length === 0) return `${query.trim()} ${writtenTerm(term)}`.trim();
  let rest = query;
  for (const { at, length } of found.toReversed())
    rest = `${rest.slice(0, at).trimEnd()} ${rest.slice(at + length).trimStart()}`;
  return rest.trim();
}

/** All filters of a query that one click would put in, to be shown as chosen. */
export function termsOf(query: string): readonly Term[] {
  return tokensOf(query).flatMap((token): Term[] => {
    if (token.kind !== "field" || token.sign === "-" || token.relation !== "") return [];
    const [only, ...others] = token.values;
    const field = fieldOf(token.name);
    return field && only && others.length === 0 && only.text !== "" ? [{ field, value: only.text }] : [];
  });
}

/** A query that finds more: without its filters, or without what it demands of words; undefined where it demands nothing. */
export function looserQuery(
  query: string,
): { readonly query: string; readonly without: "filters" | "demands" } | undefined {
  const tokens = tokensOf(query);
  const words = tokens.filter(({ kind }) => kind !== "field");
  const written = (kept: typeof tokens): string =>
    kept
      .map(({ at, length }) => query.slice(at, at + length))
      .join(" ")
      .trim();
  const said = words.flatMap((token) => ("text" in token && token.sign !== "-" ? [token.text] : [])).join(" ");
  if (said === "") return undefined;
  if (words.length < tokens.length && words.every(({ kind }) => kind === "word" || kind === "phrase"))
    return { query: written(words), without: "filters" };
  const loose = said
    .replaceAll(/[+"()]/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return loose !== "" && loose !== query.trim() ? { query: loose, without: "demands" } : undefined;
}

function isTerm(token: ReturnType<typeof tokensOf>[number], { field, value }: Term): token is FieldToken {
  if (token.kind !== "field" || token.sign === "-" || token.relation !== "") return false;
  const [only, ...others] = token.values;
  if (!only || others.length > 0 || fieldOf(token.name) !== field) return false;
  return sameValue(only.text) === sameValue(value);
}

function sameValue(text: string): string {
  return text
    .replaceAll(/["“”„«»＂「」『』]/gu, "'")
    .trim()
    .toLowerCase();
}
