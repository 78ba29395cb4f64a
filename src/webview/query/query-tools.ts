/** What stands beside a search box in both views: the ways to narrow, to order and to learn, and what was held back. */
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../logic/format.ts";
import { t } from "../logic/texts.ts";
import type { ViewSession } from "../logic/viewSession.ts";
import "../parts/code-icon.ts";
import { searchSorts, type SearchSort } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import "./facet-panel.ts";
import "./query-help.ts";

const sortNames: Readonly<Record<SearchSort, StringKey>> = {
  relevance: "sortRelevance",
  path: "sortPath",
  name: "sortName",
  newest: "sortNewest",
  oldest: "sortOldest",
  largest: "sortLargest",
};

/** Buttons that open and close the panels below the box. */
export function renderPanelButtons(session: ViewSession): TemplateResult {
  const { narrowing, isHelpOpen } = session;
  return html`<button
      class="icon"
      title=${t("narrowLabel")}
      aria-label=${t("narrowLabel")}
      aria-expanded=${narrowing.isOpen}
      @click=${() => session.openPanel(narrowing.isOpen ? undefined : "narrow")}
    >
      <code-icon name="listFilter"></code-icon>
    </button>
    <button
      class="icon"
      title=${t("queryHelp")}
      aria-label=${t("queryHelp")}
      aria-expanded=${isHelpOpen}
      @click=${() => session.openPanel(isHelpOpen ? undefined : "help")}
    >
      <code-icon name="help"></code-icon>
    </button>`;
}

/** The panel that is open, if one is. */
export function renderPanel(session: ViewSession): TemplateResult | typeof nothing {
  const { narrowing, isHelpOpen } = session;
  const { search } = session.source.query;
  if (isHelpOpen)
    return html`<query-help
      class="panel"
      .onExample=${(example: string) => session.setQuery({ search: example })}
    ></query-help>`;
  if (!narrowing.isOpen) return nothing;
  return html`<facet-panel
    class="panel"
    .view=${narrowing.view}
    .failure=${narrowing.failure}
    .search=${search}
    .onTerm=${(term: Parameters<ViewSession["toggleTerm"]>[0]) => session.toggleTerm(term)}
  ></facet-panel>`;
}

/** The order of what a search found. */
export function renderSearchSort(session: ViewSession): TemplateResult {
  const chosen = session.source.query.searchSort ?? "relevance";
  return html`<select
    aria-label=${t("sortLabel")}
    title=${t("sortLabel")}
    @change=${(event: Event) =>
      session.setQuery({ searchSort: (event.target as HTMLSelectElement).value as SearchSort })}
  >
    ${searchSorts.map((sort) => html`<option value=${sort} ?selected=${sort === chosen}>${t(sortNames[sort])}</option>`)}
  </select>`;
}

/** Shows or hides what fits far less well than the best; nothing where there is no such result. */
export function renderWeak(session: ViewSession): TemplateResult | typeof nothing {
  const { weakHits, hasMoreWeak, query } = session.source;
  if (query.allHits)
    return html`<button class="link" @click=${() => session.showWeak(false)}>${t("weakHide")}</button>`;
  if (weakHits === 0 && !hasMoreWeak) return nothing;
  const counted = weakHits === 1 ? t("weakOne") : t("weakMany", formatNumber(weakHits));
  const label = hasMoreWeak ? t("weakUncounted") : counted;
  return html`<button class="link" @click=${() => session.showWeak(true)}>${label}</button>`;
}
