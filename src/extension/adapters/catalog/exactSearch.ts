/** Exact hits: a tag or the file name that is the words, or a text that contains them. */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit } from "../../core/catalogPort.ts";
import { keyOf, nameOf, wordsOf } from "../../core/search/words.ts";
import { textColumn } from "./columns.ts";
import { allOf, anyOf, filterConditions, isOneOf, quoted } from "./sql.ts";
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
  const narrowing = filterConditions(filter);
  const find = async (condition: string, score: number): Promise<void> => {
    const where = allOf([...narrowing, condition]) ?? "true";
    const answer = await images.query().where(where).select(["id"]).limit(most).toArrow();
    for (const id of textColumn(answer, "id")) hits.set(id, (hits.get(id) ?? 0) + score);
  };
  const keys = [...new Set(words.map(keyOf))].filter((key) => key !== "");
  await Promise.all(
    keys.flatMap((key) => [
      find(`array_has(tagKeys, ${quoted(key)})`, scores.tag),
      find(anyOf([isOneOf("nameKey", nameKeysOf(key))]), scores.name),
      textCondition(images, texts, key).then((condition) =>
        condition === undefined ? undefined : find(condition, scores.text),
      ),
    ]),
  );
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
