/** The review: the picture, what its record said before and says now, and what the person decides. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { StringKey } from "../../shared/strings.ts";
import { imageDialogStyles } from "../image/image-dialog-styles.ts";
import "../image/image-preview.ts";
import "../image/record-form.ts";
import type { RecordForm } from "../image/record-form.ts";
import "../image/unsaved-prompt.ts";
import { formatNumber, formatTime } from "../logic/format.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { ReviewSession } from "../logic/reviewSession.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import type { IconName } from "../parts/icons.ts";
import "../parts/notice-line.ts";
import "../parts/progress-line.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import "./before-after.ts";
import { reviewStyles } from "./review-styles.ts";

@customElement("review-dialog")
export class ReviewDialog extends LitElement {
  static override styles = [baseStyles, buttonStyles, imageDialogStyles, reviewStyles];

  @property({ attribute: false }) accessor session!: LibrarySession;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor onClosed: () => void = () => undefined;
  @state() private accessor ownTick = 0;
  @query("dialog") private accessor dialog!: HTMLDialogElement;
  @query("record-form") private accessor form!: RecordForm | null;
  #review: ReviewSession | undefined;
  #revision = -1;

  override firstUpdated(): void {
    this.dialog.showModal();
    this.dialog.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#review?.close();
  }

  protected override willUpdate(): void {
    const { reviewing, host, hello } = this.session;
    if (reviewing && !this.#review) {
      this.#review = new ReviewSession(host, reviewing, () => (this.ownTick += 1));
      void this.#review.start();
    } else if (hello && hello.revision !== this.#revision) this.#review?.refresh();
    this.#revision = hello?.revision ?? -1;
  }

  /** The keyboard never falls out of the dialog: where the focused element went away, the dialog itself takes it. */
  protected override updated(): void {
    const isLost = this.shadowRoot?.activeElement === null && !this.#review?.editor?.question;
    if (isLost && this.dialog.open) this.dialog.focus();
  }

  override render(): TemplateResult {
    const review = this.#review;
    const question = review?.editor?.question;
    return html`<dialog
      tabindex="-1"
      aria-label=${t("reviewTitle")}
      @keydown=${this.#onKey}
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.#end();
      }}
    >
      <div class="content" ?inert=${question !== undefined}>
        ${review ? this.#renderHeader(review) : nothing}
        <notice-line
          message=${review?.notice || this.session.notice}
          .onShowLog=${() => this.session.run("showLog")}
          .onDismiss=${() => this.#dismiss()}
        ></notice-line>
        ${review ? this.#renderContent(review) : nothing}
        <div class="hidden-text" role="status">${review?.announcement}</div>
      </div>
      ${
        question
          ? html`<unsaved-prompt
              name=${safeText(review?.record?.name ?? "")}
              .question=${question}
              .onAnswer=${(answer: "save" | "discard" | "keep") => void review?.editor?.answer(answer)}
            ></unsaved-prompt>`
          : nothing
      }
    </dialog>`;
  }

  #renderHeader(review: ReviewSession): TemplateResult {
    const name = safeText(review.record?.name ?? "");
    const { total, index, isAtEnd } = review;
    return html`<header>
        <h2 class="line" dir="auto" title=${name}>${name === "" ? t("reviewTitle") : t("reviewOf", name)}</h2>
        ${
          total === 0
            ? nothing
            : html`<span class="quiet position">
                  ${isAtEnd ? "" : t("reviewPlace", formatNumber(index + 1), formatNumber(total))}
                </span>
                <span class="tally" role="status"
                  >${t("reviewTally", formatNumber(review.count("accepted")), formatNumber(review.count("rejected")))}</span
                >`
        }
        ${iconButton("close", t("reviewEnd"), false, () => this.#end())}
      </header>
      ${total === 0 ? nothing : html`<progress-line .share=${(total - review.skipped) / total} label=${t("reviewTitle")}></progress-line>`}`;
  }

  #renderContent(review: ReviewSession): TemplateResult {
    const failure = review.failure ?? review.editor?.failure;
    if (failure)
      return this.#renderEnd("error", safeText(failure.message), "", "errorAgain", () => this.#again(review));
    if (!review.list)
      return html`<div class="end">
        <progress-line label=${t("reviewLoading")}></progress-line>
        <p>${t("reviewLoading")}</p>
      </div>`;
    if (review.total === 0) {
      const { reviewed } = review.list;
      const more = reviewed > 0 ? t("reviewNoneReviewed", formatNumber(reviewed)) : t("reviewNoneDetail");
      return this.#renderEnd("check", t("reviewNone"), more);
    }
    if (!review.isAtEnd) return this.#renderImage(review);
    const counts = [review.count("accepted"), review.count("rejected"), review.skipped].map(formatNumber);
    const detail = t("reviewDoneDetail", ...counts);
    return review.skipped === 0
      ? this.#renderEnd("checkAll", t("reviewDone"), detail)
      : this.#renderEnd("checkAll", detail, "", "reviewBackToFirst", () => review.toSkipped());
  }

  /** What stands where there is no image: a reason, and the next step. */
  #renderEnd(icon: IconName, title: string, detail: string, more?: StringKey, onMore?: () => void): TemplateResult {
    const review = this.#review;
    return html`<div class="end">
      <code-icon name=${icon}></code-icon>
      <p role="status">${title}</p>
      ${detail === "" ? nothing : html`<p class="quiet">${detail}</p>`}
      ${more === undefined ? nothing : html`<button @click=${onMore}>${t(more)}</button>`}
      ${review?.canTakeBack ? html`<button @click=${() => review.takeBack()}>${t("reviewUndo")}</button>` : nothing}
      <button class="primary" @click=${() => this.#end()}>${t("reviewEnd")}</button>
    </div>`;
  }

  #renderImage(review: ReviewSession): TemplateResult {
    const { record, editor } = review;
    const { facts } = record ?? {};
    return html`<div class="body">
        <image-preview
          .uri=${record?.previewUri}
          .imageSize=${facts ? { width: facts.width, height: facts.height } : undefined}
          name=${safeText(record?.name ?? "")}
          alt=${safeText(record?.alt || record?.description || record?.name || "")}
          emptyText=${record ? t("previewNone") : t("dialogLoading")}
        ></image-preview>
        <div class="side">
          ${editor && record ? this.#renderRecord(review, editor, record) : html`<progress-line label=${t("dialogLoading")}></progress-line>`}
        </div>
      </div>
      ${this.#renderFooter(review)}`;
  }

  #renderRecord(
    review: ReviewSession,
    editor: NonNullable<ReviewSession["editor"]>,
    record: NonNullable<ReviewSession["record"]>,
  ): TemplateResult {
    const { decision } = review;
    const { former, reviewedAt } = record;
    const said = decision
      ? t(decision === "accepted" ? "reviewIsAccepted" : "reviewIsRejected")
      : reviewedAt === undefined
        ? ""
        : t("reviewReviewedAt", formatTime(reviewedAt));
    return html`${
      said === ""
        ? nothing
        : html`<p class="note"><code-icon name=${decision === "rejected" ? "reject" : "check"}></code-icon>${said}</p>`
    }
    ${editor.wasRefreshed ? html`<p class="note" role="status"><code-icon name="info"></code-icon>${t("fieldsRefreshed")}</p>` : nothing}
    ${
      review.isEditing
        ? html`<record-form
            .editor=${editor}
            .tick=${this.ownTick}
            .suggest=${(start: string, signal: AbortSignal) => this.session.host.suggestTags({ start, toWrite: true }, signal)}
          ></record-form>`
        : html`<before-after .record=${record}></before-after> ${
              decision || reviewedAt !== undefined
                ? nothing
                : html`<p class="note quiet">
                    <code-icon name="info"></code-icon>${t(former ? "reviewSomeBefore" : "reviewNothingBefore")}
                  </p>`
            }`
    }`;
  }

  #renderFooter(review: ReviewSession): TemplateResult {
    const { isBusy, record, isEditing, editor } = review;
    const isOff = isBusy || !record;
    const isDirty = editor?.isDirty === true;
    return html`<footer>
      <button class="primary" ?disabled=${isOff} aria-keyshortcuts="A" @click=${() => void this.#accept()}>
        <code-icon name="check"></code-icon>${t(isDirty ? "reviewAcceptEdited" : "reviewAccept")}
        <kbd aria-hidden="true">A</kbd>
      </button>
      <button
        ?disabled=${isOff || isDirty}
        title=${isDirty ? t("reviewRejectUnsaved") : nothing}
        aria-keyshortcuts="R"
        @click=${() => void review.reject()}
      >
        <code-icon name="reject"></code-icon>${t("reviewReject")} <kbd aria-hidden="true">R</kbd>
      </button>
      <button ?disabled=${isOff} aria-keyshortcuts="E" @click=${() => void this.#edit()}>
        <code-icon name="edit"></code-icon>${t(isEditing ? "reviewShowChanges" : "reviewEdit")}
        <kbd aria-hidden="true">E</kbd>
      </button>
      ${isDirty ? html`<button @click=${() => editor?.reset()}>${t("reset")}</button>` : nothing}
      <span class="go">
        ${iconButton("undo", t("reviewUndo"), !review.canTakeBack, () => review.takeBack())}
        ${iconButton("chevronLeft", t("reviewPrevious"), isBusy || review.index === 0, () => review.previous())}
        ${iconButton("chevronRight", t("reviewNext"), isBusy, () => review.next())}
      </span>
    </footer>`;
  }

  async #accept(): Promise<void> {
    this.form?.commit();
    await this.#review?.accept();
  }

  /** The fields, with the keyboard in the first of them; or before and after, with what was typed kept. */
  async #edit(): Promise<void> {
    this.form?.commit();
    this.#review?.toggleEditing();
    await this.updateComplete;
    await this.form?.updateComplete;
    if (this.#review?.isEditing) this.form?.shadowRoot?.querySelector("textarea")?.focus();
    else this.dialog.focus();
  }

  #again(review: ReviewSession): void {
    if (review.failure) void review.start();
    else void review.editor?.load();
  }

  #dismiss(): void {
    if (this.#review) this.#review.notice = "";
    this.session.dismissNotice();
    this.ownTick += 1;
  }

  #end(): void {
    const review = this.#review;
    if (review?.editor?.question) return void review.editor.answer("keep");
    const close = (): void => {
      this.dialog.close();
      this.session.endReview();
      this.onClosed();
    };
    this.form?.commit();
    if (review) review.leave(close);
    else close();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const review = this.#review;
    if (!review || review.editor?.question) return;
    const isField = isTextField(event.composedPath()[0]);
    const withCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") {
      // out of the fields first; what was typed stays
      if (isField) this.dialog.focus();
      else this.#end();
    } else if (withCommand && (event.key === "Enter" || key === "s")) void this.#accept();
    else if (isField || event.altKey) return;
    else if (withCommand && key === "z" && !event.shiftKey) review.takeBack();
    else if (withCommand || event.shiftKey) return;
    else if (!this.#decideBy(review, key)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** True where the key alone means something. */
  #decideBy(review: ReviewSession, key: string): boolean {
    const keys: Readonly<Record<string, () => void>> = {
      a: () => void this.#accept(),
      r: () => void review.reject(),
      e: () => void this.#edit(),
      u: () => review.takeBack(),
      n: () => review.next(),
      p: () => review.previous(),
      arrowright: () => review.next(),
      arrowleft: () => review.previous(),
    };
    if (!Object.hasOwn(keys, key)) return false;
    if (!review.isAtEnd || key === "u" || key === "p" || key === "arrowleft") keys[key]?.();
    return true;
  }
}

function iconButton(icon: IconName, label: string, isDisabled: boolean, run: () => void): TemplateResult {
  return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${isDisabled} @click=${run}>
    <code-icon name=${icon}></code-icon>
  </button>`;
}

function isTextField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

declare global {
  interface HTMLElementTagNameMap {
    "review-dialog": ReviewDialog;
  }
}
