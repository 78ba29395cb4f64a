/** The library panel: toolbar, progress, grid, selection, and the dialog of one image. */
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { ViewElement } from "../grid/view-element.ts";
import { viewStyles } from "../grid/view-styles.ts";
import "../image/image-dialog.ts";
import { wayOf } from "../logic/editSteps.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import "../parts/edit-line.ts";
import { renderEmptiness } from "../parts/emptiness.ts";
import { baseStyles } from "../parts/styles.ts";
import { renderPanel } from "../query/query-tools.ts";
import "../review/review-dialog.ts";
import { libraryEmptiness } from "./emptiness.ts";
import "./batch-dialog.ts";
import "./key-help.ts";
import "./library-toolbar.ts";
import type { LibraryToolbar } from "./library-toolbar.ts";
import "./queue-bar.ts";
import "./selection-bar.ts";

@customElement("library-app")
export class LibraryApp extends ViewElement<LibrarySession> {
  static override styles = [
    baseStyles,
    viewStyles,
    css`
      :host {
        background: var(--vscode-editor-background);
      }
      .panel {
        flex: none;
        max-height: 40%;
      }
      .restricted {
        display: flex;
        gap: 6px;
        padding: 2px 12px 6px;
      }
    `,
  ];

  @query("library-toolbar") private accessor toolbar!: LibraryToolbar | null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
  }

  override render(): TemplateResult | typeof nothing {
    const { session, tick } = this;
    if (!session) return nothing;
    const { emptiness } = session;
    const hasBars = emptiness !== "starting" && session.phase === "ready" && emptiness !== "noFolder";
    return html`<main>
      <h1 class="hidden-text">${t("libraryTitle")}</h1>
      ${hasBars ? this.#renderBars(session) : nothing}
      <edit-line .steps=${session.many.steps} .tick=${tick}></edit-line>
      ${this.renderArea(session, this.#renderContent(session), emptiness === undefined)}
      <selection-bar .session=${session} .tick=${tick} .onCleared=${() => this.#focusGrid()}></selection-bar>
      ${
        session.opened
          ? html`<image-dialog .session=${session} .tick=${tick} .onClosed=${() => this.#focusGrid()}></image-dialog>`
          : nothing
      }
      ${
        session.reviewing && session.phase === "ready"
          ? html`<review-dialog .session=${session} .tick=${tick} .onClosed=${() => this.#focusGrid()}></review-dialog>`
          : nothing
      }
      ${
        session.many.batch
          ? html`<batch-dialog
              .editing=${session.many.batch}
              .tick=${tick}
              .suggest=${(start: string, signal: AbortSignal) => session.host.suggestTags({ start, toWrite: true }, signal)}
              .onClosed=${() => this.#leaveBatch(session)}
            ></batch-dialog>`
          : nothing
      }
      ${session.isKeyHelpOpen ? html`<key-help .onClosed=${() => this.#leaveKeys(session)}></key-help>` : nothing}
      <div class="hidden-text" role="status">${session.announcement}</div>
    </main>`;
  }

  #renderContent(session: LibrarySession): TemplateResult {
    const { emptiness, source } = session;
    if (emptiness !== undefined) return renderEmptiness(libraryEmptiness(session, emptiness));
    return html`<image-grid
      ?old=${source.isTurning && source.total !== undefined}
      label=${session.isSearch ? t("resultsLabel") : t("gridLabel")}
      .model=${session}
      .tick=${this.tick}
    ></image-grid>`;
  }

  #renderBars(session: LibrarySession): TemplateResult {
    return html`<library-toolbar
        role="group"
        aria-label=${t("toolbarLabel")}
        .session=${session}
        .tick=${this.tick}
        .onLeaveDown=${() => this.#focusGrid()}
      ></library-toolbar>
      ${renderPanel(session)}
      ${
        session.isTrusted
          ? nothing
          : html`<div class="restricted quiet"><code-icon name="shield"></code-icon>${t("restricted")}</div>`
      }
      <queue-bar
        .queue=${session.queue}
        ?canAct=${session.isTrusted}
        .onCommand=${(command: Parameters<LibrarySession["run"]>[0]) => session.run(command)}
        .onVisibleFirst=${() => session.act("tagFirst", session.idsInView())}
      ></queue-bar>`;
  }

  /** After a dialog or a bar has gone, the keyboard returns to the card it came from. */
  #focusGrid(): void {
    const { session, grid } = this;
    if (!session || !grid || session.total === 0) return;
    const index = session.openIndex >= 0 ? session.openIndex : session.selection.focus;
    void grid.focusIndex(Math.min(Math.max(index, 0), session.total - 1));
  }

  /** A dialog gives the keyboard back to what had it; where that is gone, the grid takes it. */
  #leaveKeys(session: LibrarySession): void {
    session.showKeys(false);
    if (this.shadowRoot?.activeElement === null) this.#focusGrid();
  }

  #leaveBatch(session: LibrarySession): void {
    session.many.close();
    if (this.shadowRoot?.activeElement === null) this.#focusGrid();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { session } = this;
    if (!session || session.reviewing) return;
    const way = session.many.batch ? undefined : wayOf(event);
    if (way && session.isTrusted) {
      event.preventDefault();
      void session.many.steps.step(way);
    }
    if (session.opened || session.many.batch) return;
    if (event.key === "?" && !isTyping(event)) {
      event.preventDefault();
      session.showKeys(true);
    }
    if (event.key === "F7" && session.isTrusted) {
      event.preventDefault();
      session.review();
    }
    if (event.key === "F2") {
      event.preventDefault();
      session.editMany();
    }
    const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "f";
    if (!isFind) return;
    event.preventDefault();
    this.toolbar?.focus();
  };
}

/** Where letters are typed, a question mark is one of them. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "range");
}

declare global {
  interface HTMLElementTagNameMap {
    "library-app": LibraryApp;
  }
}
