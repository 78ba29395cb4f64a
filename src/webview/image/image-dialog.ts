/** The dialog of one image: picture, fields, facts and actions, with the way to the next and back. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { describeStep } from "../logic/describe.ts";
import { formatNumber, formatPercent } from "../logic/format.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { RecordEditor } from "../logic/recordEditor.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { renderActions } from "../parts/action-buttons.ts";
import "../parts/code-icon.ts";
import "../parts/edit-line.ts";
import type { IconName } from "../parts/icons.ts";
import "../parts/notice-line.ts";
import "../parts/progress-line.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import type { ImageAction } from "../../shared/protocol.ts";
import { imageDialogStyles } from "./image-dialog-styles.ts";
import "./file-words.ts";
import "./image-preview.ts";
import "./image-uses.ts";
import "./neighbour-strip.ts";
import "./record-facts.ts";
import "./record-form.ts";
import type { RecordForm } from "./record-form.ts";
import "./unsaved-prompt.ts";

const actions: readonly ImageAction[] = [
  "tagAgain",
  "insert",
  "copyPath",
  "copyMarkdown",
  "reveal",
  "open",
  "findSimilar",
  "writeMetadata",
];

@customElement("image-dialog")
export class ImageDialog extends LitElement {
  static override styles = [baseStyles, buttonStyles, imageDialogStyles];

  @property({ attribute: false }) accessor session!: LibrarySession;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor onClosed: () => void = () => undefined;
  @state() private accessor editorTick = 0;
  @query("dialog") private accessor dialog!: HTMLDialogElement;
  @query("record-form") private accessor form!: RecordForm | null;
  #editor: RecordEditor | undefined;
  #revision = -1;
  /** Where the keyboard was before the question took it. */
  #focusBefore: Element | null = null;

  override firstUpdated(): void {
    this.dialog.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#editor?.close();
  }

  /** The keyboard never falls out of the dialog: where the focused element went away, the dialog itself takes it. */
  protected override updated(): void {
    const isLost = this.shadowRoot?.activeElement === null && !this.#editor?.question;
    if (isLost && this.dialog.open) this.dialog.focus();
  }

  protected override willUpdate(): void {
    const { opened, hello, pendingShow } = this.session;
    if (!opened) return;
    if (this.#editor?.id !== opened.id) {
      this.#editor?.close();
      this.#editor = new RecordEditor(this.session.host, opened.id, opened.draft, (editor) => this.#edited(editor));
      this.#revision = hello?.revision ?? 0;
      void this.#editor.load();
    } else if (hello && hello.revision !== this.#revision) {
      this.#revision = hello.revision;
      void this.#editor.load();
    }
    if (pendingShow && !this.#editor.question) this.#leave(() => this.session.showNow(pendingShow));
  }

  override render(): TemplateResult {
    const editor = this.#editor;
    const record = editor?.record;
    const name = safeText(record?.name ?? "");
    const isAsked = editor?.question !== undefined;
    return html`<dialog
      tabindex="-1"
      aria-label=${t("dialogLabel", name)}
      @keydown=${this.#onKey}
      @cancel=${(event: Event) => {
        event.preventDefault();
        this.#close();
      }}
    >
      <div class="content" ?inert=${isAsked}>
        ${this.#renderHeader(name)}
        <notice-line
          message=${editor?.outcome?.kind === "failed" ? safeText(editor.outcome.message) : this.session.notice}
          .onShowLog=${() => this.session.run("showLog")}
          .onDismiss=${() => this.#dismiss()}
        ></notice-line>
        <edit-line .steps=${this.session.many.steps} .tick=${this.tick}></edit-line>
        ${editor?.failure ? this.#renderFailure(editor) : this.#renderBody(editor, name)}
      </div>
      ${
        editor?.question
          ? html`<unsaved-prompt
              name=${name}
              .question=${editor.question}
              .onAnswer=${(answer: "save" | "discard" | "keep") => void this.#answer(answer)}
            ></unsaved-prompt>`
          : nothing
      }
    </dialog>`;
  }

  #renderHeader(name: string): TemplateResult {
    const { openIndex, total } = this.session;
    const button = (icon: IconName, label: string, isDisabled: boolean, run: () => void): TemplateResult =>
      html`<button class="icon" title=${label} aria-label=${label} ?disabled=${isDisabled} @click=${run}>
        <code-icon name=${icon}></code-icon>
      </button>`;
    return html`<header>
      <h2 class="line" dir="auto" title=${name}>${name}</h2>
      <span class="quiet position" role="status">
        ${openIndex < 0 ? "" : t("dialogPosition", formatNumber(openIndex + 1), formatNumber(total))}
      </span>
      ${button("chevronLeft", t("dialogPrevious"), openIndex <= 0, () => this.#go(-1))}
      ${button("chevronRight", t("dialogNext"), openIndex < 0 || openIndex >= total - 1, () => this.#go(1))}
      ${button("close", t("dialogClose"), false, () => this.#close())}
    </header>`;
  }

  #renderFailure(editor: RecordEditor): TemplateResult {
    return html`<div class="failure">
      <code-icon name="error"></code-icon>
      <p>${safeText(editor.failure?.message ?? "")}</p>
      <button @click=${() => void editor.load()}>${t("errorAgain")}</button>
    </div>`;
  }

  /** The same elements whether or not the record is there yet: else the keyboard would be lost at every step on. */
  #renderBody(editor: RecordEditor | undefined, name: string): TemplateResult {
    const record = editor?.record;
    const { facts } = record ?? {};
    return html`<div class="body">
        <image-preview
          .uri=${record?.previewUri}
          .imageSize=${facts ? { width: facts.width, height: facts.height } : undefined}
          name=${name}
          alt=${safeText(record?.alt || record?.description || record?.name || "")}
          emptyText=${record ? t(record.missing ? "missingNote" : "previewNone") : t("dialogLoading")}
        ></image-preview>
        <div class="side">
          ${editor && record ? this.#renderRecord(editor) : html`<progress-line label=${t("dialogLoading")}></progress-line>`}
        </div>
      </div>
      <neighbour-strip
        .session=${this.session}
        .tick=${this.tick}
        .onGo=${(index: number) => this.#leave(() => this.session.open(index))}
      ></neighbour-strip>
      ${this.#renderFooter(editor)}`;
  }

  #renderRecord(editor: RecordEditor): TemplateResult {
    const isMissing = editor.record?.missing === true;
    const isReadOnly = !this.session.isTrusted || isMissing;
    return html`${this.#renderState(editor)}
      <record-form
        .editor=${editor}
        .tick=${this.editorTick}
        ?readOnly=${isReadOnly}
        .suggest=${(start: string, signal: AbortSignal) => this.session.host.suggestTags({ start, toWrite: true }, signal)}
      ></record-form>
      <file-words .editor=${editor} .tick=${this.editorTick} ?readOnly=${isReadOnly}></file-words>
      <record-facts .record=${editor.record}></record-facts>
      ${
        isMissing
          ? nothing
          : html`<image-uses
              image=${editor.id}
              .revision=${this.session.hello?.revision ?? 0}
              .ask=${(id: string, signal: AbortSignal) => this.session.host.uses({ id }, signal)}
              .onOpen=${(use: string) => void this.session.attempt(this.session.host.openUse({ id: editor.id, use }))}
            ></image-uses>`
      }`;
  }

  /** What must be said of this image now: work in progress, a failure, a change from elsewhere. */
  #renderState(editor: RecordEditor): TemplateResult {
    const current = this.session.queue?.current.find(({ id }) => id === editor.id);
    const { failure, doubt, stale } = editor.record ?? {};
    return html`${
      current
        ? html`<div class="working">
            <span>${describeStep(current.step)} ${formatPercent(current.progress)}</span>
            <progress-line .share=${current.progress} label=${describeStep(current.step)}></progress-line>
          </div>`
        : nothing
    }
    ${failure && !current ? message("error", t("stateFailedBecause", safeText(failure.message))) : nothing}
    ${doubt && !current ? message("warning", t("doubtSameAnswer")) : nothing}
    ${editor.record?.missing ? message("warning", `${t("missingNote")} ${t("missingRemedy")}`) : nothing}
    ${stale && !current ? message("info", `${t("staleNote")} ${t("staleRemedy")}`) : nothing}
    ${editor.wasRefreshed ? message("info", t("fieldsRefreshed"), "status") : nothing}`;
  }

  #renderFooter(editor: RecordEditor | undefined): TemplateResult {
    const { isTrusted } = this.session;
    const isIdle = !editor?.isDirty || editor.isSaving;
    return html`<footer>
      ${
        isTrusted
          ? html`<button class="primary" ?disabled=${isIdle} @click=${() => void this.#save()}>
                ${t(editor?.isSaving ? "saving" : "save")}
              </button>
              <button ?disabled=${isIdle} @click=${() => editor?.reset()}>${t("reset")}</button>`
          : nothing
      }
      <span class="outcome quiet" role="status">${editor?.outcome?.kind === "saved" ? t("saved") : ""}</span>
      <span class="actions">
        ${renderActions(actions, isTrusted, false, (action) => editor && this.#act(action, editor.id))}
      </span>
    </footer>`;
  }

  #edited(editor: RecordEditor): void {
    if (editor !== this.#editor) return;
    this.session.keepDraft(editor.id, editor.draftToKeep);
    this.editorTick += 1;
  }

  async #save(): Promise<void> {
    this.form?.commit();
    await this.#editor?.save();
  }

  /** Tagging again looks at the stored record: unsaved edits come first. */
  #act(action: ImageAction, id: string): void {
    if (action === "tagAgain") this.#leave(() => this.session.act(action, [id]));
    else this.session.act(action, [id]);
  }

  #leave(proceed: () => void): void {
    this.form?.commit();
    const editor = this.#editor;
    if (!editor) return proceed();
    this.#focusBefore = this.form?.shadowRoot?.activeElement ?? this.renderRoot.querySelector(":focus");
    editor.leave(proceed);
  }

  async #answer(answer: "save" | "discard" | "keep"): Promise<void> {
    if (answer === "keep") this.session.pendingShow = undefined;
    await this.#editor?.answer(answer);
    await this.updateComplete;
    if (!this.isConnected || this.#editor?.question) return;
    const before = this.#focusBefore;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    else this.renderRoot.querySelector("image-preview")?.shadowRoot?.querySelector<HTMLElement>(".frame")?.focus();
  }

  #go(step: 1 | -1): void {
    this.#leave(() => this.session.openNeighbour(step));
  }

  #close(): void {
    if (this.#editor?.question) return void this.#answer("keep");
    this.#leave(() => {
      this.dialog.close();
      this.session.closeImage();
      this.onClosed();
    });
  }

  #dismiss(): void {
    if (this.#editor?.outcome?.kind === "failed") this.#editor.outcome = undefined;
    this.session.dismissNotice();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isField = event.composedPath()[0] instanceof HTMLElement && isTextField(event.composedPath()[0]);
    const withCommand = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") this.#close();
    else if (withCommand && event.key.toLowerCase() === "s") void this.#save();
    else if (isField || withCommand || event.altKey || event.shiftKey || this.#editor?.question) return;
    else if (event.key === "ArrowLeft") this.#go(-1);
    else if (event.key === "ArrowRight") this.#go(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function message(kind: "error" | "warning" | "info", text: string, role = "note"): TemplateResult {
  return html`<div class="message ${kind}" role=${role}><code-icon name=${kind}></code-icon><span>${text}</span></div>`;
}

function isTextField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

declare global {
  interface HTMLElementTagNameMap {
    "image-dialog": ImageDialog;
  }
}
