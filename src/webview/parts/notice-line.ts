/** One line that says what did not work, with the log at hand. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../logic/texts.ts";
import "./code-icon.ts";
import { baseStyles, buttonStyles } from "./styles.ts";

@customElement("notice-line")
export class NoticeLine extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      div {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 4px 12px;
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
        background: var(--vscode-inputValidation-errorBackground);
        border-block: 1px solid var(--vscode-inputValidation-errorBorder);
      }
      span {
        flex: 1;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      button.link,
      button.icon {
        color: inherit;
      }
      button.link {
        text-decoration: underline;
      }
    `,
  ];

  @property() accessor message = "";
  @property({ attribute: false }) accessor onShowLog: () => void = () => undefined;
  @property({ attribute: false }) accessor onDismiss: () => void = () => undefined;

  override render(): TemplateResult | typeof nothing {
    if (this.message === "") return nothing;
    return html`<div role="alert">
      <code-icon name="error"></code-icon>
      <span>${this.message}</span>
      <button class="link" @click=${this.onShowLog}>${t("showLog")}</button>
      <button class="icon" title=${t("dismiss")} aria-label=${t("dismiss")} @click=${this.onDismiss}>
        <code-icon name="close"></code-icon>
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "notice-line": NoticeLine;
  }
}
