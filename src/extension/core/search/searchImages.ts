/** Searches images by words and by meaning at once, and joins what both find into one ranked answer with reasons. */
import { failureOf, isAbort, throwIfAborted } from "../../../shared/failures.ts";
import type { ImageState, SearchHit, SearchMode } from "../../../shared/model.ts";
import type { SearchNotes } from "../../../shared/protocol.ts";
import type { Catalog, CatalogFilter, TextHit, VectorHit, WordHit } from "../catalogPort.ts";
import type { Embedder } from "../ports.ts";
import { gatherEvidence, type Found } from "./evidence.ts";
import { detailedHits, hitsOf } from "./hits.ts";
import { filterOf, type SearchFilter } from "./searchFilter.ts";
import { searchMeaning } from "./meaningSide.ts";
import { parseQuery, type ParsedQuery } from "./parseQuery.ts";
import { QueryVectors, type QueryVector } from "./queryVectors.ts";
import { rank, type Evidence, type Ranking } from "./ranking.ts";
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
  /**
   * True where hits that are far weaker than the best need not all be there: those that nothing but a distant meaning brings up
   * are most of a library, and to rank them all would compare every vector.
   */
  readonly fewWeak?: boolean;
  readonly folderKeys: readonly string[];
  /** Names of library folders by key, for `folder:` where there are several. */
  readonly folderNames?: ReadonlyMap<string, string>;
  /** Only images below this folder path; on top of what the query says. */
  readonly under?: string;
  /** Only images in one of these states; on top of what the query says. Absent or empty: all. */
  readonly states?: readonly ImageState[];
  /** Only these images; on top of what the query says. */
  readonly within?: ReadonlySet<string>;
  /** Answers `is:stale`, which the catalog cannot: it does not know what is used now. Absent where nobody knows. */
  readonly isStale?: (id: string) => boolean;
  /** Images that are used in any document, or in those whose path holds these letters, for `used:`; absent where nobody knows. */
  readonly usedIn?: (document: string | undefined, signal: AbortSignal) => Promise<ReadonlySet<string>>;
  /** True for a search over records whose images are gone: `is:orphan` holds of all of them. */
  readonly areMissing?: boolean;
  /** Absent where there is none: then words alone find. */
  readonly embedder?: Embedder;
}

/** Ranked hits, and what has to be said of the search. */
export interface SearchResult {
  readonly hits: SearchHit[];
  readonly notes: SearchNotes;
  /** Hits from this place on are so much weaker than the best that a view may hide them at first; absent: none is. */
  readonly strongCount?: number;
  /** There are more weak hits than these; only where `fewWeak` allowed it. */
  readonly hasMore?: true;
}

/** Ranks below this are taken from each side even for a short answer, since a hit low on both sides may be high in all. */
const smallestPool = 60;
/** How many a side is asked for at first where weak hits may be left out: as many as the vector index answers for. */
const fewWeakPool = 1000;

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
  /** True where there are more than these. */
  readonly isCut: boolean;
  /** How far the embedder can be trusted here. */
  readonly trust: number;
};
/** What was found without asking an embedder. */
interface Sides {
  readonly text: readonly WordHit[];
  readonly exact: readonly TextHit[];
  readonly isMeaningAlone: boolean;
}

/** Candidates with their evidence and order. */
interface Judged {
  readonly found: Found;
  readonly candidates: readonly Evidence[];
  readonly ranking: Ranking;
}

