/** One icon of the editor's icon font; always decoration, the words stand in the label beside it. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icons, type IconName } from "./icons.ts";

@customElement("code-icon")
export class CodeIcon extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
      flex: none;
      width: 16px;
      height: 16px;
      font: normal normal normal 16px/1 codicon;
      text-align: center;
      user-select: none;
      -webkit-font-smoothing: antialiased;
    }
  `;

  @property() accessor name: IconName = "image";

  override connectedCallback(): void {
    super.connectedCallback();
    this.ariaHidden = "true";
  }

  override render(): TemplateResult {
    return html`${icons[this.name]}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "code-icon": CodeIcon;
  }
}
