/** Tags as chips with a field to add more, which proposes the tags in use. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { describeSource, describeSourceAtLength } from "../logic/describe.ts";
import { safeText } from "../logic/safeText.ts";
import { addTag, maxTagLength, splitTyped } from "../logic/tagText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import type { Source } from "../../shared/model.ts";
import { tagFieldStyles } from "./tag-field-styles.ts";

const suggestMs = 120;

@customElement("tag-field")
export class TagField extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
      }
    `,
    tagFieldStyles,
  ];

  @property({ attribute: false }) accessor tags: readonly string[] = [];
  /** Tags that the record has; any other is not saved yet. */
  @property({ attribute: false }) accessor savedTags: readonly string[] = [];
  @property({ attribute: false }) accessor sources: Readonly<Record<string, Source>> = {};
  @property({ type: Boolean }) accessor readOnly = false;
  @property() accessor label = "";
  @property({ attribute: false }) accessor onTags: (tags: readonly string[]) => void = () => undefined;
  @property({ attribute: false }) accessor suggest: (start: string, signal: AbortSignal) => Promise<readonly string[]> =
    () => Promise.resolve([]);
  @state() private accessor suggestions: readonly string[] = [];
  @state() private accessor active = -1;
  @state() private accessor message = "";
  @state() private accessor isRefused = false;
  @query("input") private accessor input!: HTMLInputElement | null;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#closeSuggestions();
  }

  override focus(): void {
    this.input?.focus();
  }

  /** Takes what is typed but not yet a tag: leaving the field or saving must not lose it. */
  commit(): void {
    const typed = this.input?.value ?? "";
    if (typed.trim() !== "") this.#addAll([typed]);
  }

  override render(): TemplateResult {
    return html`
      <ul class="chips" aria-label=${this.label}>
        ${repeat(
          this.tags,
          (tag) => tag,
          (tag) => this.#renderChip(tag),
        )}
      </ul>
      ${this.readOnly ? nothing : this.#renderInput()}
      <div class=${this.isRefused ? "message refused" : "hidden-text"} role="status">${this.message}</div>
    `;
  }

  #renderChip(tag: string): TemplateResult {
    const isSaved = this.savedTags.includes(tag);
    const source = isSaved && Object.hasOwn(this.sources, tag) ? this.sources[tag] : undefined;
    const shown = safeText(tag);
    const by = !isSaved ? t("sourceUnsaved") : source ? describeSource(source) : "";
    const title = source ? describeSourceAtLength(source) : by;
    return html`<li
      class="chip"
      title=${title === "" ? shown : t("tagSource", shown, title)}
      data-by=${isSaved ? (source?.by ?? "unknown") : "unsaved"}
    >
      <span class="line" dir="auto">${shown}</span>
      ${by === "" ? nothing : html`<span class="hidden-text">(${by})</span>`}
      ${
        this.readOnly
          ? nothing
          : html`<button
              class="icon"
              aria-label=${t("tagRemove", shown)}
              title=${t("tagRemove", shown)}
              @click=${() => this.#remove(tag)}
            >
              <code-icon name="close"></code-icon>
            </button>`
      }
    </li>`;
  }

  #renderInput(): TemplateResult {
    const isOpen = this.suggestions.length > 0;
    return html`<div class="entry">
      <input
        type="text"
        dir="auto"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        aria-label=${t("tagAdd")}
        aria-autocomplete="list"
        aria-expanded=${isOpen}
        aria-controls="suggestions"
        aria-activedescendant=${this.active >= 0 ? `suggestion-${this.active}` : nothing}
        placeholder=${t("tagAdd")}
        @input=${this.#onInput}
        @keydown=${this.#onKey}
        @blur=${this.#onBlur}
      />
      <ul id="suggestions" role="listbox" aria-label=${t("tagSuggestions")} ?hidden=${!isOpen}>
        ${this.suggestions.map((tag, at) => this.#renderSuggestion(tag, at))}
      </ul>
    </div>`;
  }

  #renderSuggestion(tag: string, at: number): TemplateResult {
    return html`<li
      role="option"
      id=${`suggestion-${at}`}
      aria-selected=${at === this.active}
      dir="auto"
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#addAll([tag])}
    >
      ${safeText(tag)}
    </li>`;
  }

  #addAll(typed: readonly string[]): void {
    let { tags } = this;
    this.isRefused = false;
    for (const piece of typed) {
      const added = addTag(tags, piece);
      if (added.kind === "added") {
        tags = added.tags;
        this.message = t("tagAdded", safeText(added.tag));
      } else if (added.kind === "duplicate") this.#refuse(t("tagDuplicate", safeText(added.tag)));
      else if (added.kind === "tooLong") {
        this.#refuse(t("tagTooLong", maxTagLength));
        return;
      }
    }
    if (this.input) this.input.value = "";
    this.#closeSuggestions();
    if (tags !== this.tags) this.onTags(tags);
  }

  #refuse(message: string): void {
    this.message = message;
    this.isRefused = true;
  }

  #remove(tag: string): void {
    this.isRefused = false;
    this.message = t("tagRemoved", safeText(tag));
    this.onTags(this.tags.filter((known) => known !== tag));
    // the button that was pressed goes away with its chip
    this.input?.focus();
  }

  #closeSuggestions(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.suggestions = [];
    this.active = -1;
  }

  readonly #onBlur = (): void => {
    this.commit();
    this.#closeSuggestions();
  };

  readonly #onInput = (): void => {
    const input = this.input;
    if (!input) return;
    this.message = "";
    this.isRefused = false;
    const { whole, rest } = splitTyped(input.value);
    if (whole.length > 0) {
      this.#addAll(whole);
      input.value = rest.trimStart();
    }
    clearTimeout(this.#timer);
    if (input.value.trim() === "") this.#closeSuggestions();
    else this.#timer = setTimeout(() => void this.#askFor(input.value.trim()), suggestMs);
  };

  async #askFor(start: string): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const found = await this.suggest(start, asking.signal);
      if (asking.signal.aborted) return;
      this.suggestions = found.filter((tag) => !this.tags.includes(tag)).slice(0, 10);
      this.active = -1;
    } catch {
      // without proposals a tag can still be typed; a host that is gone shows elsewhere
      if (!asking.signal.aborted) this.suggestions = [];
    }
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (this.#onListKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** True where the key meant this field. */
  #onListKey(event: KeyboardEvent): boolean {
    const typed = this.input?.value ?? "";
    const count = this.suggestions.length;
    switch (event.key) {
      case "ArrowDown":
        if (count > 0) this.active = (this.active + 1) % count;
        return count > 0;
      case "ArrowUp":
        if (count > 0) this.active = (this.active <= 0 ? count : this.active) - 1;
        return count > 0;
      case "Enter":
        this.#addAll([this.suggestions[this.active] ?? typed]);
        return true;
      case "Escape":
        if (count > 0) this.#closeSuggestions();
        else if (typed !== "" && this.input) this.input.value = "";
        else return false;
        return true;
      case "Backspace": {
        const last = this.tags.at(-1);
        if (typed !== "" || last === undefined || event.repeat) return false;
        this.#remove(last);
        return true;
      }
      default:
        return false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "tag-field": TagField;
  }
}
