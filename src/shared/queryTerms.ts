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
