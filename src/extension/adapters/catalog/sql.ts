/** Conditions in LanceDB's SQL. There are no bind parameters: every value goes through `quoted`. */
import type { CatalogFilter } from "../../core/catalogPort.ts";
import { keyOf } from "../../core/search/words.ts";
import { allWordsColumn } from "./schema.ts";

/** A text as an SQL literal; doubling the single quote is the only rule. */
export function quoted(text: string): string {
  return `'${text.toWellFormed().replaceAll("'", "''")}'`;
}

/** `column IN (…)`; no value at all is a condition that nothing fulfils. */
export function isOneOf(column: string, values: readonly string[]): string {
  return values.length === 0 ? "false" : `${column} IN (${values.map(quoted).join(", ")})`;
}

/** More ids than this in one condition make LanceDB's parser slow. */
const idsInCondition = 2000;

/** Conditions that together name all these ids, none too long for LanceDB's parser. */
export function idConditions(ids: readonly string[]): string[] {
  const count = Math.ceil(ids.length / idsInCondition);
  return Array.from({ length: count }, (_, i) =>
    isOneOf("id", ids.slice(i * idsInCondition, (i + 1) * idsInCondition)),
  );
}

/** The conditions of a filter. */
export function filterConditions(filter: CatalogFilter): string[] {
  const conditions = [isOneOf("folderKey", filter.folderKeys)];
  if (filter.under !== "") conditions.push(`starts_with(path, ${quoted(`${filter.under}/`)})`);
  for (const tag of filter.tags) conditions.push(`array_has(tagKeys, ${quoted(keyOf(tag))})`);
  for (const tag of filter.notTags) conditions.push(`NOT array_has(tagKeys, ${quoted(keyOf(tag))})`);
  if (filter.states.length > 0) conditions.push(isOneOf("state", filter.states));
  return conditions;
}

/** True where a field holds these stems one after the other. */
export function holdsStems(stems: readonly string[]): string {
  return `contains(${allWordsColumn}, ${quoted(` ${stems.join(" ")} `)})`;
}

/** All conditions at once; undefined where there are none. */
export function allOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.map((condition) => `(${condition})`).join(" AND ");
}

/** One of the conditions at least. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "false" : `(${conditions.join(" OR ")})`;
}
