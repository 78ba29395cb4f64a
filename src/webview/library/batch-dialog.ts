/** The dialog that edits many images: what is to change, what would become of each, the work, and the way back. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { BatchEditing } from "../logic/batchEditing.ts";
import { describeOutcome } from "../logic/batchWords.ts";
import { formatNumber } from "../logic/format.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import "../parts/progress-line.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import { batchDialogStyles } from "./batch-dialog-styles.ts";
import "./batch-form.ts";
import type { BatchForm } from "./batch-form.ts";
import { renderBatchRow } from "./batch-rows.ts";

@customElement("batch-dialog")
export class BatchDialog extends LitElement {
  static override styles = [baseStyles, buttonStyles, fieldStyles, batchDialogStyles];

  @property({ attribute: false }) accessor editing!: BatchEditing;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor suggest: (start: string, signal: AbortSignal) => Promise<readonly string[]> =
    () => Promise.resolve([]);
  /** The dialog was closed; whoever opened it takes the keyboard back. */
  @property({ attribute: false }) accessor onClosed: () => void = () => undefined;
  @state() private accessor isAsking = false;
  @query("dialog") private accessor dialog!: HTMLDialogElement;
  @query("batch-form") private accessor form!: BatchForm;
  #phase = "";

  override firstUpdated(): void {
    this.dialog.showModal();
    void this.form.begin();
  }

  /** Each phase has other buttons: the keyboard goes to the first of them, and never falls out of the dialog. */
  protected override updated(): void {
    const phase = this.isAsking ? "asking" : this.editing.phase;
    const hasTurned = this.#phase !== "" && phase !== this.#phase;
    this.#phase = phase;
    if (hasTurned && phase !== "editing")
      this.renderRoot.querySelector<HTMLElement>("footer button:not(:disabled)")?.focus();
    else if (this.shadowRoot?.activeElement === null && this.dialog.open) this.dialog.focus();
  }

  override render(): TemplateResult {
    const { editing } = this;
    const total = editing.tags?.total;
    const title =
      total === undefined
        ? t("batchTitleLoading")
        : total === 1
          ? t("batchTitleOne")
          : t("batchTitle", formatNumber(total));
    return html`<dialog
      tabindex="-1"
      aria-label=${title}
      @keydown=${this.#onKey}
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.#close();
      }}
    >
      <div class="frame">
        <header>
          <h2>${title}</h2>
          <button
            class="icon"
            title=${t("batchClose")}
            aria-label=${t("batchClose")}
            ?disabled=${editing.phase === "working"}
            @click=${() => this.#close()}
          >
            <code-icon name="close"></code-icon>
          </button>
        </header>
        <div class="body" ?inert=${this.isAsking || editing.phase !== "editing"}>
          <batch-form class="form" .editing=${editing} .tick=${this.tick} .suggest=${this.suggest}></batch-form>
          <section class="preview" tabindex="0" aria-labelledby="preview">${this.#renderPreview()}</section>
        </div>
        <footer>${this.isAsking ? this.#renderQuestion() : this.#renderFooter()}</footer>
      </div>
    </dialog>`;
  }

  #renderPreview(): TemplateResult {
    const { editing } = this;
    const { preview, isPreviewing } = editing;
    const rest = (preview?.changing ?? 0) - (preview?.rows.length ?? 0);
    return html`<h3 id="preview">${t("batchPreview")}</h3>
      ${editing.edit ? nothing : html`<p class="quiet">${t("batchEmpty")}</p>`}
      ${isPreviewing ? html`<progress-line label=${t("batchPreviewing")}></progress-line>` : nothing}
      <ul class="rows">
        ${preview?.rows.map((row) => renderBatchRow(row, editing.pictureOf(row.id)))}
      </ul>
      ${rest > 0 ? html`<button ?disabled=${isPreviewing} @click=${() => void editing.showMore()}>${t("batchMore")}</button>` : nothing}`;
  }

  #renderFooter(): TemplateResult {
    const { editing } = this;
    const { done, total } = editing.progress;
    switch (editing.phase) {
      case "editing": {
        const count = editing.preview?.changing ?? 0;
        const label =
          count === 0 ? t("batchApplyNone") : count === 1 ? t("batchApplyOne") : t("batchApply", formatNumber(count));
        return html`<span class="said" id="why" role="status">${this.#said()}</span>
          <button
            class="primary"
            aria-describedby="why"
            ?disabled=${!editing.canApply}
            @click=${() => void editing.apply()}
          >
            ${label}
          </button>`;
      }
      case "working": {
        const said = t("batchWorking", formatNumber(done), formatNumber(total));
        return html`<span class="said" role="status"
            ><progress-line label=${said} share=${total > 0 ? done / total : 0}></progress-line>${said}</span
          >
          <button @click=${() => void editing.stop()}>${t("batchStop")}</button>`;
      }
      case "done": {
        const { outcome, isUndone, failure } = editing;
        const canUndo = !isUndone && (outcome?.changed ?? 0) > 0;
        return html`<span class="said" role="status"
            >${outcome ? describeOutcome(outcome, isUndone) : t("editNothingToUndo")} ${failure}</span
          >
          ${canUndo ? html`<button @click=${() => void editing.undo()}>${t("batchUndo")}</button>` : nothing}
          <button class="primary" @click=${() => this.#leave()}>${t("batchClose")}</button>`;
      }
    }
  }

  #renderQuestion(): TemplateResult {
    return html`<span class="said" role="alert">${t("batchDiscard")}</span>
      <button @click=${() => (this.isAsking = false)}>${t("batchDiscardNo")}</button>
      <button class="primary" @click=${() => this.#leave()}>${t("batchDiscardYes")}</button>`;
  }

  /** Why the button is on or off. */
  #said(): string {
    const { failure, preview, isPreviewing, edit } = this.editing;
    if (failure !== "") return failure;
    if (!edit) return t("batchEmpty");
    if (isPreviewing || !preview) return t("batchPreviewing");
    if (preview.changing === 0) return t("batchNothing");
    return t("batchChanging", formatNumber(preview.changing), formatNumber(preview.total));
  }

  #close(): void {
    if (this.editing.phase === "working") return;
    if (this.isAsking) this.isAsking = false;
    else if (this.editing.isDirty) this.isAsking = true;
    else this.#leave();
  }

  #leave(): void {
    this.dialog.close();
    this.onClosed();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "batch-dialog": BatchDialog;
  }
}
