/** Full text search: the index ranks, SQL holds the conditions; near spellings and beginnings only where that finds too few. */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter, TextHit, TextQuery, WordHit, WordMatch } from "../../core/catalogPort.ts";
import { allowedEdits, swapsOf } from "../../core/search/spelling.ts";
import { isUnspaced, stemOf, tellingWords, wordsOf } from "../../core/search/words.ts";
import { admittedBy, bestAmong, type Admitted } from "./admitted.ts";
import { numberColumn, textColumn } from "./columns.ts";
import type { Lance } from "./lance.ts";
import { newNearSpellings } from "./newRows.ts";
import { narrowing } from "./narrowing.ts";
import { allWordsColumn } from "./schema.ts";
import { allOf, anyOf, holdsStems, idConditions, isOneOf, quoted } from "./sql.ts";

/** With fewer exact hits than this, misspelt words and beginnings of words are looked for too. */
const enoughHits = 10;
/** Each better kind of match stands above the next one, whatever its own score. */
const matchOrder: readonly WordMatch[] = ["all", "some", "part", "spelling", "listed"];
const shortestBeginning = 3;
/** What a word that was guessed adds to the score, beside one that was meant. */
const guessedWeight = 0.7;
/** More words than this are a sentence, in which none is looked after singly. */
const mostChecked = 5;
/** The words of so many hits tell of most words that they stand somewhere; each of the others costs a query. */
const lookedInto = 10;
/** So few hits are read with their words at once. */
const mostWithWords = 100;

interface Search {
  readonly lance: Lance;
  readonly images: Lancedb.Table;
  readonly admitted: Admitted;
  readonly limit: number;
}

/** Searches the word columns; without alternatives it lists what a condition admits, and nothing where there is none. */
export async function searchText(
  lance: Lance,
  images: Lancedb.Table,
  query: TextQuery,
  filter: CatalogFilter,
  limit: number,
): Promise<WordHit[]> {
  const { telling, ranking } = soughtIn(query);
  const total = await images.countRows();
  const isListing = telling.length === 0;
  if (Math.min(limit, total) <= 0 || (isListing && filter.where === undefined)) return [];
  const admitted = ranking.length > 0 ? await admittedBy(images, filter, total) : only(await narrowing(images, filter));
  const search: Search = { lance, images, admitted, limit: Math.min(limit, total) };
  const hits = ranking.length > 0 ? await searchWords(search, ranking, telling, query.conditionWords.length > 0) : [];
  if (!isListing || hits.length >= search.limit) return hits;
  const ranked = new Set(hits.map(({ id }) => id));
  return [...hits, ...(await listAll(search)).filter(({ id }) => !ranked.has(id))].slice(0, search.limit);
}

/** The scores of given images, by the same index; whether they have all the words is read from the words themselves. */
export async function scoreTexts(
  lance: Lance,
  images: Lancedb.Table,
  query: TextQuery,
  ids: readonly string[],
): Promise<WordHit[]> {
  const { ranking } = soughtIn(query);
  if (ranking.length === 0) return [];
  const match = new lance.lancedb.MatchQuery(ranking.join(" "), allWordsColumn);
  const parts = idConditions(ids).map(async (condition) => {
    const found = images.query().fullTextSearch(match).where(condition).limit(ids.length);
    const answer = await found.select(["id", "_score", allWordsColumn]).toArrow();
    const scores = numberColumn(answer, "_score");
    const words = textColumn(answer, allWordsColumn);
    return textColumn(answer, "id").map((id, row): WordHit => {
      const hasAll = ranking.every((stem) => words[row]?.includes(` ${stem} `));
      return { id, score: scores[row] ?? 0, match: hasAll ? "all" : "some" };
    });
  });
  return (await Promise.all(parts)).flat();
}

