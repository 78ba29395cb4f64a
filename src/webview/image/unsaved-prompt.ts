/** The question before unsaved edits would be left: save, discard, or keep editing. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { UnsavedQuestion } from "../logic/recordEditor.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";

@customElement("unsaved-prompt")
export class UnsavedPrompt extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: absolute;
        inset: 0;
        z-index: 20;
        display: flex;
        align-items: center;
        justify-content: center;
        padding: 16px;
        background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
      }
      .box {
        max-width: 440px;
        padding: 16px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 4px;
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorWidget-background);
        box-shadow: 0 4px 16px var(--vscode-widget-shadow);
      }
      h3 {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0 0 8px;
        font-size: 1.1em;
        font-weight: 600;
      }
      h3 code-icon {
        color: var(--vscode-editorWarning-foreground);
      }
      p {
        margin: 0 0 14px;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) accessor question!: UnsavedQuestion;
  @property() accessor name = "";
  @property({ attribute: false }) accessor onAnswer: (answer: "save" | "discard" | "keep") => void = () => undefined;
  @query("button") private accessor first!: HTMLElement;

  override firstUpdated(): void {
    this.first.focus();
  }

  override render(): TemplateResult {
    const detail = t(this.question.kind === "leaving" ? "unsavedDetail" : "unsavedRestored", this.name);
    return html`<div class="box" role="alertdialog" aria-labelledby="title" aria-describedby="detail">
      <h3 id="title"><code-icon name="warning"></code-icon>${t("unsavedTitle")}</h3>
      <p id="detail">${detail}</p>
      <div class="buttons">
        <button class="primary" @click=${() => this.onAnswer("save")}>${t("unsavedSave")}</button>
        <button @click=${() => this.onAnswer("discard")}>${t("unsavedDiscard")}</button>
        <button @click=${() => this.onAnswer("keep")}>${t("unsavedKeep")}</button>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "unsaved-prompt": UnsavedPrompt;
  }
}
