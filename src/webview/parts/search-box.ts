/** The search box with what must be said about the query below it. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { describeNotes, type Note } from "../logic/describe.ts";
import { t } from "../logic/texts.ts";
import type { SearchNotes } from "../../shared/protocol.ts";
import "./code-icon.ts";
import { baseStyles, buttonStyles, fieldStyles } from "./styles.ts";

const debounceMs = 250;

@customElement("search-box")
export class SearchBox extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .box {
        position: relative;
        display: flex;
        align-items: center;
      }
      input[type="search"] {
        padding-left: 26px;
        text-overflow: ellipsis;
      }
      input.filled {
        padding-right: 54px;
      }
      .box > code-icon {
        position: absolute;
        left: 6px;
        color: var(--vscode-input-placeholderForeground);
        pointer-events: none;
      }
      .buttons {
        position: absolute;
        right: 1px;
        display: flex;
      }
      .buttons button.icon {
        width: 24px;
        min-height: 22px;
        height: 22px;
      }
      ul {
        margin: 4px 0 0;
        padding: 0;
        list-style: none;
        font-size: 12px;
      }
      li {
        display: flex;
        gap: 4px;
        align-items: start;
        overflow-wrap: anywhere;
      }
      details {
        flex: 1;
        min-width: 0;
        unicode-bidi: isolate;
      }
      summary {
        cursor: pointer;
        list-style: none;
      }
      summary:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }
      .why {
        color: var(--vscode-textLink-foreground);
      }
      summary:hover .why {
        text-decoration: underline;
      }
      li.problem code-icon {
        color: var(--vscode-editorWarning-foreground);
      }
      li.notice code-icon {
        color: var(--vscode-editorInfo-foreground);
      }
    `,
  ];

  @property() accessor value = "";
  @property({ attribute: false }) accessor notes: SearchNotes | undefined;
  @property({ attribute: false }) accessor onSearch: (search: string) => void = () => undefined;
  @property({ attribute: false }) accessor onBookmark: (search: string) => void = () => undefined;
  /** The down arrow leads from the box into the results. */
  @property({ attribute: false }) accessor onLeaveDown: () => void = () => undefined;
  @query("input") private accessor input!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override focus(): void {
    this.input.focus();
    this.input.select();
  }

  override render(): TemplateResult {
    const notes = this.notes && this.value.trim() !== "" ? describeNotes(this.notes, this.value) : [];
    const isFilled = this.value !== "";
    return html`
      <div class="box" role="search">
        <code-icon name="search"></code-icon>
        <input
          type="search"
          class=${isFilled ? "filled" : ""}
          dir="auto"
          spellcheck="false"
          autocomplete="off"
          aria-label=${t("searchLabel")}
          placeholder=${t("searchPlaceholder")}
          .value=${this.value}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        />
        ${isFilled ? html`<span class="buttons">${this.#renderBookmark()}${this.#renderClear()}</span>` : nothing}
      </div>
      <div role="status">
        ${
          notes.length > 0
            ? html`<ul>
                ${notes.map(renderNote)}
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
        this.input.focus();
      }}
    >
      <code-icon name="close"></code-icon>
    </button>`;
  }

  #search(value: string): void {
    clearTimeout(this.#timer);
    this.value = value;
    this.onSearch(value.trim());
  }

  readonly #onInput = (): void => {
    this.value = this.input.value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.onSearch(this.value.trim()), debounceMs);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === "Enter") this.#search(this.input.value);
    else if (event.key === "Escape" && this.value !== "") this.#search("");
    else if (event.key === "ArrowDown") this.onLeaveDown();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function renderNote(note: Note): TemplateResult {
  return html`<li class=${note.kind}>
    <code-icon name=${note.kind === "problem" ? "warning" : "info"}></code-icon>
    ${
      note.details === undefined
        ? html`<span>${note.text}</span>`
        : html`<details>
            <summary>${note.text} <span class="why">${t("searchWhy")}</span></summary>
            ${note.details}
          </details>`
    }
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "search-box": SearchBox;
  }
}
