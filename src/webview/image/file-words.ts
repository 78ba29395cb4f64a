/** What other programs wrote into the file or its sidecar, beside what the record says; a person may take it over. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fieldsOf } from "../logic/draft.ts";
import { compareWithFile, type FileWord } from "../logic/fileWords.ts";
import type { RecordEditor } from "../logic/recordEditor.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";

@customElement("file-words")
export class FileWords extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      :host([hidden]) {
        display: none;
      }
      h3 {
        margin: 0 0 4px;
        font-size: inherit;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 4px 12px;
        margin: 0;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .value {
        unicode-bidi: isolate;
        white-space: pre-line;
      }
      .note {
        margin-left: 4px;
        font-size: 12px;
      }
      button {
        display: block;
        margin: 3px 0 2px;
      }
    `,
  ];

  @property({ attribute: false }) accessor editor!: RecordEditor;
  @property({ type: Number }) accessor tick = 0;
  @property({ type: Boolean }) accessor readOnly = false;

  protected override willUpdate(): void {
    this.hidden = this.#words.length === 0;
  }

  override render(): TemplateResult | typeof nothing {
    const words = this.#words;
    if (words.length === 0) return nothing;
    return html`<h3>${t("fileTitle")}</h3>
      <dl>${words.map((word) => this.#renderWord(word))}</dl>`;
  }

  get #words(): readonly FileWord[] {
    const { draft, record } = this.editor;
    return draft && record?.file ? compareWithFile(record.file, fieldsOf(draft)) : [];
  }

  #renderWord({ label, value, note, use }: FileWord): TemplateResult {
    return html`<dt>${t(label)}</dt>
      <dd>
        <span class="value" dir="auto">${value.split("\n").map(safeText).join("\n")}</span>${
          note === undefined ? nothing : html` <span class="note quiet">${t(note)}</span>`
        }
        ${
          use && !this.readOnly
            ? html`<button class="secondary" @click=${() => this.editor.edit(use.field, use.value)}>
                ${t(use.label)}
              </button>`
            : nothing
        }
      </dd>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "file-words": FileWords;
  }
}