const meaningOff: MeaningAnswer = { meaning: "off", hits: [], isCut: false, trust: 0 };

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
    const { filter, keeps: keepsByQuery, problems } = await filterOf(parsed, options, this.#catalog, signal);
    const { within } = options;
    const keeps = within ? (id: string) => within.has(id) && (keepsByQuery?.(id) ?? true) : keepsByQuery;
    if (!filter || options.limit <= 0) return { hits: [], notes: { meaning: "off", problems } };
    const telling = soughtWords(parsed);
    const most = Math.max(options.limit, smallestPool);
    const pool = options.fewWeak && telling.length > 0 ? Math.min(most, fewWeakPool) : most;
    const asked: Asked = { parsed, filter, keeps, pool };
    const [sides, meaning, unmeasured] = await Promise.all([
      this.#sides(asked, options, signal),
      this.#meaning(asked, options, signal),
      unmeasuredCount(this.#catalog, parsed.where, options.folderKeys, signal),
    ]);
    let judged = await this.#judge(asked, sides, meaning, telling, signal);
    const isCut = judged.found.text.length >= pool || sides.exact.length >= pool;
    if (pool < most && isCut && isStrongToTheEnd(judged)) {
      const wider = { ...asked, pool: most };
      judged = await this.#judge(wider, await this.#sides(wider, options, signal), meaning, telling, signal);
    }
    const { ranking, candidates } = judged;
    const { ranked, strongCount } = ranking;
    const hits = await hitsOf(
      this.#catalog,
      ranked.slice(0, options.limit),
      { candidates, words: telling, detailed: options.detailed },
      signal,
    );
    const notes = { ...notesOf(meaning), problems, ...(unmeasured > 0 && { unmeasured }) };
    const hasMore = pool < most && (meaning.isCut || judged.found.text.length === pool);
    return { hits, notes, ...(strongCount < hits.length && { strongCount }), ...(hasMore && { hasMore }) };
  }

  async #sides(asked: Asked, options: SearchOptions, signal: AbortSignal): Promise<Sides> {
    const [text, exact] = await Promise.all([
      isMeaningAlone(asked.parsed, options) ? [] : this.#words(asked, signal),
      options.mode === "meaning" ? [] : this.#exact(asked, signal),
    ]);
    return { text, exact, isMeaningAlone: isMeaningAlone(asked.parsed, options) };
  }

  async #judge(
    asked: Asked,
    sides: Sides,
    meaning: MeaningAnswer,
    telling: readonly string[],
    signal: AbortSignal,
  ): Promise<Judged> {
    // meaning alone was asked for and cannot be had: words are better than nothing
    const isForsaken = sides.isMeaningAlone && meaning.meaning === "unavailable";
    const text = isForsaken ? await this.#words(asked, signal) : sides.text;
    const found = {
      text,
      exact: sides.exact,
      nearest: meaning.hits,
      isNearestCut: meaning.isCut,
      ...(meaning.vector && { vector: meaning.vector }),
    };
    const candidates = await gatherEvidence(this.#catalog, asked.parsed, found, asked.pool, signal);
    const ranking = rank(candidates, { trust: meaning.trust, wordCount: telling.length });
    return { found, candidates, ranking };
  }

  /** Documents and reasons for hits that a search left bare; those that are gone meanwhile are left out. */
  details(query: string, hits: readonly SearchHit[], signal: AbortSignal): Promise<SearchHit[]> {
    const similar = new Map<string, number>();
    for (const { id, why } of hits) {
      const meaning = why.find(({ field }) => field === "meaning");
      if (meaning) similar.set(id, meaning.strength);
    }
    return detailedHits(this.#catalog, hits, soughtWords(parseQuery(query)), similar, signal);
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
      return { ...meaningOff, meaning: "unavailable", meaningReason: failureOf(thrown).message };
    }
    const [hits, { value }] = await Promise.all([
      searchMeaning(this.#catalog, vector, filter, keeps, pool, signal),
      embedderTrust(this.#catalog, vector.embedderKey, signal),
    ]);
    // where words were not looked for, there is nothing to weigh it against
    return { meaning: "used", hits, isCut: hits.length >= pool, vector, trust: mode === "meaning" ? 1 : value };
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

/** True where the weakest of what was found by words is still no weak hit: then there may be more of them. */
function isStrongToTheEnd({ found: { text, exact }, ranking: { ranked, strongCount } }: Judged): boolean {
  const last = new Set([text.at(-1)?.id, exact.at(-1)?.id]);
  return ranked.slice(0, strongCount).some(({ id }) => last.has(id));
}

function notesOf({ meaning, meaningReason }: MeaningAnswer): Pick<SearchNotes, "meaning" | "meaningReason"> {
  return meaningReason === undefined ? { meaning } : { meaning, meaningReason };
}
