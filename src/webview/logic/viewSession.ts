/** What both views have in common: the greeting, the events, the grid's source, and calls whose failure is said. */
import type { Client } from "../../shared/calls.ts";
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { QueueStatus } from "../../shared/model.ts";
import { toggledTerm, type Term } from "../../shared/queryTerms.ts";
import type {
  EngineStatus,
  GridCard,
  GridQuery,
  GridSection,
  Hello,
  ImageAction,
  ShowRequest,
  Thumbnail,
  ViewCommand,
  ViewEvents,
  ViewMethods,
  ViewName,
} from "../../shared/protocol.ts";
import type { CardProgress } from "./describe.ts";
import { Dragging } from "./dragging.ts";
import type { IndexRange } from "./gridLayout.ts";
import { GridSource } from "./gridSource.ts";
import { Narrowing } from "./narrowing.ts";
import { safeText } from "./safeText.ts";
import { emptySelection, type Selection } from "./selection.ts";
import { StateKeeper } from "./stateKeeper.ts";
import { Suggestions } from "./suggestions.ts";
import { ThumbnailSource } from "./thumbnailSource.ts";
import { texts, useStrings } from "./texts.ts";
import type { ViewState } from "./viewState.ts";
import { Wanting } from "./wanting.ts";

/** The part of a page's connection that a session needs; a test passes its own. */
export interface SessionWire {
  readonly host: Client<ViewMethods>;
  on<E extends keyof ViewEvents>(event: E, listener: (payload: ViewEvents[E]) => void): () => void;
}

export abstract class ViewSession {
  readonly host: Client<ViewMethods>;
  readonly source: GridSource;
  readonly thumbnails: ThumbnailSource;
  readonly narrowing: Narrowing;
  readonly suggestions: Suggestions;
  readonly dragging: Dragging;
  readonly wanting: Wanting;
  /** Is the help with queries shown? */
  isHelpOpen = false;
  selection: Selection = emptySelection;
  scrollTop: number;
  /** "failed" only where not even the greeting was answered. */
  phase: "starting" | "ready" | "failed" = "starting";
  failure: FailureData | undefined;
  hello: Hello | undefined;
  /** The last thing that did not work, until it is dismissed. */
  notice = "";
  /** Told to a screen reader, never shown. */
  announcement = "";
  readonly #wire: SessionWire;
  readonly #view: ViewName;
  readonly #keeper: StateKeeper;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  #progress = new Map<string, CardProgress>();

