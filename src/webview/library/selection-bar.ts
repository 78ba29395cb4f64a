/** What can be done with the selected images. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { describeSelected } from "../logic/describe.ts";
import { formatNumber } from "../logic/format.ts";
import type { LibrarySession } from "../logic/librarySession.ts";
import { t } from "../logic/texts.ts";
import { renderActions } from "../parts/action-buttons.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import type { IconName } from "../parts/icons.ts";
import type { ImageAction } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";

const actions: readonly ImageAction[] = [
  "tag",
  "tagAgain",
  "edit",
  "insert",
  "copyPath",
  "copyMarkdown",
  "reveal",
  "bookmark",
  "writeMetadata",
];

@customElement("selection-bar")
export class SelectionBar extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
        padding: 3px 8px 3px 12px;
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        background: var(--vscode-editorWidget-background);
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
      }
      .count {
        margin-right: 8px;
        font-weight: 600;
      }
      .whole {
        display: inline-flex;
        margin-left: auto;
      }
    `,
  ];

  @property({ attribute: false }) accessor session!: LibrarySession;
  @property({ type: Number }) accessor tick = 0;
  /** Clearing takes this bar away, and the keyboard must go somewhere. */
  @property({ attribute: false }) accessor onCleared: () => void = () => undefined;

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    const count = session.selection.ids.size;
    if (count === 0 && !session.isSelecting) return nothing;
    // one image has others like it; of several it is not clear which is meant
    const offered = count === 1 ? [...actions, "findSimilar" as const] : actions;
    return html`<div role="group" aria-label=${t("selectionLabel")}>
      <span class="count">${session.isSelecting ? t("selectingAll") : describeSelected(count)}</span>
      ${renderActions(offered, session.isTrusted, false, (action) =>
        action === "edit" ? session.editMany() : session.act(action, [...session.selection.ids]),
      )}
      <span class="whole">
        ${session.isTrusted ? this.#renderReview(count) : nothing}
        ${this.#renderWhole("checkAll", "selectionAll", () => session.selectEverything())}
        ${this.#renderWhole("invert", "selectionInvert", () => session.invertSelection())}
      </span>
      <button
        class="icon"
        title=${t("selectionClear")}
        aria-label=${t("selectionClear")}
        @click=${() => {
          session.clearSelection();
          this.onCleared();
        }}
      >
        <code-icon name="close"></code-icon>
      </button>
    </div>`;
  }

  #renderReview(count: number): TemplateResult {
    const label = t("reviewSelected", formatNumber(count));
    return html`<button class="plain" title=${label} @click=${() => this.session.review()}>
      <code-icon name="review"></code-icon>${t("reviewTitle")}
    </button>`;
  }

  /** A change of the whole selection. */
  #renderWhole(icon: IconName, label: StringKey, onClick: () => void): TemplateResult {
    return html`<button class="icon" title=${t(label)} aria-label=${t(label)} @click=${onClick}>
      <code-icon name=${icon}></code-icon>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "selection-bar": SelectionBar;
  }
}
