/** Conditions in LanceDB's SQL. There are no bind parameters: every value goes through `quoted`. */
import type { CatalogFilter } from "../../core/catalogPort.ts";
import type { Condition, Leaf, Range } from "../../core/search/condition.ts";
import { keyOf, stemsOf, wordsOf } from "../../core/search/words.ts";
import { allWordsColumn, folderPathOf } from "./schema.ts";

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

/** The conditions of a filter; they hold for rows of `images` and of vectors alike. */
export function filterConditions({ folderKeys, where }: CatalogFilter): string[] {
  return [isOneOf("folderKey", folderKeys), ...(where ? [conditionSql(where)] : [])];
}

/**
 * A condition of a query. Nothing in it comes out but as a quoted text or a number. What is negated is the leaves: LanceDB's
 * parser takes fifty levels, and a `NOT` before a bracket costs two of them.
 */
export function conditionSql(condition: Condition, isWanted = true): string {
  if ("all" in condition) return ofMany(condition.all, "all", isWanted);
  if ("any" in condition) return ofMany(condition.any, "any", isWanted);
  if ("not" in condition) return conditionSql(condition.not, !isWanted);
  return isWanted ? leafSql(condition.leaf) : `NOT ${leafSql(condition.leaf)}`;
}

function ofMany(conditions: readonly Condition[], kind: "all" | "any", isWanted: boolean): string {
  const parts = conditions.map((one) => conditionSql(one, isWanted));
  return (kind === "all") === isWanted ? joined(parts, "AND", "true") : joined(parts, "OR", "false");
}

/** So many in a row make no deep tree for LanceDB to walk down; longer rows become rows of rows. */
const partsInRow = 16;

function joined(parts: readonly string[], word: "AND" | "OR", empty: string): string {
  if (parts.length < 2) return parts[0] ?? empty;
  if (parts.length <= partsInRow) return `(${parts.join(` ${word} `)})`;
  const length = Math.ceil(parts.length / partsInRow);
  const rows: string[] = [];
  for (let start = 0; start < parts.length; start += length)
    rows.push(joined(parts.slice(start, start + length), word, empty));
  return joined(rows, word, empty);
}

function leafSql(leaf: Leaf): string {
  switch (leaf.field) {
    case "words":
      return holdsStems(stemsOf(leaf.text));
    case "tag":
      return tagSql(keyOf(leaf.name), leaf.isBeginning ?? false);
    case "folder":
      return folderSql(leaf);
    case "under":
      return leaf.path === "" ? "true" : `starts_with(path, ${quoted(`${leaf.path}/`)})`;
    case "name":
      return nameSql(leaf.text);
    case "format":
    case "kind":
      return `${leaf.field} = ${quoted(leaf.name)}`;
    case "colour":
      return `array_has(colours, ${quoted(leaf.name)})`;
    case "text":
      return `contains(textKey, ${quoted(keyOf(leaf.part))})`;
    case "state":
      return isOneOf("state", leaf.states);
    case "reviewed":
      return "reviewed = 'yes'";
    case "has":
      return `array_has(has, ${quoted(leaf.what)})`;
    case "date":
      return rangeSql("day", leaf, quoted);
    case "size":
    case "rating":
      return rangeSql(leaf.field, leaf, String);
    case "width":
    case "height":
      return `(${leaf.field} > 0 AND ${rangeSql(leaf.field, leaf, String)})`;
    case "model":
      return `(contains(modelKey, ${quoted(keyOf(leaf.part))}) OR by = ${quoted(keyOf(leaf.part))})`;
  }
}

/** Tags are keys of one line, so a tag that begins so follows the start of the list or a line's end. */
function tagSql(key: string, isBeginning: boolean): string {
  if (!isBeginning) return `array_has(tagKeys, ${quoted(key)})`;
  return `contains(concat(${quoted("\n")}, array_to_string(tagKeys, ${quoted("\n")})), ${quoted(`\n${key}`)})`;
}

function folderSql({ path, isFromTop, folderKey }: Extract<Leaf, { field: "folder" }>): string {
  const folder = quoted(folderPathOf(path));
  const place = isFromTop ? `starts_with(folderPath, ${folder})` : `contains(folderPath, ${folder})`;
  return folderKey === undefined ? place : `(folderKey = ${quoted(folderKey)} AND ${place})`;
}

function nameSql(text: string): string {
  const key = keyOf(text);
  if (/[*?]/.test(key)) {
    const pattern = key
      .replace(/[\\%_]/g, "\\$&")
      .replaceAll("*", "%")
      .replaceAll("?", "_");
    return `fileKey LIKE ${quoted(pattern)} ESCAPE '\\'`;
  }
  const words = wordsOf(text);
  const byWords = words.length < 2 ? [] : [`contains(nameKey, ${quoted(words.join(" "))})`];
  return anyOf([`contains(fileKey, ${quoted(key)})`, ...byWords]);
}

/** Numbers come in plain digits, since LanceDB's parser takes no other form for granted. */
function rangeSql<Value extends string | number>(
  column: string,
  { from, below }: Range<Value>,
  literal: (value: Value) => string,
): string {
  const bounds = [
    ...(from === undefined ? [] : [`${column} >= ${literal(from)}`]),
    ...(below === undefined ? [] : [`${column} < ${literal(below)}`]),
  ];
  return joined(bounds, "AND", "true");
}

/** True where a field holds these stems one after the other. */
export function holdsStems(stems: readonly string[]): string {
  return stems.length === 0 ? "true" : `contains(${allWordsColumn}, ${quoted(` ${stems.join(" ")} `)})`;
}

/** All conditions at once; undefined where there are none. */
export function allOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.map((condition) => `(${condition})`).join(" AND ");
}

/** One of the conditions at least. */
export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "false" : `(${conditions.join(" OR ")})`;
}
