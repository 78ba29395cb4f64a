/** The library panel without its looks: query, selection, the open image, and what is kept of them. */
import type { GridQuery, ShowRequest } from "../../shared/protocol.ts";
import { describeSelected } from "./describe.ts";
import type { Draft } from "./draft.ts";
import { ManyEditing } from "./manyEditing.ts";
import {
  clearSelection,
  focusOn,
  invertSelection,
  runTo,
  selectAll,
  selectOnly,
  selectRun,
  toggle,
} from "./selection.ts";
import type { ReviewRequest } from "./reviewSession.ts";
import { ViewSession, type SessionWire } from "./viewSession.ts";
import { wholeLibrary, type OpenImage, type ViewState } from "./viewState.ts";

export class LibrarySession extends ViewSession {
  readonly isMultiple = true;
  /** Are the keys of the view shown? */
  isKeyHelpOpen = false;
  size: number;
  /** The image in the dialog; its place is -1 while it is not known to be in the grid. */
  opened: OpenImage | undefined;
  openIndex = -1;
  /** What is being reviewed; undefined while nothing is. */
  reviewing: ReviewRequest | undefined;
  /** Set while the host wants something shown that an unsaved edit stands in the way of. */
  pendingShow: ShowRequest | undefined;
  readonly many: ManyEditing;
  #selecting: AbortController | undefined;
  #focusIdToRestore: string | undefined;

  constructor(wire: SessionWire, kept: ViewState, save: (state: ViewState) => void) {
    super(wire, "library", kept, save);
    this.size = kept.size;
    this.many = new ManyEditing(wire.host, () => this.tell());
    this.opened = kept.open;
    this.#focusIdToRestore = kept.focusId;
    this.selection = { ...this.selection, ids: new Set(kept.selected) };
  }

  get query(): GridQuery {
    return this.source.query;
  }

  get isFiltered(): boolean {
    const { states, folder, within, duplicates } = this.query;
    const isPart = within !== undefined || duplicates === true;
    return this.isSearch || states.length > 0 || folder !== "" || isPart;
  }

  /** True while the ids of a selection are being asked for. */
  get isSelecting(): boolean {
    return this.#selecting !== undefined && !this.#selecting.signal.aborted;
  }

  override close(): void {
    this.#selecting?.abort();
    super.close();
  }

  // ------------------------------------------------------------ query

  setQuery(change: Partial<GridQuery>): void {
    const { allHits: _all, ...query } = this.query;
    this.#turnTo({ ...query, ...change });
  }

