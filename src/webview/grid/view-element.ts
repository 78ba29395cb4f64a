/** What the roots of both views have in common: they follow their session, and the grid starts at the top for a new query. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { t } from "../logic/texts.ts";
import type { ViewSession } from "../logic/viewSession.ts";
import "../parts/notice-line.ts";
import "../parts/progress-line.ts";
import "./image-grid.ts";
import type { ImageGrid } from "./image-grid.ts";

/** Where the editor looks for what a context menu is about. */
const menuAttribute = "data-vscode-context";

/** The root of one view; it draws its bars itself, and `renderArea` below them. */
export abstract class ViewElement<S extends ViewSession> extends LitElement {
  /** Set once by the page's entry. */
  @property({ attribute: false }) accessor session: S | undefined;
  /** Raised with each change of the session, which is always the same object. */
  @state() protected accessor tick = 0;
  @query("image-grid") protected accessor grid!: ImageGrid | null;
  #stopListening: (() => void) | undefined;
  #restoreTop = 0;
  #lastQuery: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    // the editor looks for the context outside of shadow roots, when the event has come through all of them
    this.addEventListener("contextmenu", this.#forgetMenu, { capture: true });
    this.addEventListener("menu-context", this.#keepMenu);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("contextmenu", this.#forgetMenu, { capture: true });
    this.removeEventListener("menu-context", this.#keepMenu);
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
    const { query } = session.source;
    if (this.#lastQuery !== undefined && this.#lastQuery !== query) grid.scrollToTop();
    this.#lastQuery = query;
    if (this.#restoreTop > 0) grid.restoreScroll(this.#restoreTop);
    this.#restoreTop = 0;
  }

  readonly #forgetMenu = (): void => this.removeAttribute(menuAttribute);

  readonly #keepMenu = (event: Event): void => {
    if (event instanceof CustomEvent) this.setAttribute(menuAttribute, JSON.stringify(event.detail));
  };

  /** The line of what did not work, and below it the grid, or what stands in its place where there are no cards. */
  protected renderArea(session: S, content: TemplateResult, hasCards: boolean): TemplateResult {
    return html`<notice-line
        message=${session.notice}
        .onShowLog=${() => session.run("showLog")}
        .onDismiss=${() => session.dismissNotice()}
      ></notice-line>
      <div class="area">
        ${
          hasCards && session.source.isTurning
            ? html`<progress-line class="turning" label=${t("searching")}></progress-line>`
            : nothing
        }
        ${content}
      </div>`;
  }
}
