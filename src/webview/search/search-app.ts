/** The search view of the side bar: box, what must be said, results, and the buttons of the chosen one. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { ViewElement } from "../grid/view-element.ts";
import { viewStyles } from "../grid/view-styles.ts";
import { describeTotal } from "../logic/describe.ts";
import { wayOf } from "../logic/editSteps.ts";
import { resultRowHeight } from "../logic/gridLayout.ts";
import { safeText } from "../logic/safeText.ts";
import type { SearchSession } from "../logic/searchSession.ts";
import { t } from "../logic/texts.ts";
import { renderActions } from "../parts/action-buttons.ts";
import { cssProperties } from "../parts/css-properties.ts";
import "../parts/edit-line.ts";
import { renderEmptiness } from "../parts/emptiness.ts";
import { renderPanel, renderPanelButtons, renderSearchSort, renderWeak } from "../query/query-tools.ts";
import { renderVectors } from "../query/vector-line.ts";
import "../parts/search-box.ts";
import type { SearchBox } from "../parts/search-box.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import { searchEmptiness } from "./emptiness.ts";
import { searchAppStyles } from "./search-app-styles.ts";

@customElement("search-app")
export class SearchApp extends ViewElement<SearchSession> {
  static override styles = [baseStyles, buttonStyles, fieldStyles, viewStyles, searchAppStyles];

  @query("search-box") private accessor box!: SearchBox | null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onStepKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onStepKey);
  }

  protected override updated(): void {
    const { session, box } = this;
    // the box's own parts stand a moment after it
    if (box && session?.takeBoxWish()) void box.updateComplete.then(() => box.focus());
    super.updated();
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { emptiness } = session;
    return html`<main>
      <h1 class="hidden-text">${t("searchTitle")}</h1>
      ${emptiness === "noFolder" || session.phase !== "ready" ? nothing : this.#renderTop(session)}
      <edit-line .steps=${session.steps} .tick=${this.tick}></edit-line>
      ${this.renderArea(session, this.#renderContent(session), emptiness === undefined)}
    </main>`;
  }

  #renderContent(session: SearchSession): TemplateResult {
    const { emptiness } = session;
    if (emptiness === undefined) return this.#renderResults(session);
    const shown = searchEmptiness(session, emptiness, () => this.#clear(session));
    if (emptiness !== "nothingFound") return renderEmptiness(shown);
    // what is pressed here goes away with it: the keyboard is led back to the box
    const led = shown.actions.map(({ label, run }) => ({ label, run: () => (run(), this.box?.focus()) }));
    return renderEmptiness({ ...shown, actions: led });
  }

  #renderTop(session: SearchSession): TemplateResult {
    const { source, search } = session;
    const { total, isTurning, hasFailedToTurn } = source;
    // what failed has nothing to be said of it but that
    const notes = hasFailedToTurn ? undefined : source.notes;
    const isSearching = search !== "" && isTurning;
    // a count belongs to the words that stand in the box, as do the places of their mistakes
    const hasResults = search !== "" && !isTurning && !hasFailedToTurn && total !== undefined && total > 0;
    return html`<div class="top">
        <search-box
          .value=${session.search}
          .notes=${notes && isSearching ? { ...notes, problems: [] } : notes}
          .suggest=${this.#suggest}
          .onSearch=${(search: string) => session.setSearch(search)}
          .onMeant=${(search: string) => session.rememberSearch(search)}
          .onForget=${(search: string) => session.forgetSearch(search)}
          .onBookmark=${(search: string) => session.run("bookmarkSearch", search)}
          .onRemoveMissing=${() => session.run("removeMissingRecords")}
          .onLeaveDown=${() => this.#focusResults()}
        ></search-box>
        <div class="bar">
          <span class="tools">${renderPanelButtons(session)}</span>
          ${search === "" ? nothing : renderSearchSort(session)}
          <span class="quiet count" role="status"
            >${isSearching ? t("searching") : hasResults ? describeTotal(total, true) : ""}</span
          >
        </div>
        ${
          hasResults
            ? html`<div class="bar links">
                ${renderWeak(session)}
                <button class="link end" @click=${() => session.run("openLibrary", session.search)}>
                  ${t("showAllInLibrary")}
                </button>
              </div>`
            : nothing
        }
        ${renderVectors(session)}
      </div>
      ${renderPanel(session)}`;
  }

  #renderResults(session: SearchSession): TemplateResult {
    const card = session.item(session.active);
    const { isTurning } = session.source;
    return html`<image-grid
      rows
      ?old=${isTurning}
      label=${t("resultsLabel")}
      .model=${session}
      .tick=${this.tick}
      @keydown=${this.#insertKey}
    >
      ${
        card && !isTurning
          ? html`<div
              class="row-actions"
              role="group"
              aria-label=${t("actionsFor", safeText(card.name))}
              @keydown=${this.#onActionsKey}
              ${cssProperties({ top: `${session.active * resultRowHeight + 4}px` })}
            >
              ${renderActions(
                ["insert", "copyMarkdown", "findSimilar", "openInLibrary"],
                session.isTrusted,
                true,
                (action) => session.act(action, [card.id]),
              )}
            </div>`
          : nothing
      }
    </image-grid>`;
  }

  readonly #suggest: SearchBox["suggest"] = (query, caret, signal) =>
    this.session?.suggestions.at(query, caret, signal) ?? Promise.resolve([]);

  #clear(session: SearchSession): void {
    session.setSearch("");
    this.box?.focus();
  }

  #focusResults(): void {
    const { session } = this;
    if (session && session.total > 0) void this.grid?.focusIndex(Math.max(0, session.selection.focus));
  }

  /** Before the grid's own keys: there Enter opens, with Ctrl or Cmd as without. */
  readonly #insertKey = {
    capture: true,
    handleEvent: (event: KeyboardEvent): void => {
      const { session } = this;
      const isOnResult = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey;
      const card = isOnResult && session ? session.item(session.selection.focus) : undefined;
      if (!card || !session) return;
      event.preventDefault();
      event.stopPropagation();
      session.act("insert", [card.id]);
    },
  };

  /** Edits are taken back from anywhere in the view but the box, whose undo is its own. */
  readonly #onStepKey = (event: KeyboardEvent): void => {
    const way = this.session?.isTrusted ? wayOf(event) : undefined;
    if (!way) return;
    event.preventDefault();
    void this.session?.steps.step(way);
  };

  readonly #onActionsKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#focusResults();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "search-app": SearchApp;
  }
}
