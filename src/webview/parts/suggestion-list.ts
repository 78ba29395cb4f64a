/** The suggestions of a search box while they are open: asked for anew with each change, one of them chosen by the keyboard. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Suggestion } from "../logic/suggestions.ts";

/** Lines for the caret's place; rejects only at a stop. */
export type Suggest = (query: string, caret: number, signal: AbortSignal) => Promise<readonly Suggestion[]>;

/** What the list needs of its box. */
export interface SuggestionBox extends ReactiveControllerHost {
  readonly suggest: Suggest | undefined;
  readonly field: HTMLInputElement;
  readonly renderRoot: ParentNode;
}

export class SuggestionList implements ReactiveController {
  readonly #box: SuggestionBox;
  #lines: readonly Suggestion[] = [];
  #chosen = -1;
  #asking: AbortController | undefined;

  constructor(box: SuggestionBox) {
    this.#box = box;
    box.addController(this);
  }

  get lines(): readonly Suggestion[] {
    return this.#lines;
  }

  get isOpen(): boolean {
    return this.#lines.length > 0;
  }

  /** Place of the chosen line; -1: none. */
  get chosenIndex(): number {
    return this.#chosen;
  }

  get chosen(): Suggestion | undefined {
    return this.#lines[this.#chosen];
  }

  hostDisconnected(): void {
    this.#asking?.abort();
  }

  hostUpdated(): void {
    if (this.#chosen >= 0)
      this.#box.renderRoot.querySelector(`#suggestion-${this.#chosen}`)?.scrollIntoView({ block: "nearest" });
  }

  /** Opens the list, or brings it up to date. */
  async open(): Promise<void> {
    const { suggest, field } = this.#box;
    if (!suggest) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const found = await suggest(field.value, field.selectionStart ?? field.value.length, asking.signal);
      // who has gone elsewhere meanwhile wants no list
      if (!asking.signal.aborted && field.matches(":focus")) this.#set(found, -1);
    } catch (thrown) {
      if (!asking.signal.aborted) throw thrown;
    }
  }

  close(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    if (this.isOpen) this.#set([], -1);
  }

  /** One line on, or back; between the last and the first stands the box itself. */
  move(step: 1 | -1): void {
    const places = this.#lines.length + 1;
    this.#set(this.#lines, ((this.#chosen + 1 + step + places) % places) - 1);
  }

  remove(line: Suggestion): void {
    const lines = this.#lines.filter((other) => other !== line);
    this.#set(lines, Math.min(this.#chosen, lines.length - 1));
  }

  #set(lines: readonly Suggestion[], chosen: number): void {
    this.#lines = lines;
    this.#chosen = chosen;
    this.#box.requestUpdate();
  }
}
