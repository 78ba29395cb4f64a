/** The search view of the side bar: box, what must be said, results, and the buttons of the chosen one. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../grid/image-grid.ts";
import type { ImageGrid } from "../grid/image-grid.ts";
import { describeTotal } from "../logic/describe.ts";
import { safeText } from "../logic/safeText.ts";
import type { SearchSession } from "../logic/searchSession.ts";
import { t } from "../logic/texts.ts";
import { renderActions } from "../parts/action-buttons.ts";
import { cssProperties } from "../parts/css-properties.ts";
import type { EmptyAction } from "../parts/empty-state.ts";
import "../parts/empty-state.ts";
import type { IconName } from "../parts/icons.ts";
import "../parts/notice-line.ts";
import "../parts/progress-line.ts";
import "../parts/search-box.ts";
import type { SearchBox } from "../parts/search-box.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import { searchAppStyles } from "./search-app-styles.ts";

/** Height of a result row, as the grid lays it out. */
const rowHeight = 76;

@customElement("search-app")
export class SearchApp extends LitElement {
  static override styles = [baseStyles, buttonStyles, searchAppStyles];

  @property({ attribute: false }) accessor session: SearchSession | undefined;
  @state() private accessor tick = 0;
  @query("image-grid") private accessor grid!: ImageGrid | null;
  @query("search-box") private accessor box!: SearchBox | null;
  #stopListening: (() => void) | undefined;
  #restoreTop = 0;
  #lastSearch: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

  protected override willUpdate(): void {
    const { session } = this;
    if (!session || this.#stopListening) return;
    this.#restoreTop = session.scrollTop;
    this.#stopListening = session.onChange(() => (this.tick += 1));
  }

  protected override updated(): void {
    const { session, grid, box } = this;
    // the box's own parts stand a moment after it
    if (box && session?.takeBoxWish()) void box.updateComplete.then(() => box.focus());
    if (!session || !grid) return;
    if (this.#lastSearch !== undefined && this.#lastSearch !== session.search) grid.scrollToTop();
    this.#lastSearch = session.search;
    if (this.#restoreTop > 0) grid.restoreScroll(this.#restoreTop);
    this.#restoreTop = 0;
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { emptiness } = session;
    return html`<main>
      <h1 class="hidden-text">${t("searchTitle")}</h1>
      ${emptiness === "noFolder" || session.phase !== "ready" ? nothing : this.#renderTop(session)}
      <notice-line
        message=${session.notice}
        .onShowLog=${() => session.run("showLog")}
        .onDismiss=${() => session.dismissNotice()}
      ></notice-line>
      <div class="area">
        ${
          session.source.isTurning && emptiness === undefined
            ? html`<progress-line class="turning" label=${t("searching")}></progress-line>`
            : nothing
        }
        ${emptiness === undefined ? this.#renderResults(session) : this.#renderEmptiness(session, emptiness)}
      </div>
    </main>`;
  }

  #renderTop(session: SearchSession): TemplateResult {
    const { source, search } = session;
    const { total, isTurning, notes } = source;
    const isSearching = search !== "" && isTurning;
    // a count belongs to the words that stand in the box, as do the places of their mistakes
    const hasResults = search !== "" && !isTurning && total !== undefined && total > 0;
    return html`<div class="top">
      <search-box
        .value=${session.search}
        .notes=${notes && isSearching ? { ...notes, problems: [] } : notes}
        .onSearch=${(search: string) => session.setSearch(search)}
        .onBookmark=${(search: string) => session.run("bookmarkSearch", search)}
        .onLeaveDown=${() => this.#focusResults()}
      ></search-box>
      <div class="bar" ?hidden=${!hasResults && !isSearching}>
        <span class="quiet" role="status"
          >${isSearching ? t("searching") : hasResults ? describeTotal(total, true) : ""}</span
        >
        ${
          hasResults
            ? html`<button class="link" @click=${() => session.run("openLibrary", session.search)}>
                ${t("showAllInLibrary")}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  #renderResults(session: SearchSession): TemplateResult {
    const card = session.item(session.active);
    const { isTurning } = session.source;
    return html`<image-grid rows ?old=${isTurning} label=${t("resultsLabel")} .model=${session} .tick=${this.tick}>
      ${
        card && !isTurning
          ? html`<div
              class="row-actions"
              role="group"
              aria-label=${t("actionsFor", safeText(card.name))}
              @keydown=${this.#onActionsKey}
              ${cssProperties({ top: `${session.active * rowHeight + 4}px` })}
            >
              ${renderActions(["insert", "copyMarkdown", "openInLibrary"], session.isTrusted, true, (action) =>
                session.act(action, [card.id]),
              )}
            </div>`
          : nothing
      }
    </image-grid>`;
  }

  #renderEmptiness(session: SearchSession, kind: NonNullable<SearchSession["emptiness"]>): TemplateResult {
    const { icon, heading, details, actions } = this.#emptinessOf(session, kind);
    return html`<empty-state
      icon=${icon}
      heading=${heading}
      .details=${details}
      .actions=${actions}
      ?working=${kind === "starting"}
    ></empty-state>`;
  }

  #emptinessOf(
    session: SearchSession,
    kind: NonNullable<SearchSession["emptiness"]>,
  ): { icon: IconName; heading: string; details: readonly string[]; actions: readonly EmptyAction[] } {
    const command = (key: "openFolder" | "browseFolder" | "showLog" | "openLibrary"): EmptyAction => ({
      label: t(key === "openLibrary" ? "openInLibrary" : key),
      run: () => session.run(key),
    });
    switch (kind) {
      case "starting":
        return { icon: "search", heading: t("cardLoading"), details: [], actions: [] };
      case "noFolder":
        return {
          icon: "folderOpened",
          heading: t("noFolderTitle"),
          details: [t("noFolderDetail")],
          actions: [command("openFolder"), command("browseFolder")],
        };
      case "intro":
        return { icon: "search", heading: t("searchLabel"), details: [t("searchIntro")], actions: [] };
      case "nothingFound": {
        const clear = { label: t("searchClear"), run: () => this.#clear(session) };
        const detail = t("searchNothingFoundDetail", safeText(session.search));
        return { icon: "search", heading: t("searchNothingFound"), details: [detail], actions: [clear] };
      }
      case "failed": {
        const message = safeText(session.source.failure?.message ?? session.failure?.message ?? "");
        const again = { label: t("errorAgain"), run: () => tryAgain(session) };
        return { icon: "error", heading: t("errorTitle"), details: [message], actions: [again, command("showLog")] };
      }
    }
  }

  #clear(session: SearchSession): void {
    session.setSearch("");
    this.box?.focus();
  }

  #focusResults(): void {
    const { session } = this;
    if (session && session.total > 0) void this.grid?.focusIndex(Math.max(0, session.selection.focus));
  }

  readonly #onActionsKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#focusResults();
  };
}

function tryAgain(session: SearchSession): void {
  if (session.phase === "failed") void session.start();
  else session.source.retry();
}

declare global {
  interface HTMLElementTagNameMap {
    "search-app": SearchApp;
  }
}
