/** Searches images by words and by meaning at once, and joins what both find into one ranked answer with reasons. */
import { failureOf, isAbort, throwIfAborted } from "../../../shared/failures.ts";
import type { ImageState, SearchHit, SearchMode } from "../../../shared/model.ts";
import type { SearchNotes } from "../../../shared/protocol.ts";
import type { Catalog, CatalogFilter, TextHit, VectorHit, WordHit } from "../catalogPort.ts";
import type { Embedder } from "../ports.ts";
import { gatherEvidence } from "./evidence.ts";
import { filterOf, type SearchFilter } from "./searchFilter.ts";
import { searchMeaning } from "./meaningSide.ts";
import { parseQuery, type ParsedQuery } from "./parseQuery.ts";
import { QueryVectors, type QueryVector } from "./queryVectors.ts";
import { rank, type Evidence, type Ranked } from "./ranking.ts";
import { reasonsFor } from "./reasons.ts";
import { embedderTrust } from "./trust.ts";
import { unmeasuredCount } from "./unmeasured.ts";
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
  /** Hits from this place on are so much weaker than the best that a view may hide them at first; absent: none is. */
  readonly strongCount?: number;
}

/** Ranks below this are taken from each side even for a short answer, since a hit low on both sides may be high in all. */
const smallestPool = 60;

/** One search as its sides need it. */
interface Asked {
  readonly parsed: ParsedQuery;
  readonly filter: CatalogFilter;
  /** What must hold of an image beyond what the catalog can tell. */
  readonly keeps: SearchFilter["keeps"];
  /** How many hits a side is asked for. */
  readonly pool: number;
}

type MeaningAnswer = Pick<SearchNotes, "meaning" | "meaningReason"> & {
  readonly hits: readonly VectorHit[];
  readonly vector?: QueryVector;
  /** How far the embedder can be trusted here. */
  readonly trust: number;
};
const meaningOff: MeaningAnswer = { meaning: "off", hits: [], trust: 0 };

/** How near in meaning a hit is said to be at least: it was found by it. */
const leastSimilarity = 0.01;

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
    const [[text, exact], meaning, unmeasured] = await Promise.all([
      sides,
      this.#meaning(asked, options, signal),
      unmeasuredCount(this.#catalog, parsed.where, options.folderKeys, signal),
    ]);
    // meaning alone was asked for and cannot be had: words are better than nothing
    const words =
      isMeaningAlone(parsed, options) && meaning.meaning === "unavailable" ? await this.#words(asked, signal) : text;
    const found = { text: words, exact, nearest: meaning.hits, ...(meaning.vector && { vector: meaning.vector }) };
    const candidates = await gatherEvidence(this.#catalog, parsed, found, pool, signal);
    const telling = soughtWords(parsed);
    const { ranked, strongCount } = rank(candidates, { trust: meaning.trust, wordCount: telling.length });
    const hits = await this.#answer(ranked.slice(0, options.limit), candidates, telling, options.detailed, signal);
    const notes = { ...notesOf(meaning), problems, ...(unmeasured > 0 && { unmeasured }) };
    return { hits, notes, ...(strongCount < hits.length && { strongCount }) };
  }

  async #answer(
    ranked: readonly Ranked[],
    candidates: readonly Evidence[],
    words: readonly string[],
    detailed: number = ranked.length,
    signal: AbortSignal,
  ): Promise<SearchHit[]> {
    const similar = new Map(candidates.flatMap(({ id, meaning }) => (meaning > 0 ? [[id, meaning] as const] : [])));
    // what nothing but its meaning brought up says so, however far off it is
    for (const { id, exact, words: share, isListed } of candidates)
      if (exact === 0 && share === 0 && !isListed && !similar.has(id)) similar.set(id, leastSimilarity);
    const hits = await this.#hits(ranked.slice(0, detailed), words, similar, signal);
    return [...hits, ...ranked.slice(detailed).map((hit) => bareHit(hit, similar.get(hit.id)))];
  }

  /** Documents and reasons for hits that a search left bare; those that are gone meanwhile are left out. */
  details(query: string, hits: readonly SearchHit[], signal: AbortSignal): Promise<SearchHit[]> {
    const similar = new Map<string, number>();
    for (const { id, why } of hits) {
      const meaning = why.find(({ field }) => field === "meaning");
      if (meaning) similar.set(id, meaning.strength);
    }
    return this.#hits(hits, soughtWords(parseQuery(query)), similar, signal);
  }

  /** Where the catalog cannot tell which ones count it is asked for all: none of the best may be missing. */
  async #words({ parsed, filter, keeps, pool }: Asked, signal: AbortSignal): Promise<readonly WordHit[]> {
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
      return { meaning: "unavailable", meaningReason: failureOf(thrown).message, hits: [], trust: 0 };
    }
    const [hits, { value }] = await Promise.all([
      searchMeaning(this.#catalog, vector, filter, keeps, pool, signal),
      embedderTrust(this.#catalog, vector.embedderKey, signal),
    ]);
    // where words were not looked for, there is nothing to weigh it against
    return { meaning: "used", hits, vector, trust: mode === "meaning" ? 1 : value };
  }

  async #hits(
    ranked: readonly Pick<SearchHit, "id" | "score" | "strength">[],
    words: readonly string[],
    similar: ReadonlyMap<string, number>,
    signal: AbortSignal,
  ): Promise<SearchHit[]> {
    const places = new Map(ranked.map((hit) => [hit.id, hit]));
    // an image that was removed meanwhile is not among them
    const documents = await this.#catalog.documents([...places.keys()], signal);
    return documents.map((document) => {
      const { id, path, description, tags } = document;
      const why = reasonsFor(document, { words }, similar.get(id));
      const { score, strength } = places.get(id) ?? { score: 0, strength: 0 };
      return { id, path, score, strength, why, description, tags };
    });
  }
}

/** Conditions without words have no meaning to compare, and without an embedder words are all there is. */
function isMeaningAlone({ plainText }: ParsedQuery, { mode, embedder }: SearchOptions): boolean {
  return mode === "meaning" && embedder !== undefined && plainText !== "";
}

/** The words that say something of a picture, wherever they stand in the query. */
function soughtWords({ words, conditionWords }: ParsedQuery): string[] {
  return tellingWords([...words, ...conditionWords].flatMap(wordsOf));
}

function bareHit({ id, score, strength }: Ranked, similarity: number | undefined): SearchHit {
  const why = similarity === undefined ? [] : [{ field: "meaning" as const, strength: similarity }];
  return { id, path: "", score, strength, why, description: "", tags: [] };
}

function notesOf({ meaning, meaningReason }: MeaningAnswer): Pick<SearchNotes, "meaning" | "meaningReason"> {
  return meaningReason === undefined ? { meaning } : { meaning, meaningReason };
}
