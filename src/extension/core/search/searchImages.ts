/** Searches images by words and by meaning at once, and joins what both find into one ranked answer with reasons. */
import { failureOf, isAbort, throwIfAborted } from "../../../shared/failures.ts";
import type { ImageState, SearchHit, SearchMode } from "../../../shared/model.ts";
import type { SearchNotes } from "../../../shared/protocol.ts";
import type { Catalog, CatalogFilter, TextHit, VectorHit } from "../catalogPort.ts";
import type { Embedder } from "../ports.ts";
import { filterOf, type SearchFilter } from "./searchFilter.ts";
import { searchMeaning } from "./meaningSide.ts";
import { parseQuery, type ParsedQuery } from "./parseQuery.ts";
import { QueryVectors } from "./queryVectors.ts";
import { fuseRanks, meaningList, sideWeights } from "./rankFusion.ts";
import { reasonsFor } from "./reasons.ts";
import { tellingWords, wordsOf } from "./words.ts";

/** Where and how to search. */
export interface SearchOptions {
  readonly mode: SearchMode;
  /** How many hits to answer with at most; there is no other bound. */
  readonly limit: number;
  /**
   * How many hits come with their document and reasons; absent: all. Of the others only id and score are filled, for a view that
   * shows a page at a time and asks `details` for it: reading a whole library for one search would take seconds.
   */
  readonly detailed?: number;
  readonly folderKeys: readonly string[];
  /** Names of library folders by key, for `folder:` where there are several. */
  readonly folderNames?: ReadonlyMap<string, string>;
  /** Only images below this folder path; on top of what the query says. */
  readonly under?: string;
  /** Only images in one of these states; on top of what the query says. Absent or empty: all. */
  readonly states?: readonly ImageState[];
  /** Answers `is:stale`, which the catalog cannot: it does not know what is used now. Absent where nobody knows. */
  readonly isStale?: (id: string) => boolean;
  /** Absent where there is none: then words alone find. */
  readonly embedder?: Embedder;
}

/** Ranked hits, and what has to be said of the search. */
export interface SearchResult {
  readonly hits: SearchHit[];
  readonly notes: SearchNotes;
}

/** Ranks below this are taken from each side even for a short answer, since a hit low on both sides may be high in all. */
const smallestPool = 100;
/** Puts exact hits above every fused score. */
const exactBonus = 1;

/** One search as its sides need it. */
interface Asked {
  readonly parsed: ParsedQuery;
  readonly filter: CatalogFilter;
  /** What must hold of an image beyond what the catalog can tell. */
  readonly keeps: SearchFilter["keeps"];
  /** How many hits a side is asked for. */
  readonly pool: number;
}

type MeaningAnswer = Omit<SearchNotes, "problems"> & { readonly hits: readonly VectorHit[] };
const meaningOff: MeaningAnswer = { meaning: "off", hits: [] };

/** One search box's worth of searching over a catalog. */
export class ImageSearch {
  readonly #catalog: Catalog;
  readonly #vectors = new QueryVectors();

  constructor(parts: { readonly catalog: Catalog }) {
    this.#catalog = parts.catalog;
  }

