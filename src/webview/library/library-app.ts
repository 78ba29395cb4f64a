/** The library panel: toolbar, progress, grid, selection, and the dialog of one image. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../grid/image-grid.ts";
import type { ImageGrid } from "../grid/image-grid.ts";
import "../image/image-dialog.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { t } from "../logic/texts.ts";
import "../parts/notice-line.ts";
import "../parts/progress-line.ts";
import { baseStyles } from "../parts/styles.ts";
import { renderEmptiness } from "./emptiness.ts";
import "./library-toolbar.ts";
import type { LibraryToolbar } from "./library-toolbar.ts";
import "./queue-bar.ts";
import "./selection-bar.ts";

@customElement("library-app")
export class LibraryApp extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100vh;
        overflow: hidden;
        color: var(--vscode-foreground);
        background: var(--vscode-editor-background);
      }
      main {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .area {
        position: relative;
        flex: 1;
        min-height: 0;
      }
      image-grid {
        height: 100%;
      }
      .turning {
        position: absolute;
        inset: 0 0 auto;
        z-index: 5;
      }
      .restricted {
        display: flex;
        gap: 6px;
        padding: 2px 12px 6px;
      }
    `,
  ];

  /** Set once by the page's entry, before the element is connected to anything. */
  @property({ attribute: false }) accessor session: LibrarySession | undefined;
  @state() private accessor tick = 0;
  @query("image-grid") private accessor grid!: ImageGrid | null;
  @query("library-toolbar") private accessor toolbar!: LibraryToolbar | null;
  #stopListening: (() => void) | undefined;
  #restoreTop = 0;
  #lastQuery: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
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
    const { session, grid } = this;
    if (!session || !grid) return;
    if (this.#lastQuery !== undefined && this.#lastQuery !== session.query) grid.scrollToTop();
    this.#lastQuery = session.query;
    if (this.#restoreTop > 0) grid.restoreScroll(this.#restoreTop);
    this.#restoreTop = 0;
  }

  override render(): TemplateResult | typeof nothing {
    const { session, tick } = this;
    if (!session) return nothing;
    const { emptiness } = session;
    const hasBars = emptiness !== "starting" && session.phase === "ready" && emptiness !== "noFolder";
    return html`<main>
      <h1 class="hidden-text">${t("libraryTitle")}</h1>
      ${hasBars ? this.#renderBars(session) : nothing}
      <notice-line
        message=${session.notice}
        .onShowLog=${() => session.run("showLog")}
        .onDismiss=${() => session.dismissNotice()}
      ></notice-line>
      <div class="area">
        ${
          session.source.isTurning && session.phase === "ready" && emptiness === undefined
            ? html`<progress-line class="turning" label=${t("searching")}></progress-line>`
            : nothing
        }
        ${
          emptiness === undefined
            ? html`<image-grid
                ?old=${session.source.isTurning && session.source.total !== undefined}
                label=${session.isSearch ? t("resultsLabel") : t("gridLabel")}
                .model=${session}
                .tick=${tick}
              ></image-grid>`
            : renderEmptiness(session, emptiness)
        }
      </div>
      <selection-bar .session=${session} .tick=${tick} .onCleared=${() => this.#focusGrid()}></selection-bar>
      ${
        session.opened
          ? html`<image-dialog .session=${session} .tick=${tick} .onClosed=${() => this.#focusGrid()}></image-dialog>`
          : nothing
      }
      <div class="hidden-text" role="status">${session.announcement}</div>
    </main>`;
  }

  #renderBars(session: LibrarySession): TemplateResult {
    return html`<library-toolbar
        role="group"
        aria-label=${t("toolbarLabel")}
        .session=${session}
        .tick=${this.tick}
        .onLeaveDown=${() => this.#focusGrid()}
      ></library-toolbar>
      ${
        session.isTrusted
          ? nothing
          : html`<div class="restricted quiet"><code-icon name="shield"></code-icon>${t("restricted")}</div>`
      }
      <queue-bar
        .queue=${session.queue}
        ?canAct=${session.isTrusted}
        .onCommand=${(command: Parameters<LibrarySession["run"]>[0]) => session.run(command)}
      ></queue-bar>`;
  }

  /** After a dialog or a bar has gone, the keyboard returns to the card it came from. */
  #focusGrid(): void {
    const { session, grid } = this;
    if (!session || !grid || session.total === 0) return;
    const index = session.openIndex >= 0 ? session.openIndex : session.selection.focus;
    void grid.focusIndex(Math.min(Math.max(index, 0), session.total - 1));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "f";
    if (!isFind || this.session?.opened) return;
    event.preventDefault();
    this.toolbar?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "library-app": LibraryApp;
  }
}
