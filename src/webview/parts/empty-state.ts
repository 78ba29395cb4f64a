/** What stands where there is nothing to show: what that means, and the next thing to do. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import "./code-icon.ts";
import type { IconName } from "./icons.ts";
import "./progress-line.ts";
import { baseStyles, buttonStyles } from "./styles.ts";

/** A way on from an empty state; the first is the primary one. */
export interface EmptyAction {
  readonly label: string;
  readonly run: () => void;
}

@customElement("empty-state")
export class EmptyState extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: 10px;
        height: 100%;
        padding: 16px;
        text-align: center;
        overflow-y: auto;
      }
      code-icon {
        width: 40px;
        height: 40px;
        font-size: 40px;
        color: var(--vscode-descriptionForeground);
      }
      h2 {
        margin: 0;
        font-size: 1.15em;
        font-weight: 600;
      }
      p {
        margin: 0;
        max-width: 46em;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
        margin-top: 4px;
      }
      progress-line {
        width: min(220px, 80%);
      }
    `,
  ];

  @property() accessor icon: IconName = "image";
  @property() accessor heading = "";
  @property({ attribute: false }) accessor details: readonly string[] = [];
  @property({ attribute: false }) accessor actions: readonly EmptyAction[] = [];
  @property({ type: Boolean }) accessor working = false;

  override render(): TemplateResult {
    return html`
      <code-icon name=${this.icon}></code-icon>
      <h2>${this.heading}</h2>
      ${this.details.map((detail) => html`<p class="quiet">${detail}</p>`)}
      ${this.working ? html`<progress-line label=${this.heading}></progress-line>` : nothing}
      ${
        this.actions.length > 0
          ? html`<div class="actions">
              ${this.actions.map(
                ({ label, run }, at) =>
                  html`<button class=${at === 0 ? "primary" : ""} @click=${run}>${label}</button>`,
              )}
            </div>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "empty-state": EmptyState;
  }
}