/** The words that say something of a picture, and the stems that rank. */
function soughtIn({ words, conditionWords }: TextQuery): { telling: readonly string[]; ranking: readonly string[] } {
  const telling = tellingWords(words.flatMap(wordsOf));
  return { telling, ranking: [...new Set([...telling, ...conditionWords.flatMap(wordsOf)].map(stemOf))] };
}

async function searchWords(
  search: Search,
  stems: readonly string[],
  words: readonly string[],
  complete: boolean,
): Promise<WordHit[]> {
  const held: string[] = [];
  const hits = await searchStems(search, stems, held);
  if (hits.size < Math.min(enoughHits, search.limit)) await addPassedOver(search, stems, hits);
  const missing = complete ? [] : await missingWords(search, words, hits, held);
  // "all of these" passes over a word that is nowhere in the index
  if (missing.length > 0)
    for (const [id, hit] of hits) if (hit.match === "all") hits.set(id, { ...hit, match: "some" });
  // where required words were asked for, what the index found is complete; a guess would not hold them
  const isGuessing = !complete && (missing.length > 0 || hits.size < Math.min(enoughHits, search.limit));
  if (isGuessing) await addNearWords(search, missing.length > 0 ? missing : words, hits);
  return best(hits, search.limit);
}

/** Hits with all stems and with some, since an index without positions tells no more. The words of few hits go to `held`. */
async function searchStems(search: Search, stems: readonly string[], held: string[]): Promise<Map<string, WordHit>> {
  const { MatchQuery, Operator } = search.lance.lancedb;
  const text = stems.join(" ");
  const [all, some] = await Promise.all([
    stems.length > 1 ? run(search, new MatchQuery(text, allWordsColumn, { operator: Operator.And })) : undefined,
    run(search, new MatchQuery(text, allWordsColumn), search.limit <= mostWithWords ? held : undefined),
  ]);
  const hits = new Map<string, WordHit>();
  for (const hit of all ?? []) hits.set(hit.id, { ...hit, match: "all" });
  for (const hit of some) hits.set(hit.id, { ...hit, match: !all || hits.has(hit.id) ? "all" : "some" });
  return hits;
}

/**
 * Of rows that no index holds yet, LanceDB gives none where most of those that the conditions admit have the word: it counts for
 * nothing then. So where hits are few, rows are looked for by their text too.
 */
async function addPassedOver(search: Search, stems: readonly string[], hits: Map<string, WordHit>): Promise<void> {
  const conditions = [...search.admitted.conditions, anyOf(stems.map((stem) => holdsStems([stem])))];
  const found = search.images
    .query()
    .where(allOf(conditions) ?? "true")
    .limit(search.limit);
  const answer = await found.select(["id", allWordsColumn]).toArrow();
  const words = textColumn(answer, allWordsColumn);
  textColumn(answer, "id").forEach((id, row) => {
    const held = stems.filter((stem) => words[row]?.includes(` ${stem} `)).length;
    if (!hits.has(id)) hits.set(id, { id, score: held, match: held === stems.length ? "all" : "some" });
  });
}

/** In a query of a few words one that stands nowhere was misspelt; in a sentence the others are enough. */
async function missingWords(
  search: Search,
  words: readonly string[],
  hits: ReadonlyMap<string, WordHit>,
  held: readonly string[],
): Promise<readonly string[]> {
  if (words.length < 2 || words.length > mostChecked) return [];
  const { MatchQuery } = search.lance.lancedb;
  const texts = held.length > 0 ? held : await wordsHeld(search.images, [...hits.keys()].slice(0, lookedInto));
  const doubtful = words.filter((word) => !texts.some((text) => text.includes(` ${stemOf(word)} `)));
  const found = await Promise.all(
    doubtful.map((word) => run({ ...search, limit: 1 }, new MatchQuery(stemOf(word), allWordsColumn))),
  );
  return doubtful.filter((_, index) => found[index]?.length === 0);
}

async function wordsHeld(images: Lancedb.Table, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const answer = await images.query().where(isOneOf("id", ids)).select(["id", allWordsColumn]).toArrow();
  return textColumn(answer, allWordsColumn);
}

