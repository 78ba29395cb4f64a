/** What is to change on many images: tags to add, to remove, to replace, and words in descriptions. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../image/tag-field.ts";
import type { TagField } from "../image/tag-field.ts";
import type { BatchDraft, BatchEditing } from "../logic/batchEditing.ts";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/progress-line.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import { batchDialogStyles } from "./batch-dialog-styles.ts";
import "./tags-to-remove.ts";

@customElement("batch-form")
export class BatchForm extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    batchDialogStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) accessor editing!: BatchEditing;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor suggest: (start: string, signal: AbortSignal) => Promise<readonly string[]> =
    () => Promise.resolve([]);
  @query("tag-field") private accessor firstField!: TagField | null;

  /** Leads the keyboard to the first field, once it stands. */
  async begin(): Promise<void> {
    await this.updateComplete;
    await this.firstField?.updateComplete;
    this.firstField?.focus();
  }

  override render(): TemplateResult {
    return html`
      <fieldset>
        <legend>${t("batchAdd")}</legend>
        ${this.#renderTags("addTags", t("batchAdd"))}
      </fieldset>
      <fieldset>
        <legend>${t("batchRemove")}</legend>
        ${this.#renderRemoved()}
      </fieldset>
      <fieldset>
        <legend>${t("batchRename")}</legend>
        ${this.#renderRename()}
      </fieldset>
      <fieldset>
        <legend>${t("batchReplace")}</legend>
        ${this.#renderText("find", t("batchFind"))} ${this.#renderText("by", t("batchBy"))}
        ${this.#renderCheck("matchCase", t("batchMatchCase"))} ${this.#renderCheck("wholeWord", t("batchWholeWord"))}
      </fieldset>
    `;
  }

  #renderTags(name: "addTags" | "renameTo", label: string): TemplateResult {
    const { editing } = this;
    return html`<tag-field
      label=${label}
      .tags=${editing.draft[name]}
      .suggest=${this.suggest}
      .onTags=${(tags: readonly string[]) => editing.change({ [name]: tags })}
    ></tag-field>`;
  }

  #renderRemoved(): TemplateResult {
    const { editing } = this;
    if (!editing.tags) return html`<progress-line label=${t("batchPreviewing")}></progress-line>`;
    return html`<tags-to-remove
      .tags=${editing.tags.tags}
      .ticked=${editing.draft.removeTags}
      .onTicked=${(removeTags: readonly string[]) => editing.change({ removeTags })}
    ></tags-to-remove>`;
  }

  #renderRename(): TemplateResult {
    const { editing } = this;
    const { renameFrom } = editing.draft;
    return html`<label
        >${t("batchRenameFrom")}
        <select
          @change=${(event: Event) => {
            if (event.target instanceof HTMLSelectElement) editing.change({ renameFrom: event.target.value });
          }}
        >
          <option value="" ?selected=${renameFrom === ""}>${t("batchRenameNothing")}</option>
          ${editing.tags?.tags.map(
            ({ tag, count }) =>
              html`<option value=${tag} ?selected=${renameFrom === tag}>
                ${t("batchTagCount", safeText(tag), formatNumber(count))}
              </option>`,
          )}
        </select>
      </label>
      ${
        renameFrom === ""
          ? nothing
          : html`<div role="group" aria-label=${t("batchRenameTo")}>
              <div>${t("batchRenameTo")}</div>
              ${this.#renderTags("renameTo", t("batchRenameTo"))}
            </div>`
      }`;
  }

  #renderText(name: "find" | "by", label: string): TemplateResult {
    return html`<label
      >${label}
      <input
        type="text"
        dir="auto"
        autocomplete="off"
        .value=${this.editing.draft[name]}
        @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) this.#change({ [name]: event.target.value });
        }}
      />
    </label>`;
  }

  #renderCheck(name: "matchCase" | "wholeWord", label: string): TemplateResult {
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${this.editing.draft[name]}
        @change=${() => this.#change({ [name]: !this.editing.draft[name] })}
      />${label}</label
    >`;
  }

  #change(part: Partial<BatchDraft>): void {
    this.editing.change(part);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "batch-form": BatchForm;
  }
}