  #turnTo(next: GridQuery): void {
    if (JSON.stringify(next) === JSON.stringify(this.query)) return;
    this.#selecting?.abort();
    this.selection = { ...this.selection, ids: new Set(), focus: -1, focusId: undefined, anchor: -1 };
    this.scrollTop = 0;
    this.openIndex = -1;
    this.source.setQuery(next);
    if (this.opened) void this.#placeOpen();
    this.keepSoon();
  }

  clearFilters(): void {
    const { sort, searchSort } = this.query;
    this.#turnTo({ ...wholeLibrary, sort, ...(searchSort && { searchSort }) });
  }

  /** Shows again what is not like that image too. */
  removeLike(): void {
    const { allHits: _all, similarTo: _like, ...query } = this.query;
    this.#turnTo(query);
  }

  /** Keeps the selection, or all that is shown where nothing is selected, and searches within it from now on. */
  async searchWithin(): Promise<void> {
    const { sort, searchSort } = this.query;
    const ids = [...this.selection.ids];
    const kept = await this.attempt(this.host.keepSet(ids.length > 0 ? { ids } : { query: this.query }));
    if (!kept) return;
    this.#turnTo({ ...wholeLibrary, sort, ...(searchSort && { searchSort }), within: kept.within });
  }

  /** Searches the whole library again. */
  removeWithin(): void {
    const { allHits: _all, within: _within, ...query } = this.query;
    this.#turnTo(query);
  }

  /** Shows only what is there more than once, in the folder that is shown, or everything again. */
  showDuplicates(isWanted: boolean): void {
    const { allHits: _all, similarTo: _like, duplicates: _copies, ...query } = this.query;
    this.#turnTo(isWanted ? { ...query, search: "", states: [], duplicates: true } : query);
  }

  filterFolder(folder: string): void {
    this.setQuery({ folder });
  }

  setSize(size: number): void {
    this.size = size;
    this.keepSoon();
    this.tell();
  }

  showKeys(isShown: boolean): void {
    this.isKeyHelpOpen = isShown;
    this.tell();
  }

  // ------------------------------------------------------------ selection

  select(index: number, how: { readonly toggles: boolean; readonly extends: boolean }): void {
    const card = this.item(index);
    this.#selecting?.abort();
    if (how.extends) void this.#selectRun(index, how.toggles);
    else if (card) {
      this.selection = how.toggles ? toggle(this.selection, index, card.id) : selectOnly(index, card.id);
      this.#selected();
    }
  }

  focus(index: number): void {
    this.selection = focusOn(this.selection, index, this.item(index)?.id);
    this.keepSoon();
    this.tell();
  }

  selectEverything(): void {
    void this.#whileSelecting(async (signal) => {
      const ids = await this.source.idsIn({ first: 0, end: this.total }, signal);
      this.selection = selectAll(this.selection, ids);
    });
  }

  /** Selects what is shown and not selected, and nothing else. */
  invertSelection(): void {
    void this.#whileSelecting(async (signal) => {
      const ids = await this.source.idsIn({ first: 0, end: this.total }, signal);
      this.selection = invertSelection(this.selection, ids);
    });
  }

  clearSelection(): void {
    this.#selecting?.abort();
    this.selection = clearSelection(this.selection);
    this.#selected();
  }

  async #selectRun(index: number, keep: boolean): Promise<void> {
    const run = runTo(this.selection, index);
    await this.#whileSelecting(async (signal) => {
      const ids = await this.source.idsIn(run, signal);
      this.selection = selectRun(this.selection, index, this.item(index)?.id, ids, keep);
    });
  }

  /** Ids of cards that were never in view have to be asked for, which may take a moment and be given up. */
  async #whileSelecting(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#selecting?.abort();
    const selecting = new AbortController();
    this.#selecting = selecting;
    this.tell();
    await this.attempt(work(selecting.signal));
    if (this.#selecting !== selecting) return;
    this.#selecting = undefined;
    if (!selecting.signal.aborted) this.#selected();
  }

  #selected(): void {
    this.announcement = this.selection.ids.size === 0 ? "" : describeSelected(this.selection.ids.size);
    this.keepSoon();
    this.tell();
  }

  // ------------------------------------------------------------ reviewing

  /** Reviews the selection, or all that is shown where nothing is selected. */
  review(): void {
    const ids = [...this.selection.ids];
    this.reviewing = ids.length > 0 ? { ids } : { query: this.query };
    this.tell();
  }

  endReview(): void {
    this.reviewing = undefined;
    this.tell();
  }

  /** Edits these images together; the selection, or all that is shown, where none are named. */
  editMany(ids: readonly string[] = [...this.selection.ids]): void {
    if (this.isTrusted && ids.length + this.total > 0) this.many.open(ids.length > 0 ? { ids } : { query: this.query });
  }

  // ------------------------------------------------------------ the open image

  open(index: number): void {
    if (this.isSearch) this.rememberSearch();
    void this.#openAt(index);
  }

  /** Opens the next image or the one before. */
  openNeighbour(step: 1 | -1): void {
    if (this.openIndex >= 0) void this.#openAt(this.openIndex + step);
  }

  /** Opens the image at this place; its card is asked for where it is not known. */
  async #openAt(index: number): Promise<void> {
    if (index < 0 || index >= this.total) return;
    const known = this.item(index);
    const ids = known
      ? [known.id]
      : await this.attempt(this.source.idsIn({ first: index, end: index + 1 }, new AbortController().signal));
    const id = ids?.[0];
    if (id === undefined) return;
    this.opened = { id };
    this.openIndex = index;
    this.keepSoon();
    this.tell();
  }

  closeImage(): void {
    this.opened = undefined;
    // at once: a panel that is hidden a moment later must not come back with it
    this.keepNow();
    this.tell();
  }

  /** Keeps the unsaved edits of the open image at once: a reload may come at any moment. */
  keepDraft(id: string, draft: Draft | undefined): void {
    if (this.opened?.id !== id) return;
    this.opened = draft ? { id, draft } : { id };
    this.keepNow();
  }

  // ------------------------------------------------------------ what the host asks

  protected override started(show: ShowRequest | undefined): void {
    super.started(show);
    if (show) this.show(show);
    else if (this.opened) void this.#placeOpen();
  }

  protected override show(request: ShowRequest): void {
    if (this.opened?.draft) {
      this.pendingShow = request;
      this.tell();
      return;
    }
    this.showNow(request);
  }

  showNow(request: ShowRequest): void {
    this.pendingShow = undefined;
    if ((request.review ?? request.edit) !== undefined) this.opened = undefined;
    const { search, folder = "", similarTo, duplicates } = request;
    if (search !== undefined || request.folder !== undefined || similarTo !== undefined || duplicates) {
      this.opened = undefined;
      const order = this.query.searchSort && similarTo === undefined ? { searchSort: this.query.searchSort } : {};
      const like = { ...(similarTo !== undefined && { similarTo }), ...(duplicates && { duplicates }) };
      this.#turnTo({ ...wholeLibrary, search: search ?? "", folder, ...order, ...like });
    }
    if (request.edit !== undefined) this.editMany(request.edit);
    if (request.id !== undefined) {
      this.opened = { id: request.id };
      this.openIndex = -1;
      void this.#placeOpen();
    }
    if (request.review !== undefined)
      this.reviewing = request.review === "shown" ? { query: this.query } : { ids: request.review };
    this.keepSoon();
    this.tell();
  }

  protected override pageArrived(): void {
    this.#followFocus();
    super.pageArrived();
  }

  protected override changed(): void {
    if (this.opened) void this.#placeOpen();
  }

  /** An image may have moved in the order: the keyboard goes with it. */
  #followFocus(): void {
    const focusId = this.selection.focusId ?? this.#focusIdToRestore;
    if (focusId === undefined || this.item(this.selection.focus)?.id === focusId) return;
    const index = this.source.indexOf(focusId);
    if (index < 0) return;
    this.#focusIdToRestore = undefined;
    this.selection = { ...this.selection, focus: index, focusId, anchor: index };
  }

  async #placeOpen(): Promise<void> {
    const id = this.opened?.id;
    if (id === undefined) return;
    const place = await this.attempt(this.host.place({ query: this.query, id }));
    if (!place || this.opened?.id !== id) return;
    this.openIndex = place.index;
    this.tell();
  }

  protected override stateToKeep(): ViewState {
    const { focusId } = this.selection;
    return {
      query: this.query,
      size: this.size,
      scrollTop: this.scrollTop,
      selected: [...this.selection.ids],
      ...(focusId === undefined ? {} : { focusId }),
      ...(this.opened ? { open: this.opened } : {}),
    };
  }

  /** An image that is not known yet may still be found. */
  get #awaitsLike(): boolean {
    const isUnknown = this.query.similarTo !== undefined && this.source.failure?.reason === "notFound";
    return isUnknown && this.hello?.scanning === true;
  }

  /** What stands where there are no cards; undefined where there are. */
  get emptiness(): "starting" | "failed" | "noFolder" | "scanning" | "noImages" | "noResult" | undefined {
    if (this.phase === "starting") return "starting";
    if (this.phase === "failed" || this.source.hasFailedToTurn) return this.#awaitsLike ? "scanning" : "failed";
    if (this.source.total === undefined || this.source.isTurning || this.total > 0) return undefined;
    if (this.isFiltered && (this.hello?.total ?? 0) > 0) return "noResult";
    if (!this.hello?.hasFolders) return "noFolder";
    return this.hello.scanning ? "scanning" : "noImages";
  }
}
