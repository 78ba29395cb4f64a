/** Full text search: the index ranks, SQL holds the conditions; near spellings and beginnings only where that finds too few. */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit, TextQuery } from "../../core/catalogPort.ts";
import { allowedEdits } from "../../core/search/spelling.ts";
import { isUnspaced, stemOf, tellingWords, wordsOf } from "../../core/search/words.ts";
import { numberColumn, textColumn } from "./columns.ts";
import type { Lance } from "./lance.ts";
import { allWordsColumn, wordColumns } from "./schema.ts";
import { allOf, anyOf, filterConditions, quoted } from "./sql.ts";

/** With fewer exact hits than this, misspelt words and beginnings of words are looked for too. */
const enoughHits = 10;
/** Each better kind of match stands above the next one, whatever its own score. */
const tiers = { allWords: 3000, someWords: 2000, beginnings: 1000, spellings: 0 } as const;
const shortestBeginning = 3;

interface Search {
  readonly lance: Lance;
  readonly images: Lancedb.Table;
  /** Conditions that every hit fulfils. */
  readonly conditions: readonly string[];
  readonly limit: number;
}

/** Searches the word columns; without alternatives it lists what a condition admits, and nothing where there is none. */
export async function searchText(
  lance: Lance,
  images: Lancedb.Table,
  query: TextQuery,
  filter: CatalogFilter,
  limit: number,
): Promise<TextHit[]> {
  const telling = tellingWords(query.words.flatMap(wordsOf));
  const ranking = [...new Set([...telling, ...query.conditionWords.flatMap(wordsOf)].map(stemOf))];
  const conditions = filterConditions(filter);
  const search: Search = { lance, images, conditions, limit: Math.min(limit, await images.countRows()) };
  if (search.limit <= 0) return [];
  const isListing = telling.length === 0;
  if (isListing && filter.where === undefined) return [];
  const hits = ranking.length > 0 ? await searchWords(search, ranking, telling, query.conditionWords.length > 0) : [];
  if (!isListing || hits.length >= search.limit) return hits;
  const ranked = new Set(hits.map(({ id }) => id));
  return [...hits, ...(await listAll(search)).filter(({ id }) => !ranked.has(id))].slice(0, search.limit);
}

async function searchWords(
  search: Search,
  stems: readonly string[],
  words: readonly string[],
  complete: boolean,
): Promise<TextHit[]> {
  const { MatchQuery, MultiMatchQuery, Operator } = search.lance.lancedb;
  const text = stems.join(" ");
  const columns = Object.keys(wordColumns);
  const [all, some] = await Promise.all([
    stems.length > 1 ? run(search, new MatchQuery(text, allWordsColumn, { operator: Operator.And })) : [],
    run(search, new MultiMatchQuery(text, columns, { boosts: Object.values(wordColumns) })),
  ]);
  const hits = new Map<string, number>();
  // among those with all words the weighted fields decide, where they know the row
  for (const { id, score } of all) hits.set(id, tiers.allWords + score);
  for (const { id, score } of some) hits.set(id, hits.has(id) ? tiers.allWords + score : tiers.someWords + score);
  // where required words were asked for, what the index found is complete; a guess would not hold them
  if (!complete && hits.size < Math.min(enoughHits, search.limit)) await addNearWords(search, words, hits);
  return best(hits, search.limit);
}

/** Adds rows with words that begin like the last one, names and tags that hold a word, and near spellings. */
async function addNearWords(search: Search, words: readonly string[], hits: Map<string, number>): Promise<void> {
  const [beginnings, spellings] = await Promise.all([findBeginnings(search, words), findSpellings(search, words)]);
  for (const { id, score } of [...beginnings, ...spellings]) if (!hits.has(id)) hits.set(id, score);
}

async function findBeginnings(search: Search, words: readonly string[]): Promise<TextHit[]> {
  const parts = words.filter((word) => word.length >= shortestBeginning || isUnspaced(word));
  if (parts.length === 0) return [];
  const last = words.at(-1) ?? "";
  const conditions = parts.flatMap((part) => [
    `contains(nameKey, ${quoted(part)})`,
    `contains(tagWords, ${quoted(part)})`,
    ...(isUnspaced(part) ? [`contains(${allWordsColumn}, ${quoted(part)})`] : []),
  ]);
  if (last.length >= shortestBeginning) conditions.push(`contains(${allWordsColumn}, ${quoted(` ${last}`)})`);
  const found = await listAll({ ...search, conditions: [...search.conditions, anyOf(conditions)] });
  return found.map(({ id }) => ({ id, score: tiers.beginnings }));
}

async function findSpellings(search: Search, words: readonly string[]): Promise<TextHit[]> {
  const { BooleanQuery, MatchQuery, Occur } = search.lance.lancedb;
  const near = words.map(stemOf).flatMap((stem) => {
    const fuzziness = allowedEdits(stem);
    if (fuzziness === 0) return [];
    const match = new MatchQuery(stem, allWordsColumn, { fuzziness, prefixLength: 1 });
    return [[Occur.Should, match] as [Lancedb.Occur, Lancedb.MatchQuery]];
  });
  if (near.length === 0) return [];
  const found = await run(search, new BooleanQuery(near));
  return found.map(({ id, score }) => ({ id, score: tiers.spellings + Math.min(score, tiers.beginnings - 1) }));
}

async function run(search: Search, query: Lancedb.FullTextQuery): Promise<TextHit[]> {
  const where = allOf(search.conditions);
  const plain = search.images.query().fullTextSearch(query);
  const answer = await (where === undefined ? plain : plain.where(where))
    .select(["id", "_score"])
    .limit(search.limit)
    .toArrow();
  const scores = numberColumn(answer, "_score");
  return textColumn(answer, "id").map((id, row) => ({ id, score: scores[row] ?? 0 }));
}

async function listAll({ images, conditions, limit }: Search): Promise<TextHit[]> {
  const where = allOf(conditions) ?? "true";
  const answer = await images.query().where(where).select(["id", "path"]).toArrow();
  const paths = textColumn(answer, "path");
  return textColumn(answer, "id")
    .map((id, row) => ({ id, path: paths[row] ?? "" }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .slice(0, limit)
    .map(({ id }) => ({ id, score: 0 }));
}

function best(hits: ReadonlyMap<string, number>, limit: number): TextHit[] {
  return [...hits]
    .map(([id, score]) => ({ id, score }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}