  /** Never fails because of what the query says; rejects where the catalog cannot answer, or at a stop. */
  async search(query: string, options: SearchOptions, signal: AbortSignal): Promise<SearchResult> {
    throwIfAborted(signal);
    const parsed = parseQuery(query);
    const { filter, keeps, problems } = await filterOf(parsed, options, this.#catalog, signal);
    if (!filter || options.limit <= 0) return { hits: [], notes: { meaning: "off", problems } };
    const pool = Math.max(options.limit, smallestPool);
    const asked: Asked = { parsed, filter, keeps, pool };
    const sides = Promise.all([
      isMeaningAlone(parsed, options) ? [] : this.#words(asked, signal),
      options.mode === "meaning" ? [] : this.#exact(asked, signal),
    ]);
    const [[text, exact], meaning] = await Promise.all([sides, this.#meaning(asked, options, signal)]);
    // meaning alone was asked for and cannot be had: words are better than nothing
    const words =
      isMeaningAlone(parsed, options) && meaning.meaning === "unavailable" ? await this.#words(asked, signal) : text;
    const ranked = joined(words, exact, meaning.hits).slice(0, options.limit);
    const distances = new Map(meaning.hits.map(({ id, distance }) => [id, distance]));
    const detailed = Math.min(ranked.length, options.detailed ?? ranked.length);
    const hits = await this.#hits(ranked.slice(0, detailed), parsed, distances, signal);
    const rest = ranked
      .slice(detailed)
      .map(({ id, score }) => ({ ...bareHit(id, score), ...nearness(distances.get(id)) }));
    return { hits: [...hits, ...rest], notes: { ...notesOf(meaning), problems } };
  }

  /** Documents and reasons for hits that a search left bare; those that are gone meanwhile are left out. */
  details(query: string, hits: readonly SearchHit[], signal: AbortSignal): Promise<SearchHit[]> {
    const distances = new Map<string, number>();
    for (const { id, why } of hits) {
      const meaning = why.find(({ field }) => field === "meaning");
      if (meaning) distances.set(id, 1 - meaning.strength);
    }
    return this.#hits(hits, parseQuery(query), distances, signal);
  }

  /** Where the catalog cannot tell which ones count it is asked for all: none of the best may be missing. */
  async #words({ parsed, filter, keeps, pool }: Asked, signal: AbortSignal): Promise<readonly TextHit[]> {
    const hits = await this.#catalog.textSearch(parsed, filter, keeps ? Number.MAX_SAFE_INTEGER : pool, signal);
    return keeps ? hits.filter(({ id }) => keeps(id)).slice(0, pool) : hits;
  }

  /** Exact hits of the whole query and of its phrases; a single word of many would put weak hits first. */
  async #exact({ parsed, filter, keeps, pool }: Asked, signal: AbortSignal): Promise<readonly TextHit[]> {
    if (parsed.plainText === "") return [];
    const hits = await this.#catalog.exactSearch([parsed.plainText], filter, pool, signal);
    return keeps ? hits.filter(({ id }) => keeps(id)) : hits;
  }

  async #meaning(
    { parsed, filter, keeps, pool }: Asked,
    { mode, embedder }: SearchOptions,
    signal: AbortSignal,
  ): Promise<MeaningAnswer> {
    if (mode === "text" || parsed.plainText === "") return meaningOff;
    if (!embedder) return { ...meaningOff, meaningReason: "There is no embedding model." };
    let vector;
    try {
      vector = await this.#vectors.get(embedder, parsed.plainText, signal);
    } catch (thrown) {
      if (isAbort(thrown) && signal.aborted) throw thrown;
      return { meaning: "unavailable", meaningReason: failureOf(thrown).message, hits: [] };
    }
    return { meaning: "used", hits: await searchMeaning(this.#catalog, vector, filter, keeps, pool, signal) };
  }

  async #hits(
    ranked: readonly TextHit[],
    parsed: ParsedQuery,
    distances: ReadonlyMap<string, number>,
    signal: AbortSignal,
  ): Promise<SearchHit[]> {
    const scores = new Map(ranked.map(({ id, score }) => [id, score]));
    const words = tellingWords([...parsed.words, ...parsed.conditionWords].flatMap(wordsOf));
    // an image that was removed meanwhile is not among them
    const documents = await this.#catalog.documents([...scores.keys()], signal);
    return documents.map((document) => {
      const { id, path, description, tags } = document;
      const distance = distances.get(id);
      const why = reasonsFor(document, { words }, distance === undefined ? undefined : 1 - distance);
      return { id, path, score: scores.get(id) ?? 0, why, description, tags };
    });
  }
}

/** Conditions without words have no meaning to compare, and without an embedder words are all there is. */
function isMeaningAlone({ plainText }: ParsedQuery, { mode, embedder }: SearchOptions): boolean {
  return mode === "meaning" && embedder !== undefined && plainText !== "";
}

/** Exact hits first, in their own order; then all others by both sides' ranks. */
function joined(text: readonly TextHit[], exact: readonly TextHit[], nearest: readonly VectorHit[]): TextHit[] {
  const fused = fuseRanks([
    { ids: exact.map(({ id }) => id), weight: sideWeights.text },
    { ids: text.map(({ id }) => id), weight: sideWeights.text },
    meaningList(nearest),
  ]);
  const bonus = new Map(exact.map(({ id, score }) => [id, exactBonus + score]));
  return fused.map(({ id, score }) => ({ id, score: score + (bonus.get(id) ?? 0) })).sort((a, b) => b.score - a.score);
}

function bareHit(id: string, score: number): SearchHit {
  return { id, path: "", score, why: [], description: "", tags: [] };
}

function nearness(distance: number | undefined): Partial<SearchHit> {
  return distance === undefined
    ? {}
    : { why: [{ field: "meaning", strength: Math.min(1, Math.max(0, 1 - distance)) }] };
}

function notesOf({ meaning, meaningReason }: MeaningAnswer): Omit<SearchNotes, "problems"> {
  return meaningReason === undefined ? { meaning } : { meaning, meaningReason };
}
