/** The tags of many images to be ticked for removal; a long list is narrowed by typing. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { BatchTags } from "../../shared/batch.ts";
import { withoutMarks } from "../../shared/queryCompletion.ts";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { baseStyles, fieldStyles } from "../parts/styles.ts";
import { batchDialogStyles } from "./batch-dialog-styles.ts";

/** Fewer are seen at a glance. */
const leastToNarrow = 12;
/** More than these nobody reads; those that are ticked are always among them. */
const mostShown = 200;

@customElement("tags-to-remove")
export class TagsToRemove extends LitElement {
  static override styles = [
    baseStyles,
    fieldStyles,
    batchDialogStyles,
    css`
      :host {
        display: block;
      }
      .list {
        max-height: 180px;
        margin-top: 4px;
        overflow: auto;
      }
    `,
  ];

  @property({ attribute: false }) accessor tags: BatchTags["tags"] = [];
  @property({ attribute: false }) accessor ticked: readonly string[] = [];
  @property({ attribute: false }) accessor onTicked: (tags: readonly string[]) => void = () => undefined;
  @state() private accessor narrowedBy = "";

  override render(): TemplateResult {
    if (this.tags.length === 0) return html`<span class="quiet">${t("batchRemoveNone")}</span>`;
    const sought = withoutMarks(this.narrowedBy.trim());
    const fitting = this.tags.filter(({ tag }) => this.ticked.includes(tag) || withoutMarks(tag).includes(sought));
    const shown = fitting.filter(({ tag }, at) => at < mostShown || this.ticked.includes(tag));
    return html`${this.tags.length >= leastToNarrow ? this.#renderField() : nothing}
      <div class="list">${shown.map((one) => this.#renderTag(one))}</div>
      <div class="quiet" role="status">
        ${
          fitting.length === 0
            ? t("batchRemoveNoFit")
            : fitting.length > shown.length
              ? t("batchRemoveMore", formatNumber(fitting.length - shown.length))
              : nothing
        }
      </div>`;
  }

  #renderField(): TemplateResult {
    return html`<input
      type="search"
      dir="auto"
      autocomplete="off"
      aria-label=${t("batchRemoveNarrow")}
      placeholder=${t("batchRemoveNarrow")}
      .value=${this.narrowedBy}
      @input=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) this.narrowedBy = event.target.value;
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape" || this.narrowedBy === "") return;
        // shows all tags again, and does not close the dialog
        this.narrowedBy = "";
        event.stopPropagation();
      }}
    />`;
  }

  #renderTag({ tag, count }: BatchTags["tags"][number]): TemplateResult {
    const { ticked } = this;
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${ticked.includes(tag)}
        @change=${() => this.onTicked(ticked.includes(tag) ? ticked.filter((one) => one !== tag) : [...ticked, tag])}
      /><span dir="auto">${t("batchTagCount", safeText(tag), formatNumber(count))}</span></label
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "tags-to-remove": TagsToRemove;
  }
}
