/** Chooses which states of images the grid shows: a button with a small panel of check boxes. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { stateIcons } from "../grid/card.ts";
import { describeState } from "../logic/describe.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles, fieldStyles } from "../parts/styles.ts";
import { gridFilters, type GridFilter } from "../../shared/protocol.ts";

/** Pixels between the panel and the edge of the view. */
const edgeGap = 8;

@customElement("state-filter")
export class StateFilter extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      button.opener {
        color: var(--vscode-dropdown-foreground);
        background: var(--vscode-dropdown-background);
        border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
      }
      button.opener[data-active] {
        border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
      }
      .panel {
        position: absolute;
        z-index: 10;
        top: calc(100% + 2px);
        left: 0;
        min-width: 190px;
        padding: 6px;
        border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow);
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 3px 4px;
        cursor: pointer;
      }
      label:hover {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
      }
      .glyph {
        font: 14px/18px codicon;
      }
      .panel button.link {
        margin: 6px 4px 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor states: readonly GridFilter[] = [];
  @property({ attribute: false }) accessor onStates: (states: readonly GridFilter[]) => void = () => undefined;
  @state() private accessor isOpen = false;
  @query("button.opener") private accessor opener!: HTMLElement;
  @query(".panel") private accessor panel!: HTMLElement | null;

  /** In a narrow view the panel moves to the left by as much as it would stick out on the right. */
  protected override updated(): void {
    const { panel } = this;
    if (!panel) return;
    panel.style.left = "0";
    const { left, right } = panel.getBoundingClientRect();
    const sticksOut = Math.max(0, right + edgeGap - document.documentElement.clientWidth);
    panel.style.left = `${-Math.min(sticksOut, Math.max(0, left - edgeGap))}px`;
  }

  override render(): TemplateResult {
    const { states } = this;
    const [only] = states;
    const label =
      only === undefined
        ? t("stateFilterAll")
        : states.length === 1
          ? describeState(only)
          : t("stateFilterSome", states.length);
    return html`<button
        class="opener"
        aria-expanded=${this.isOpen}
        aria-label=${`${t("stateFilterLabel")}: ${label}`}
        title=${t("stateFilterLabel")}
        ?data-active=${states.length > 0}
        @click=${() => (this.isOpen = !this.isOpen)}
        @keydown=${this.#onKey}
      >
        <code-icon name="filter"></code-icon>${label}<code-icon name="chevronDown"></code-icon>
      </button>
      ${this.isOpen ? this.#renderPanel() : nothing}`;
  }

  #renderPanel(): TemplateResult {
    return html`<div
      class="panel"
      role="group"
      aria-label=${t("stateFilterLabel")}
      @keydown=${this.#onKey}
      @focusout=${this.#onFocusOut}
    >
      ${gridFilters.map(
        (name) =>
          html`<label>
            <input
              type="checkbox"
              .checked=${this.states.includes(name)}
              @change=${(event: Event) => this.#set(name, (event.target as HTMLInputElement).checked)}
            />
            <span class="glyph" aria-hidden="true">${stateIcons[name]}</span>${describeState(name)}
          </label>`,
      )}
      ${
        this.states.length > 0
          ? html`<button class="link" @click=${() => this.onStates([])}>${t("stateFilterClear")}</button>`
          : nothing
      }
    </div>`;
  }

  #set(name: GridFilter, isShown: boolean): void {
    this.onStates(gridFilters.filter((known) => (known === name ? isShown : this.states.includes(known))));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    this.isOpen = false;
    this.opener.focus();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#onPointerDown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#onPointerDown);
  }

  readonly #onPointerDown = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };

  readonly #onFocusOut = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.renderRoot.contains(next)) this.isOpen = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "state-filter": StateFilter;
  }
}
