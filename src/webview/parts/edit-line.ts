/** The line that says which edit was taken back or done again. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { EditSteps } from "../logic/editSteps.ts";
import { t } from "../logic/texts.ts";
import "./code-icon.ts";
import { baseStyles, buttonStyles } from "./styles.ts";

@customElement("edit-line")
export class EditLine extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      .line-of-edit {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 2px 8px 2px 12px;
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      span {
        flex: 1;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
    `,
  ];

  @property({ attribute: false }) accessor steps!: EditSteps;
  @property({ type: Number }) accessor tick = 0;

  override render(): TemplateResult {
    const { said } = this.steps;
    return html`<div role="status">
      ${
        said === ""
          ? nothing
          : html`<div class="line-of-edit">
              <code-icon name="info"></code-icon><span>${said}</span>
              <button
                class="icon"
                title=${t("batchClose")}
                aria-label=${t("batchClose")}
                @click=${() => this.steps.dismiss()}
              >
                <code-icon name="close"></code-icon>
              </button>
            </div>`
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "edit-line": EditLine;
  }
}
