/** The images before and after the open one, in the order of the view; only those that fit are asked for. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { formatNumber } from "../logic/format.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { neighbourRange } from "../logic/neighbours.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles } from "../parts/styles.ts";

const cellWidth = 60;

@customElement("neighbour-strip")
export class NeighbourStrip extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        flex: none;
        height: 58px;
        overflow: hidden;
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      ul {
        display: flex;
        justify-content: center;
        gap: 4px;
        margin: 0;
        padding: 5px 4px;
        list-style: none;
      }
      button {
        display: flex;
        align-items: center;
        justify-content: center;
        width: 56px;
        height: 46px;
        padding: 0;
        overflow: hidden;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 2px;
        color: var(--vscode-descriptionForeground);
        background: var(--vscode-editorWidget-background);
        cursor: pointer;
      }
      button[aria-current] {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      button:not([aria-current]):hover {
        border-color: var(--vscode-focusBorder);
      }
      button:focus-visible {
        outline: 3px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      /* where there is little room the picture has it */
      @media (max-width: 480px), (max-height: 520px) {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor session!: LibrarySession;
  @property({ type: Number }) accessor tick = 0;
  @property({ attribute: false }) accessor onGo: (index: number) => void = () => undefined;
  @state() private accessor fits = 0;
  readonly #sizes = new ResizeObserver(([entry]) => {
    this.fits = Math.floor((entry?.contentRect.width ?? 0) / cellWidth);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.session.wanting.wantInstead(undefined);
  }

  protected override updated(_changed: PropertyValues): void {
    const range = this.#range;
    this.session.wanting.wantInstead(range.end > range.first ? range : undefined);
  }

  get #range(): { readonly first: number; readonly end: number } {
    const { openIndex, total } = this.session;
    return neighbourRange(openIndex, total, this.fits);
  }

  override render(): TemplateResult | typeof nothing {
    const { first, end } = this.#range;
    if (end - first < 2) return nothing;
    const places = Array.from({ length: end - first }, (_, n) => first + n);
    return html`<nav aria-label=${t("stripLabel")}>
      <ul>
        ${places.map((index) => this.#renderPlace(index))}
      </ul>
    </nav>`;
  }

  #renderPlace(index: number): TemplateResult {
    const { session } = this;
    const card = session.item(index);
    const name = safeText(card?.name ?? "");
    const uri = card && session.thumbnail(card.id)?.uri;
    const isOpen = index === session.openIndex;
    const label = t("stripImage", name, formatNumber(index + 1), formatNumber(session.total));
    return html`<li>
      <button
        title=${name}
        aria-label=${label}
        aria-current=${isOpen ? "true" : nothing}
        tabindex=${isOpen ? 0 : -1}
        @click=${() => {
          if (!isOpen) this.onGo(index);
        }}
      >
        ${uri ? html`<img src=${uri} alt="" draggable="false" />` : html`<code-icon name="image"></code-icon>`}
      </button>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "neighbour-strip": NeighbourStrip;
  }
}
