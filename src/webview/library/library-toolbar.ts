/** The library's toolbar: search, order, filter, size, count, engine, and the way to tag. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { describeGroups } from "../logic/copyWords.ts";
import { describeEngine, describeEngineAtLength, describeTotal, describeWithin } from "../logic/describe.ts";
import { formatNumber } from "../logic/format.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { thumbnailSizes } from "../logic/viewState.ts";
import "../parts/code-icon.ts";
import "../parts/search-box.ts";
import type { SearchBox } from "../parts/search-box.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import { renderPanelButtons, renderSearchSort, renderWeak } from "../query/query-tools.ts";
import type { GridSort } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import "./state-filter.ts";

const sorts: readonly (readonly [GridSort, StringKey])[] = [
  ["path", "sortPath"],
  ["name", "sortName"],
  ["newest", "sortNewest"],
  ["oldest", "sortOldest"],
  ["largest", "sortLargest"],
  ["state", "sortState"],
];

@customElement("library-toolbar")
export class LibraryToolbar extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 6px 8px;
        padding: 8px 12px;
      }
      search-box {
        flex: 1 1 260px;
      }
      .group {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        min-height: 26px;
        min-width: 0;
      }
      select {
        width: auto;
      }
      /* drawn here: the browser's own track is white in a dark theme, whatever colours it is told */
      input[type="range"] {
        width: 96px;
        height: 20px;
        margin: 0 2px;
        appearance: none;
        background: transparent;
      }
      input[type="range"]::-webkit-slider-runnable-track {
        height: 4px;
        border-radius: 2px;
        background: var(--vscode-contrastBorder, var(--vscode-scrollbarSlider-hoverBackground));
      }
      input[type="range"]::-webkit-slider-thumb {
        width: 12px;
        height: 12px;
        margin-top: -4px;
        border-radius: 50%;
        appearance: none;
        background: var(--vscode-focusBorder);
      }
      .count {
        white-space: nowrap;
      }
      .tools {
        display: inline-flex;
      }
      .engine {
        max-width: 220px;
      }
      .engine .line,
      .folder .line {
        min-width: 0;
      }
      .folder {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        max-width: 260px;
        padding-left: 8px;
        border-radius: 2px;
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .folder button.icon {
        color: inherit;
        min-height: 22px;
        width: 22px;
      }
      .end {
        margin-left: auto;
      }
    `,
  ];

  @property({ attribute: false }) accessor session!: LibrarySession;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor onLeaveDown: () => void = () => undefined;
  @query("search-box") private accessor searchBox!: SearchBox;

  readonly #suggest: SearchBox["suggest"] = (query, caret, signal) => this.session.suggestions.at(query, caret, signal);

  override focus(): void {
    this.searchBox.focus();
  }

  override render(): TemplateResult {
    const { session } = this;
    const { query } = session;
    return html`
      <search-box
        .value=${query.search}
        .notes=${session.source.notes}
        .suggest=${this.#suggest}
        .onMeant=${(search: string) => session.rememberSearch(search)}
        .onForget=${(search: string) => session.forgetSearch(search)}
        .onSearch=${(search: string) => session.setQuery({ search })}
        .onBookmark=${(search: string) => session.run("bookmarkSearch", search)}
        .onRemoveMissing=${() => session.run("removeMissingRecords")}
        .onLeaveDown=${this.onLeaveDown}
      ></search-box>
      <div class="group">
        <span class="tools">${renderPanelButtons(session)} ${this.#renderSearchWithin()} ${this.#renderEdit()}</span>
        ${this.#renderSort()}
        <state-filter
          .states=${query.states}
          .onStates=${(states: typeof query.states) => session.setQuery({ states })}
        >
        </state-filter>
        ${query.duplicates ? this.#renderCopies() : nothing}
        ${query.within === undefined ? nothing : this.#renderWithin(session.source.withinCount)}
        ${query.similarTo === undefined ? nothing : this.#renderLike(session.source.likeName)}
        ${query.folder === "" ? nothing : this.#renderFolder(query.folder)}
      </div>
      <div class="group">
        <input
          type="range"
          aria-label=${t("thumbnailSize")}
          title=${t("thumbnailSize")}
          min=${thumbnailSizes.least}
          max=${thumbnailSizes.most}
          step=${thumbnailSizes.step}
          .valueAsNumber=${session.size}
          @input=${(event: Event) => session.setSize((event.target as HTMLInputElement).valueAsNumber)}
        />
        <span class="count quiet" role="status">${this.#countText()}</span>
        ${session.isSearch && !session.source.isTurning ? renderWeak(session) : nothing}
      </div>
      <div class="group end">${this.#renderEngine()} ${this.#renderCommands()}</div>
    `;
  }

  #countText(): string {
    const { source, isSearch, hello } = this.session;
    if (source.isTurning && source.query.duplicates) return t("copiesComparing");
    if (source.isTurning && source.total !== undefined) return isSearch ? t("searching") : "";
    if (source.total === undefined) return "";
    if (source.areCopies && source.total === 0) return "";
    const count = source.areCopies
      ? describeGroups(source.total, source.sections.length)
      : describeTotal(source.total, isSearch);
    if (source.total === 0 && hello?.scanning) return "";
    return hello?.scanning ? `${count}, ${t("scanningNow")}` : count;
  }

  /** Copies have an order of their own. */
  #renderSort(): TemplateResult | typeof nothing {
    const { session } = this;
    if (session.query.duplicates) return nothing;
    if (session.isSearch) return renderSearchSort(session);
    return html`<select
      aria-label=${t("sortLabel")}
      title=${t("sortLabel")}
      @change=${(event: Event) => session.setQuery({ sort: (event.target as HTMLSelectElement).value as GridSort })}
    >
      ${sorts.map(
        ([sort, key]) => html`<option value=${sort} ?selected=${sort === session.query.sort}>${t(key)}</option>`,
      )}
    </select>`;
  }

  #renderSearchWithin(): TemplateResult {
    const { session } = this;
    const { size } = session.selection.ids;
    const label = size > 0 ? t("withinSelection", formatNumber(size)) : t("withinResults");
    const isOfUse = session.total > 0 && (size > 0 || session.isFiltered);
    const search = async (): Promise<void> => {
      await session.searchWithin();
      this.focus();
    };
    return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${!isOfUse} @click=${search}>
      <code-icon name="searchWithin"></code-icon>
    </button>`;
  }

  #renderEdit(): TemplateResult {
    const { session } = this;
    const isOff = session.total === 0 || !session.isTrusted;
    return html`<button
      class="icon"
      title=${t("batchOpen")}
      aria-label=${t("batchOpen")}
      ?disabled=${isOff}
      @click=${() => session.editMany([])}
    >
      <code-icon name="edit"></code-icon>
    </button>`;
  }

  #renderWithin(count: number | undefined): TemplateResult {
    const name = describeWithin(count);
    return this.#renderChip("within", name, t("withinFilterRemove"), () => this.session.removeWithin());
  }

  /** While pictures are compared its button breaks that off. */
  #renderCopies(): TemplateResult {
    const isAtWork = this.session.source.isTurning;
    return this.#renderChip("copies", t("copies"), t(isAtWork ? "copiesStop" : "copiesLeave"), () =>
      this.session.showDuplicates(false),
    );
  }

  #renderLike(likeName: string | undefined): TemplateResult {
    const name = likeName === undefined ? t("likeFilterUnknown") : t("likeFilter", safeText(likeName));
    return this.#renderChip("like", name, t("likeFilterRemove"), () => this.session.removeLike());
  }

  /** The chip goes away with its button: the keyboard returns to the search box. */
  #renderChip(
    kind: "like" | "within" | "copies" | "in",
    name: string,
    removeLabel: string,
    onRemove: () => void,
  ): TemplateResult {
    const remove = (): void => {
      onRemove();
      this.focus();
    };
    return html`<span class="folder ${kind}" role="group" aria-label=${name} title=${name}>
      <span class="line">${name}</span>
      <button class="icon" title=${removeLabel} aria-label=${removeLabel} @click=${remove}>
        <code-icon name="close"></code-icon>
      </button>
    </span>`;
  }

  #renderFolder(folder: string): TemplateResult {
    const name = t("folderFilter", safeText(folder));
    return this.#renderChip("in", name, t("folderFilterRemove"), () => this.session.filterFolder(""));
  }

  #renderEngine(): unknown {
    const { engine } = this.session;
    if (!engine) return nothing;
    const title = describeEngineAtLength(engine);
    return html`<button
      class="plain engine"
      title=${title}
      aria-label=${`${t("engineChoose")}: ${describeEngine(engine)}`}
      @click=${() => this.session.run("chooseEngine")}
    >
      <code-icon name=${engine.engine === "none" ? "warning" : "engine"}></code-icon>
      <span class="line">${describeEngine(engine)}</span>
    </button>`;
  }

  #renderCommands(): TemplateResult {
    const { session } = this;
    return html`<button
        class="icon"
        title=${t("copiesFind")}
        aria-label=${t("copiesFind")}
        aria-pressed=${session.query.duplicates === true}
        @click=${() => session.showDuplicates(!session.query.duplicates)}
      >
        <code-icon name="copies"></code-icon>
      </button>
      ${
        session.isTrusted
          ? html`<button
              class="icon"
              title=${t("reviewShown")}
              aria-label=${t("reviewShown")}
              aria-haspopup="dialog"
              ?disabled=${session.total === 0}
              @click=${() => session.review()}
            >
              <code-icon name="review"></code-icon>
            </button>`
          : nothing
      }
      <button
        class="icon"
        title=${t("keysTitle")}
        aria-label=${t("keysTitle")}
        aria-haspopup="dialog"
        @click=${() => session.showKeys(true)}
      >
        <code-icon name="keyboard"></code-icon>
      </button>
      <button class="icon" title=${t("refresh")} aria-label=${t("refresh")} @click=${() => session.run("refresh")}>
        <code-icon name="refresh"></code-icon>
      </button>
      ${
        session.isTrusted
          ? html`<button class="primary" @click=${() => session.run("tagFolder")}>${t("tagImages")}</button>`
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "library-toolbar": LibraryToolbar;
  }
}
