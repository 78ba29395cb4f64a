/** The search box with what must be said about the query below it. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { describeNotes, type Note } from "../logic/describe.ts";
import { isInFilter, type Suggestion } from "../logic/suggestions.ts";
import { t } from "../logic/texts.ts";
import type { SearchNotes } from "../../shared/protocol.ts";
import "./code-icon.ts";
import { searchBoxStyles } from "./search-box-styles.ts";
import { baseStyles, buttonStyles, fieldStyles } from "./styles.ts";
import { SuggestionList, type Suggest } from "./suggestion-list.ts";
import { renderSuggestions, suggestionStyles } from "./suggestion-rows.ts";

const debounceMs = 250;

@customElement("search-box")
export class SearchBox extends LitElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, searchBoxStyles, suggestionStyles];

  @property() accessor value = "";
  @property({ attribute: false }) accessor notes: SearchNotes | undefined;
  @property({ attribute: false }) accessor onSearch: (search: string) => void = () => undefined;
  /** Lines for the caret's place; absent where none are offered. */
  @property({ attribute: false }) accessor suggest: Suggest | undefined;
  /** A person wants just this search: it is worth being remembered. */
  @property({ attribute: false }) accessor onMeant: (search: string) => void = () => undefined;
  /** A search made before is to be forgotten. */
  @property({ attribute: false }) accessor onForget: (search: string) => void = () => undefined;
  @property({ attribute: false }) accessor onBookmark: (search: string) => void = () => undefined;
  /** The down arrow leads from the box into the results. */
  @property({ attribute: false }) accessor onLeaveDown: () => void = () => undefined;
  /** What is kept of images that are gone is to be removed. */
  @property({ attribute: false }) accessor onRemoveMissing: () => void = () => undefined;
  @query("input") accessor field!: HTMLInputElement;
  readonly #list = new SuggestionList(this);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #caretToSet: number | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** The view knows the words without blanks around them; those that a person just typed stay where they are. */
  protected override willUpdate(): void {
    const typed = this.hasUpdated ? this.field.value : "";
    if (typed.trim() === this.value) this.value = typed;
  }

  protected override updated(): void {
    if (this.#caretToSet !== undefined) this.field.setSelectionRange(this.#caretToSet, this.#caretToSet);
    this.#caretToSet = undefined;
  }

  override focus(): void {
    this.field.focus();
    this.field.select();
  }

  override render(): TemplateResult {
    const { comparedBy, copies } = this.notes ?? {};
    const hasNotes = this.value.trim() !== "" || comparedBy === "words" || copies !== undefined;
    const notes = this.notes && hasNotes ? describeNotes(this.notes, this.value.trim()) : [];
    const isFilled = this.value !== "";
    const { lines, isOpen, chosenIndex } = this.#list;
    return html`
      <div class="box" role="search">
        <code-icon name="search"></code-icon>
        <input
          type="search"
          class=${isFilled ? "filled" : ""}
          dir="auto"
          spellcheck="false"
          autocomplete="off"
          role="combobox"
          aria-label=${t("searchLabel")}
          aria-autocomplete="list"
          aria-expanded=${isOpen}
          aria-controls=${isOpen ? "suggestions" : nothing}
          aria-activedescendant=${chosenIndex >= 0 ? `suggestion-${chosenIndex}` : nothing}
          placeholder=${t("searchPlaceholder")}
          .value=${this.value}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
          @blur=${() => this.#list.close()}
        />
        ${isFilled ? html`<span class="buttons">${this.#renderBookmark()}${this.#renderClear()}</span>` : this.#renderHistory()}
        ${renderSuggestions({
          suggestions: lines,
          chosen: chosenIndex,
          onTake: (suggestion) => this.#take(suggestion),
        })}
      </div>
      <div role="status">
        ${
          notes.length > 0
            ? html`<ul>
                ${notes.map((note) => this.#renderNote(note))}
              </ul>`
            : nothing
        }
      </div>
    `;
  }

  #renderBookmark(): TemplateResult {
    return html`<button
      class="icon"
      title=${t("searchBookmark")}
      aria-label=${t("searchBookmark")}
      @click=${() => this.onBookmark(this.value.trim())}
    >
      <code-icon name="bookmark"></code-icon>
    </button>`;
  }

  #renderClear(): TemplateResult {
    return html`<button
      class="icon"
      title=${t("searchClear")}
      aria-label=${t("searchClear")}
      @click=${() => {
        this.#search("");
        this.field.focus();
      }}
    >
      <code-icon name="close"></code-icon>
    </button>`;
  }

  #renderHistory(): unknown {
    if (!this.suggest) return nothing;
    return html`<span class="buttons"
      ><button
        class="icon"
        title=${t("searchHistory")}
        aria-label=${t("searchHistory")}
        aria-expanded=${this.#list.isOpen}
        @pointerdown=${(event: Event) => event.preventDefault()}
        @click=${() => this.#toggleList()}
      >
        <code-icon name="history"></code-icon></button
    ></span>`;
  }

  #renderNote(note: Note): TemplateResult {
    const { instead } = note;
    return html`<li class=${note.kind}>
      <code-icon name=${note.kind === "problem" ? "warning" : "info"}></code-icon>
      ${
        note.details === undefined
          ? html`<span
              >${note.text}${
                instead === undefined
                  ? nothing
                  : html`<button class="link" @click=${() => this.#mend(instead.query)}>
                      ${t("searchInstead", instead.label)}
                    </button>`
              }${note.canRemove ? this.#renderRemove() : nothing}</span
            >`
          : html`<details>
              <summary>${note.text} <span class="why">${t("searchWhy")}</span></summary>
              ${note.details}
            </details>`
      }
    </li>`;
  }

  #renderRemove(): TemplateResult {
    return html`<button class="link" @click=${() => this.onRemoveMissing()}>${t("missingRemove")}</button>`;
  }

  #mend(query: string): void {
    this.#search(query);
    this.field.focus();
  }

  #search(value: string): void {
    clearTimeout(this.#timer);
    this.value = value;
    this.#list.close();
    this.onSearch(value.trim());
  }

  // ------------------------------------------------------------ the list

  #toggleList(): void {
    this.field.focus();
    if (this.#list.isOpen) this.#list.close();
    else void this.#list.open();
  }

  #take({ query, caret, kind }: Suggestion): void {
    this.#caretToSet = caret;
    this.#search(query);
    this.value = query;
    this.field.focus();
    if (kind === "field") void this.updateComplete.then(() => this.#list.open());
  }

  // ------------------------------------------------------------ what a person does

  readonly #onInput = (): void => {
    this.value = this.field.value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onSearch(this.value.trim()), debounceMs);
    const caret = this.field.selectionStart ?? this.value.length;
    if (this.#list.isOpen || isInFilter(this.value, caret)) void this.#list.open();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (!this.#onListKey(event) && !this.#onBoxKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Keys of the list while it is open, and those that open it. */
  #onListKey({ key, altKey, ctrlKey, shiftKey }: KeyboardEvent): boolean {
    const isAsked = (key === "ArrowDown" && altKey) || (key === " " && ctrlKey);
    if (isAsked && this.suggest) {
      void this.#list.open();
      return true;
    }
    const { isOpen, chosen } = this.#list;
    if (!isOpen) return false;
    if (key === "ArrowDown" || key === "ArrowUp") this.#list.move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") this.#list.close();
    else if (key === "Delete" && shiftKey && chosen?.kind === "made") this.#forget(chosen);
    else if ((key === "Enter" || key === "Tab") && chosen) this.#take(chosen);
    else return false;
    return true;
  }

  #onBoxKey({ key }: KeyboardEvent): boolean {
    if (key === "Enter") this.#mean();
    else if (key === "Escape" && this.value !== "") this.#search("");
    else if (key === "ArrowDown") this.onLeaveDown();
    else return false;
    return true;
  }

  #mean(): void {
    const search = this.field.value.trim();
    this.#search(this.field.value);
    if (search !== "") this.onMeant(search);
  }

  #forget(suggestion: Suggestion): void {
    this.onForget(suggestion.query);
    this.#list.remove(suggestion);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "search-box": SearchBox;
  }
}