  /** `kept` is the state of before, of which a view takes up what it needs; `save` keeps it anew. */
  constructor(wire: SessionWire, view: ViewName, kept: ViewState, save: (state: ViewState) => void) {
    this.#wire = wire;
    this.#view = view;
    this.#keeper = new StateKeeper(() => this.stateToKeep(), save);
    this.scrollTop = kept.scrollTop;
    this.host = wire.host;
    this.source = new GridSource(wire.host.page, kept.query, () => this.pageArrived());
    this.thumbnails = new ThumbnailSource(wire.host.thumbnails, () => this.tell());
    this.narrowing = new Narrowing(wire.host.facets, () => this.tell());
    this.wanting = new Wanting(() => {
      this.source.want(this.wanting.range);
      this.#wantThumbnails();
    });
    this.dragging = new Dragging(wire.host.imageUris, (why) => this.#say(why));
    this.suggestions = new Suggestions(wire.host, () => this.source.revision);
  }

  /** Hears of every change; returns the function that stops hearing. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Greets the host and asks for the first page. */
  async start(locale = texts.locale): Promise<void> {
    this.#listen();
    this.phase = "starting";
    this.tell();
    try {
      const hello = await this.host.hello({ view: this.#view });
      useStrings(hello.strings, locale);
      this.hello = hello;
      this.phase = "ready";
      this.#follow(hello.queue);
      this.started(hello.show);
    } catch (thrown) {
      this.phase = "failed";
      this.failure = failureOf(thrown);
    }
    this.tell();
  }

  close(): void {
    this.wanting.close();
    this.keepNow();
    for (const stop of this.#stops.splice(0)) stop();
    this.source.close();
    this.thumbnails.close();
    this.dragging.close();
    this.narrowing.close();
  }

  // ------------------------------------------------------------ what the grid asks

  get total(): number {
    return this.source.total ?? 0;
  }

  get sections(): readonly GridSection[] {
    return this.source.sections;
  }

  get isSearch(): boolean {
    const { search, similarTo } = this.source.query;
    return search !== "" || similarTo !== undefined;
  }

  get areCopies(): boolean {
    return this.source.areCopies;
  }

  get queue(): QueueStatus | undefined {
    return this.hello?.queue;
  }

  get engine(): EngineStatus | undefined {
    return this.hello?.engine;
  }

  get isTrusted(): boolean {
    return this.hello?.trusted ?? false;
  }

  /** Images in view, and those of a row around it. */
  idsInView(): readonly string[] {
    const { first, end } = this.wanting.inGrid;
    const indices = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
    return indices.flatMap((index) => this.item(index)?.id ?? []);
  }

  item(index: number): GridCard | undefined {
    return this.source.item(index);
  }

  thumbnail(id: string): Thumbnail | undefined {
    return this.thumbnails.get(id);
  }

  progress(card: GridCard): CardProgress | undefined {
    return this.#progress.get(card.id);
  }

  want(range: IndexRange): void {
    this.wanting.want(range);
  }

  scrolled(scrollTop: number): void {
    this.scrollTop = scrollTop;
    this.keepSoon();
  }

  // ------------------------------------------------------------ the query

  /** Shows what another query gives; what is not named stays as it is. */
  abstract setQuery(change: Partial<GridQuery>): void;

  /** Puts a filter into the query, or takes it out. */
  toggleTerm(term: Term): void {
    this.setQuery({ search: toggledTerm(this.source.query.search, term) });
  }

  /** Shows or hides the results that are far weaker than the best. */
  showWeak(isWanted: boolean): void {
    const { allHits: _all, ...query } = this.source.query;
    this.source.setQuery(isWanted ? { ...query, allHits: true } : query);
    this.tell();
  }

  /** One panel below the box at a time: in a side bar there is room for no more. */
  openPanel(panel: "help" | "narrow" | undefined): void {
    this.isHelpOpen = panel === "help";
    this.narrowing.setOpen(panel === "narrow");
    this.tell();
  }

  /** A person used what this search found, or said that it is meant. */
  rememberSearch(search = this.source.query.search): void {
    if (search.trim() !== "") void this.attempt(this.host.rememberSearch({ search }));
  }

  forgetSearch(search: string): void {
    void this.attempt(this.host.forgetSearch({ search }));
  }

  // ------------------------------------------------------------ what is kept

  /** What is to outlive the page. */
  protected abstract stateToKeep(): ViewState;

  keepSoon(): void {
    this.#keeper.soon();
  }

  keepNow(): void {
    this.#keeper.now();
  }

  // ------------------------------------------------------------ calls

  /** Waits for a call; a failure is said in the notice line, a stop is not. */
  async attempt<T>(call: Promise<T>): Promise<T | undefined> {
    try {
      return await call;
    } catch (thrown) {
      if (!isAbort(thrown)) this.#say(safeText(failureOf(thrown).message));
      return undefined;
    }
  }

  run(command: ViewCommand, search?: string): void {
    void this.attempt(this.host.run(search === undefined ? { command } : { command, search }));
  }

  act(action: ImageAction, ids: readonly string[]): void {
    if (ids.length > 0 && this.isSearch) this.rememberSearch();
    if (ids.length > 0) void this.attempt(this.host.act({ action, ids }));
  }

  dismissNotice(): void {
    this.notice = "";
    if (this.source.failure) this.source.retry();
    this.tell();
  }

  /** Asks again for what failed: the greeting, or the cards. */
  tryAgain(): void {
    if (this.phase === "failed") void this.start();
    else this.source.retry();
  }

  /** Tells all listeners that something changed. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  // ------------------------------------------------------------ for the sessions built on this one

  /** The greeting was answered. */
  protected started(_show: ShowRequest | undefined): void {
    this.source.want({ first: 0, end: 1 });
  }

  /** The host asks to show something. */
  protected show(_request: ShowRequest): void {}

  /** Cards arrived. */
  protected pageArrived(): void {
    const { failure, hasFailedToTurn } = this.source;
    // cards that did not come are said in a line; where there are none at all, in their place
    if (failure && !hasFailedToTurn) this.notice = safeText(failure.message);
    if (!this.source.isTurning) this.narrowing.follow(this.source.query, this.source.revision);
    this.#wantThumbnails();
    this.tell();
  }

  /** The library changed. */
  protected changed(): void {}

  // ------------------------------------------------------------ events

  #listen(): void {
    if (this.#stops.length > 0) return;
    this.#stops.push(
      this.#wire.on("changed", ({ revision, total, scanning, hasFolders, trusted = this.isTrusted }) => {
        if (this.hello) this.hello = { ...this.hello, revision, total, scanning, hasFolders, trusted };
        this.thumbnails.forgetCallFailures();
        this.dragging.forget();
        this.source.changed(revision);
        this.changed();
        this.tell();
      }),
      this.#wire.on("queue", (queue) => {
        if (this.hello) this.hello = { ...this.hello, queue };
        this.#follow(queue);
        this.tell();
      }),
      this.#wire.on("engine", (engine) => {
        if (this.hello) this.hello = { ...this.hello, engine };
        this.tell();
      }),
      this.#wire.on("vectors", (vectors) => {
        if (this.hello) this.hello = { ...this.hello, vectors };
        this.tell();
      }),
      this.#wire.on("show", (request) => this.show(request)),
    );
  }

  #say(notice: string): void {
    this.notice = notice;
    this.tell();
  }

  #follow(queue: QueueStatus): void {
    this.#progress = new Map(
      queue.current.map(({ id, step, progress }) => {
        const percent = Math.round(Math.min(1, Math.max(0, progress)) * 100);
        return [id, { percent, step }];
      }),
    );
  }

  #wantThumbnails(): void {
    const { first, end } = this.wanting.range;
    const cards: GridCard[] = [];
    for (let index = first; index < end; index++) {
      const card = this.source.item(index);
      if (card) cards.push(card);
    }
    this.thumbnails.want(cards);
  }
}
