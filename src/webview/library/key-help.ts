/** The keys of the library, in a dialog that `?` opens. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { keyGroups, keyNames, type KeyGroup } from "../logic/keyMap.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";

@customElement("key-help")
export class KeyHelp extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      dialog {
        width: min(900px, calc(100vw - 16px));
        max-width: none;
        max-height: calc(100vh - 16px);
        padding: 0;
        overflow: auto;
        outline: none;
        color: var(--vscode-foreground);
        background: var(--vscode-editor-background);
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 4px;
        box-shadow: 0 0 24px var(--vscode-widget-shadow);
      }
      dialog::backdrop {
        background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
      }
      header {
        position: sticky;
        top: 0;
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 6px 8px 6px 16px;
        background: var(--vscode-editor-background);
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 1.1em;
        font-weight: 600;
      }
      .groups {
        columns: 340px;
        column-gap: 24px;
        padding: 4px 16px 16px;
      }
      section {
        break-inside: avoid;
      }
      h3 {
        margin: 12px 0 4px;
        font-size: 1em;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: 4px 12px;
        align-items: baseline;
        margin: 0;
      }
      dt,
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      kbd {
        display: inline-block;
        margin: 1px 0;
        padding: 0 5px;
        white-space: nowrap;
        border: 1px solid
          var(--vscode-keybindingLabel-border, var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)));
        border-radius: 3px;
        font: inherit;
        font-size: 0.92em;
        color: var(--vscode-keybindingLabel-foreground, var(--vscode-foreground));
        background: var(--vscode-keybindingLabel-background, transparent);
      }
      @media (max-width: 340px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        dd {
          margin: 0 0 6px 12px;
        }
      }
    `,
  ];

  /** The dialog was closed; whoever opened it takes the keyboard back. */
  @property({ attribute: false }) accessor onClosed: () => void = () => undefined;
  @query("dialog") private accessor dialog!: HTMLDialogElement;

  override firstUpdated(): void {
    this.dialog.showModal();
    this.dialog.focus();
  }

  override render(): TemplateResult {
    return html`<dialog
      tabindex="-1"
      aria-label=${t("keysTitle")}
      @close=${() => this.onClosed()}
      @click=${(event: Event) => {
        if (event.target === this.dialog) this.dialog.close();
      }}
    >
      <header>
        <h2>${t("keysTitle")}</h2>
        <button class="icon" title=${t("keysClose")} aria-label=${t("keysClose")} @click=${() => this.dialog.close()}>
          <code-icon name="close"></code-icon>
        </button>
      </header>
      <div class="groups">${keyGroups.map((group) => renderGroup(group))}</div>
    </dialog>`;
  }
}

function renderGroup({ title, keys }: KeyGroup): TemplateResult {
  return html`<section>
    <h3>${t(title)}</h3>
    <dl>
      ${keys.map(
        ([combinations, meaning]) =>
          html`<dt>${combinations.map((keys, n) => html`${n > 0 ? " " : ""}<kbd>${keyNames(keys)}</kbd>`)}</dt>
            <dd>${t(meaning)}</dd>`,
      )}
    </dl>
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "key-help": KeyHelp;
  }
}