/** Adds rows with words that begin like the last one, names and tags that hold a word, and near spellings. */
async function addNearWords(search: Search, words: readonly string[], hits: Map<string, WordHit>): Promise<void> {
  const [parts, spellings] = await Promise.all([findBeginnings(search, words), findSpellings(search, words)]);
  for (const hit of parts) if (!hits.has(hit.id)) hits.set(hit.id, { ...hit, match: "part" });
  for (const hit of spellings) {
    const known = hits.get(hit.id);
    // one that has other words of the query besides is better than those that have the same words alone
    if (known?.match === "some") hits.set(hit.id, { ...known, score: known.score + guessedWeight * hit.score });
    else if (!known) hits.set(hit.id, { ...hit, match: "spelling" });
  }
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
  const found = await listAll({ ...search, admitted: only([...search.admitted.conditions, anyOf(conditions)]) });
  return found;
}

async function findSpellings(search: Search, words: readonly string[]): Promise<TextHit[]> {
  const { BooleanQuery, MatchQuery, Occur } = search.lance.lancedb;
  const near = words.flatMap((word): [Lancedb.Occur, Lancedb.MatchQuery][] => {
    const stem = stemOf(word);
    const fuzziness = allowedEdits(stem);
    if (fuzziness === 0) return [];
    const swapped = swapsOf(word).map(stemOf).join(" ");
    return [
      [Occur.Should, new MatchQuery(stem, allWordsColumn, { fuzziness, prefixLength: firstLetterBytes(stem) })],
      [Occur.Should, new MatchQuery(swapped, allWordsColumn)],
    ];
  });
  if (near.length === 0) return [];
  const [indexed, fresh] = await Promise.all([
    run(search, new BooleanQuery(near)),
    newNearSpellings(search.images, search.admitted.conditions, words),
  ]);
  const known = new Set(indexed.map(({ id }) => id));
  return [...indexed, ...fresh.filter(({ id }) => !known.has(id))];
}

/** LanceDB counts the letters that must be right in bytes, and panics in the middle of one. */
function firstLetterBytes(word: string): number {
  return Buffer.byteLength(String.fromCodePoint(word.codePointAt(0) ?? 0));
}

function only(conditions: readonly string[]): Admitted {
  return { conditions, ranking: conditions };
}

/** The words of the hits are added to `held` where it is given. */
async function run(
  { images, admitted, limit }: Search,
  query: Lancedb.FullTextQuery,
  held?: string[],
): Promise<TextHit[]> {
  const where = allOf(admitted.ranking);
  const ask = async (most: number): Promise<TextHit[]> => {
    const plain = images.query().fullTextSearch(query);
    const narrowed = where === undefined ? plain : plain.where(where);
    const columns = ["id", "_score", ...(held ? [allWordsColumn] : [])];
    const answer = await narrowed.select(columns).limit(most).toArrow();
    const scores = numberColumn(answer, "_score");
    held?.push(...textColumn(answer, allWordsColumn));
    return textColumn(answer, "id").map((id, row) => ({ id, score: scores[row] ?? 0 }));
  };
  return admitted.among ? bestAmong(admitted.among, limit, ask) : ask(limit);
}

async function listAll({ images, admitted, limit }: Search): Promise<WordHit[]> {
  const where = allOf(admitted.conditions) ?? "true";
  const answer = await images.query().where(where).select(["id", "path"]).toArrow();
  const paths = textColumn(answer, "path");
  return textColumn(answer, "id")
    .map((id, row) => ({ id, path: paths[row] ?? "" }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .slice(0, limit)
    .map(({ id }) => ({ id, score: 0, match: "listed" }));
}

function best(hits: ReadonlyMap<string, WordHit>, limit: number): WordHit[] {
  const place = ({ match }: WordHit): number => matchOrder.indexOf(match);
  return [...hits.values()]
    .sort((a, b) => place(a) - place(b) || b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}
