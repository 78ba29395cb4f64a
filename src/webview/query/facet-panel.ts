/** Narrows what is shown: values of tags, folders, kinds and more with their counts; a click puts them into the query. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { groupName, shownValues, valueName } from "../logic/facetWords.ts";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import type { FailureData } from "../../shared/failures.ts";
import type { FacetGroup, FacetView } from "../../shared/protocol.ts";
import type { FieldName } from "../../shared/queryFields.ts";
import type { Term } from "../../shared/queryTerms.ts";
import { facetPanelStyles } from "./facet-panel-styles.ts";

/** More values of a group than these stand behind a button. */
const fewValues = 8;

@customElement("facet-panel")
export class FacetPanel extends LitElement {
  static override styles = [baseStyles, buttonStyles, facetPanelStyles];

  @property({ attribute: false }) accessor view: FacetView | undefined;
  @property({ attribute: false }) accessor failure: FailureData | undefined;
  @property() accessor search = "";
  @property({ attribute: false }) accessor onTerm: (term: Term) => void = () => undefined;
  /** Groups that show all of their values, and those that a person opened or closed. */
  @state() private accessor whole: ReadonlySet<FieldName> = new Set();
  @state() private accessor openings: ReadonlyMap<FieldName, boolean> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "group");
  }

  override render(): TemplateResult {
    this.ariaLabel = t("narrowLabel");
    if (this.failure) return html`<p class="quiet" role="status">${safeText(this.failure.message)}</p>`;
    const { view } = this;
    if (!view) return html`<p class="quiet" role="status">${t("cardLoading")}</p>`;
    if (view.groups.length === 0) return html`<p class="quiet" role="status">${t("narrowNothing")}</p>`;
    return html`${view.groups.map((group, index) => this.#renderGroup(group, index))}`;
  }

  #renderGroup(group: FacetGroup, index: number): TemplateResult {
    const { field } = group;
    const values = shownValues(group, this.search);
    const chosen = values.filter(({ isChosen }) => isChosen).length;
    const isWhole = this.whole.has(field);
    // what is chosen is never behind the button
    const few = values.length <= fewValues + 2 ? values.length : fewValues;
    const first = values.filter(({ isChosen }, at) => isChosen || isWhole || at < few);
    const isOpen = this.openings.get(field) ?? (index < 2 || chosen > 0);
    return html`<details ?open=${isOpen} @toggle=${(event: Event) => this.#toggled(field, event)}>
      <summary>
        ${groupName(field)} ${chosen === 0 ? nothing : html`<span class="chosen">(${formatNumber(chosen)})</span>`}
      </summary>
      <div class="values">
        ${first.map(
          ({ value, count, isChosen }) =>
            html`<button
              class="value"
              aria-pressed=${isChosen}
              aria-label=${t("narrowValue", valueName(field, value), formatNumber(count))}
              title=${valueName(field, value)}
              @click=${() => this.onTerm({ field, value })}
            >
              ${isChosen ? html`<code-icon name="check"></code-icon>` : nothing}
              <span class="line">${valueName(field, value)}</span>
              <span class="count">${formatNumber(count)}</span>
            </button>`,
        )}
        ${this.#renderMore(field, values.length - first.length, isWhole && values.length > few)}
      </div>
    </details>`;
  }

  #renderMore(field: FieldName, hidden: number, isWhole: boolean): unknown {
    if (hidden <= 0 && !isWhole) return nothing;
    return html`<button class="link" @click=${() => this.#showWhole(field, !isWhole)}>
      ${isWhole ? t("narrowLess") : t("narrowMore", formatNumber(hidden))}
    </button>`;
  }

  #showWhole(field: FieldName, isWhole: boolean): void {
    const whole = new Set(this.whole);
    if (isWhole) whole.add(field);
    else whole.delete(field);
    this.whole = whole;
  }

  #toggled(field: FieldName, event: Event): void {
    const isOpen = (event.target as HTMLDetailsElement).open;
    if (this.openings.get(field) !== isOpen) this.openings = new Map([...this.openings, [field, isOpen]]);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "facet-panel": FacetPanel;
  }
}
