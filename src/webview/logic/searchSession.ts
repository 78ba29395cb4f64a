/** The search view without its looks: a query, one chosen result, and what is kept of them. */
import type { GridQuery, ShowRequest } from "../../shared/protocol.ts";
import { EditSteps } from "./editSteps.ts";
import { emptySelection, selectOnly } from "./selection.ts";
import { ViewSession, type SessionWire } from "./viewSession.ts";
import { freshState, wholeLibrary, type ViewState } from "./viewState.ts";

export class SearchSession extends ViewSession {
  readonly isMultiple = false;
  readonly size = freshState.size;
  /** The result whose buttons are shown: under the pointer, or with the keyboard; -1: none. */
  active = -1;
  readonly steps: EditSteps;
  /** The host asked for the box, and nobody led there yet. */
  #wantsBox = false;

  constructor(wire: SessionWire, kept: ViewState, save: (state: ViewState) => void) {
    const { search, searchSort } = kept.query;
    const query = { ...wholeLibrary, search, ...(searchSort && { searchSort }) };
    super(wire, "search", { ...kept, query }, save);
    this.steps = new EditSteps(wire.host, () => this.tell());
  }

  get search(): string {
    return this.source.query.search;
  }

  setSearch(search: string): void {
    if (search !== this.search) this.setQuery({ search });
  }

  /** The order stays from one search to the next; what is far weaker is hidden again. */
  setQuery(change: Partial<GridQuery>): void {
    const { allHits: _all, ...query } = this.source.query;
    this.selection = emptySelection;
    this.active = -1;
    this.scrollTop = 0;
    this.source.setQuery({ ...query, ...change });
    this.keepNow();
    this.tell();
  }

  select(index: number): void {
    const card = this.item(index);
    if (card) this.selection = selectOnly(index, card.id);
    this.active = index;
    this.tell();
  }

  /** One list, one choice: it goes with the keyboard. */
  focus(index: number): void {
    this.select(index);
  }

  hover(index: number): void {
    if (index < 0 || index === this.active) return;
    this.active = index;
    this.tell();
  }

  clearSelection(): void {
    this.selection = { ...emptySelection, focus: this.selection.focus };
    this.active = -1;
    this.tell();
  }

  selectEverything(): void {
    // the list has one choice
  }

  invertSelection(): void {
    // the list has one choice
  }

  filterFolder(): void {
    // a search has no folders
  }

  open(index: number): void {
    const card = this.item(index);
    if (card) this.act("openInLibrary", [card.id]);
  }

  protected override stateToKeep(): ViewState {
    return { ...freshState, query: this.source.query, scrollTop: this.scrollTop };
  }

  /** What stands where there are no results; undefined where there are. */
  get emptiness(): "starting" | "failed" | "noFolder" | "intro" | "nothingFound" | undefined {
    if (this.phase === "starting") return "starting";
    if (this.phase === "failed") return "failed";
    if (!this.hello?.hasFolders && (this.hello?.total ?? 0) === 0) return "noFolder";
    if (this.search === "") return "intro";
    if (this.source.hasFailedToTurn) return "failed";
    return this.source.total === 0 && !this.source.isTurning ? "nothingFound" : undefined;
  }

  protected override started(show: ShowRequest | undefined): void {
    if (show) this.show(show);
    super.started(show);
  }

  protected override show(request: ShowRequest): void {
    if (request.search !== undefined) this.setSearch(request.search);
    if (request.focus !== "search") return;
    this.#wantsBox = true;
    this.tell();
  }

  /** True once for each time that the host asked for the box. */
  takeBoxWish(): boolean {
    const isWanted = this.#wantsBox;
    this.#wantsBox = false;
    return isWanted;
  }
}
