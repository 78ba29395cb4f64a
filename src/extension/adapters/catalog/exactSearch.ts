/** Exact hits: a tag or the file name that is the words, or a text that contains them. */
import type * as Arrow from "apache-arrow";
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit } from "../../core/catalogPort.ts";
import { keyOf, nameOf, wordsOf } from "../../core/search/words.ts";
import { textColumn, textListColumn } from "./columns.ts";
import { narrowing } from "./narrowing.ts";
import { allOf, anyOf, isOneOf, quoted } from "./sql.ts";
import type { TextKeys } from "./textKeys.ts";

/** A tag was given to say what is seen, a name often was not, and a part of a text may be part of another word. */
const scores = { tag: 3, name: 2, text: 1 } as const;
/** Naming more ids than this costs more than going over the texts. */
const mostNamed = 1000;

/** Rows where a tag or the name equals, or the text contains, one of these; by the best kind of match, then by how many match. */
export async function searchExact(
  images: Lancedb.Table,
  texts: TextKeys,
  words: readonly string[],
  filter: CatalogFilter,
  limit: number,
): Promise<TextHit[]> {
  const most = Math.min(limit, await images.countRows());
  if (most <= 0) return [];
  const hits = new Map<string, number>();
  const conditions = await narrowing(images, filter);
  const ask = async (condition: string, columns: readonly string[]): Promise<Arrow.Table> =>
    images
      .query()
      .where(allOf([...conditions, condition]) ?? "true")
      .select(["id", ...columns])
      .limit(most)
      .toArrow();
  const add = (ids: readonly string[], score: number): void => {
    for (const id of ids) hits.set(id, (hits.get(id) ?? 0) + score);
  };
  const findNamed = async (key: string): Promise<void> => {
    const names = nameKeysOf(key);
    const byTag = `array_has(tagKeys, ${quoted(key)})`;
    const byName = isOneOf("nameKey", names);
    const both = await ask(anyOf([byTag, byName]), ["nameKey", "tagKeys"]);
    // where there may be more of one kind, each is asked for by itself, so that neither keeps the other out
    const [tagged, named] =
      both.numRows < most ? [both, both] : await Promise.all([ask(byTag, ["tagKeys"]), ask(byName, ["nameKey"])]);
    const tags = textListColumn(tagged, "tagKeys");
    const nameKeys = textColumn(named, "nameKey");
    add(
      textColumn(tagged, "id").filter((_, row) => tags[row]?.includes(key)),
      scores.tag,
    );
    add(
      textColumn(named, "id").filter((_, row) => names.includes(nameKeys[row] ?? "")),
      scores.name,
    );
  };
  const findInTexts = async (key: string): Promise<void> => {
    const condition = await textCondition(images, texts, key);
    if (condition !== undefined) add(textColumn(await ask(condition, []), "id"), scores.text);
  };
  const keys = [...new Set(words.map(keyOf))].filter((key) => key !== "");
  await Promise.all(keys.flatMap((key) => [findNamed(key), findInTexts(key)]));
  return [...hits]
    .map(([id, score]) => ({ id, score }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

/** Which rows hold this in their text: the ids where they are known, and undefined where there is none. */
async function textCondition(images: Lancedb.Table, texts: TextKeys, key: string): Promise<string | undefined> {
  const condition = `contains(textKey, ${quoted(key)})`;
  const ids = await texts.holding(images, key, mostNamed);
  if (ids?.length === 0) return undefined;
  // the texts in memory may be older than the table by a moment
  return ids ? `(${isOneOf("id", ids)} AND ${condition})` : condition;
}

/** A name may be given with its extension or without. */
function nameKeysOf(key: string): string[] {
  return [key, nameOf(key)].map((name) => wordsOf(name).join(" ")).filter((name) => name !== "");
}
