/** What the shown images can be narrowed by: asked for while somebody looks at it, never for a query that is gone. */
import { failureOf, isAbort, type FailureData } from "../../shared/failures.ts";
import type { FacetView, GridQuery } from "../../shared/protocol.ts";

/** The host's `facets` method. */
export type AskFacets = (request: { readonly query: GridQuery }, signal?: AbortSignal) => Promise<FacetView>;

/** While images are tagged the counts change with every one of them; they are asked for no more often than this. */
const settleMs = 150;

/** Counts for one view. */
export class Narrowing {
  readonly #ask: AskFacets;
  readonly #onChange: () => void;
  #isOpen = false;
  #view: FacetView | undefined;
  #failure: FailureData | undefined;
  /** Query and revision of what is shown or on its way. */
  #key = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  #query: GridQuery | undefined;

  constructor(ask: AskFacets, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The counts that are known; those of the query before until the new ones are there. */
  get view(): FacetView | undefined {
    return this.#view;
  }

  get failure(): FailureData | undefined {
    return this.#failure;
  }

  setOpen(isOpen: boolean): void {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    if (isOpen && this.#query) this.#soon(this.#query);
    if (!isOpen) this.#forget();
    this.#onChange();
  }

  /** Another query is shown, or the library changed. */
  follow(query: GridQuery, revision: number): void {
    this.#query = query;
    const { search, states, folder, allHits, similarTo, within, duplicates } = query;
    const key = JSON.stringify([search, states, folder, allHits, similarTo, within, duplicates, revision]);
    if (key === this.#key) return;
    this.#key = key;
    if (this.#isOpen) this.#soon(query);
  }

  close(): void {
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running?.abort();
    this.#running = undefined;
  }

  #soon(query: GridQuery): void {
    this.#forget();
    this.#timer = setTimeout(() => void this.#load(query), settleMs);
  }

  async #load(query: GridQuery): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const view = await this.#ask({ query }, running.signal);
      if (running.signal.aborted) return;
      this.#view = view;
      this.#failure = undefined;
    } catch (thrown) {
      if (running.signal.aborted || isAbort(thrown)) return;
      this.#failure = failureOf(thrown);
    }
    this.#onChange();
  }
}
