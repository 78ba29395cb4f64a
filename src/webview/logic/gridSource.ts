/** Asks for the cards that are in view, drops answers to older revisions, and aborts what is no longer wanted. */
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { GridCard, GridPage, GridQuery, GridSection, SearchNotes } from "../../shared/protocol.ts";
import type { IndexRange } from "./gridLayout.ts";
import { chunksOf, chunkSize, PageCache } from "./pageCache.ts";

/** The host's `page` method. */
export type AskPage = (
  request: { readonly query: GridQuery; readonly offset: number; readonly limit: number },
  signal?: AbortSignal,
) => Promise<GridPage>;

const idsAtOnce = 1000;

/** The grid as a view knows it: a window on the host's list that is brought up to date by asking. */
export class GridSource {
  readonly #ask: AskPage;
  readonly #onChange: () => void;
  readonly #pages = new PageCache();
  /** Which chunks are being asked for? */
  readonly #running = new Map<number, { readonly abort: AbortController; readonly revision: number }>();
  /** Which chunks failed, and are left alone until something changes? */
  readonly #failed = new Set<number>();
  #query: GridQuery;
  #revision = 0;
  #wanted: IndexRange = { first: 0, end: chunkSize };
  #total: number | undefined;
  #sections: readonly GridSection[] = [];
  #notes: SearchNotes | undefined;
  #weakHits = 0;
  #hasMoreWeak = false;
  #likeName: string | undefined;
  #withinCount: number | undefined;
  #areCopies = false;
  #failure: FailureData | undefined;
  /** True from a new query to its first answer: until then the cards of the query before are shown. */
  #isTurning = true;

  constructor(ask: AskPage, query: GridQuery, onChange: () => void) {
    this.#ask = ask;
    this.#query = query;
    this.#onChange = onChange;
  }

  get query(): GridQuery {
    return this.#query;
  }

  /** How many images the query gives; unknown before the first answer. */
  get total(): number | undefined {
    return this.#total;
  }

  get sections(): readonly GridSection[] {
    return this.#sections;
  }

  get notes(): SearchNotes | undefined {
    return this.#notes;
  }

  /** How many results are left out because they are far weaker than the best. */
  get weakHits(): number {
    return this.#weakHits;
  }

  /** True where more are left out than were counted. */
  get hasMoreWeak(): boolean {
    return this.#hasMoreWeak;
  }

  /** How many images the set has that is searched within, as far as it is known. */
  get withinCount(): number | undefined {
    return this.#withinCount;
  }

  /** The file name of the image that the others are like, as far as it is known. */
  get likeName(): string | undefined {
    return this.#likeName;
  }

  /** True where the cards are copies of pictures, a section for each. */
  get areCopies(): boolean {
    return this.#areCopies;
  }

  /** The revision of the library that is shown. */
  get revision(): number {
    return this.#revision;
  }

  /** True where the search could not use all of the query, and says so in its notes. */
  get isPartlyUsed(): boolean {
    return (this.#notes?.problems.length ?? 0) > 0;
  }

  get failure(): FailureData | undefined {
    return this.#failure;
  }

  /** True where a new query failed: the cards that are known belong to another one. */
  get hasFailedToTurn(): boolean {
    return this.#isTurning && this.#failure !== undefined;
  }

  /** True while the answer to a new query is awaited. */
  get isTurning(): boolean {
    return this.#isTurning && this.#failure === undefined;
  }

  item(index: number): GridCard | undefined {
    return this.#pages.item(index);
  }

  indexOf(id: string): number {
    return this.#pages.indexOf(id);
  }

  setQuery(query: GridQuery): void {
    this.#abortAll();
    this.#failed.clear();
    if (query.similarTo !== this.#query.similarTo) this.#likeName = undefined;
    if (query.within !== this.#query.within) this.#withinCount = undefined;
    this.#query = query;
    this.#failure = undefined;
    this.#isTurning = true;
    this.want({ first: 0, end: chunkSize });
    this.#onChange();
  }

  /** Names the cards in view; what is missing or old is asked for, what scrolled away is aborted. */
  want(range: IndexRange): void {
    this.#wanted = range;
    const wanted = new Set(this.#wantedChunks());
    for (const [chunk, { abort }] of this.#running) if (!wanted.has(chunk)) abort.abort();
    for (const chunk of wanted) {
      if (this.#running.has(chunk) || this.#failed.has(chunk)) continue;
      if (this.#isTurning || !this.#pages.isFresh(chunk, this.#revision)) void this.#load(chunk);
    }
  }

  /** The library changed: everything that is known is old. */
  changed(revision: number): void {
    if (revision <= this.#revision) return;
    this.#revision = revision;
    this.#failed.clear();
    this.want(this.#wanted);
  }

  /** Asks again for what failed. */
  retry(): void {
    this.#failed.clear();
    this.#failure = undefined;
    this.want(this.#wanted);
    this.#onChange();
  }

  /** Ids of a run of cards, asked for where they are not known. */
  async idsIn(range: IndexRange, signal: AbortSignal): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let index = range.first; index < range.end;) {
      const known = this.item(index);
      if (known) {
        ids.push(known.id);
        index += 1;
        continue;
      }
      const limit = Math.min(idsAtOnce, range.end - index);
      const page = await this.#ask({ query: this.#query, offset: index, limit }, signal);
      if (page.items.length === 0) break;
      ids.push(...page.items.map((item) => item.id));
      index += page.items.length;
    }
    return ids;
  }

  close(): void {
    this.#abortAll();
  }

  #wantedChunks(): readonly number[] {
    // before the first answer only the head is asked for: how much more there is, it tells
    if (this.#isTurning || this.#total === undefined) return [0];
    const end = Math.min(this.#wanted.end, this.#total);
    const chunks = chunksOf({ first: Math.min(this.#wanted.first, end), end });
    return chunks.length > 0 ? chunks : [0];
  }

  async #load(chunk: number): Promise<void> {
    const running = { abort: new AbortController(), revision: this.#revision };
    this.#running.set(chunk, running);
    const { signal } = running.abort;
    try {
      const request = { query: this.#query, offset: chunk * chunkSize, limit: chunkSize };
      const page = await this.#ask(request, signal);
      if (!signal.aborted) this.#receive(page);
    } catch (thrown) {
      if (!isAbort(thrown) && !signal.aborted) this.#fail(chunk, thrown);
    } finally {
      if (this.#running.get(chunk) === running) this.#running.delete(chunk);
      // an answer that came too late is asked for once more, at the revision that made it old
      if (!signal.aborted && running.revision < this.#revision) this.want(this.#wanted);
    }
  }

  #receive(page: GridPage): void {
    if (page.revision < this.#revision) return;
    this.#revision = page.revision;
    if (this.#isTurning) this.#pages.clear();
    this.#isTurning = false;
    this.#failure = undefined;
    this.#total = page.total;
    this.#sections = page.sections;
    this.#notes = page.notes;
    this.#weakHits = page.weakHits ?? 0;
    this.#hasMoreWeak = page.hasMoreWeak ?? false;
    this.#likeName = page.likeName;
    this.#withinCount = page.withinCount;
    this.#areCopies = this.#query.duplicates === true;
    this.#pages.put(page);
    this.want(this.#wanted);
    this.#onChange();
  }

  #fail(chunk: number, thrown: unknown): void {
    this.#failed.add(chunk);
    this.#failure = failureOf(thrown);
    this.#onChange();
  }

  #abortAll(): void {
    for (const { abort } of this.#running.values()) abort.abort();
    this.#running.clear();
  }
}
