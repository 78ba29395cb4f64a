/** Says what a query can hold: words with their signs, and filters, each with an example that a click tries. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { fieldSentence } from "../logic/facetWords.ts";
import { t } from "../logic/texts.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import { fieldHelp, fieldNames } from "../../shared/queryFields.ts";
import type { StringKey } from "../../shared/strings.ts";

const signs: readonly (readonly [example: string, StringKey])[] = [
  ["red car at night", "queryAny"],
  ['"red car"', "queryPhrase"],
  ["+car", "queryRequired"],
  ["car -night", "queryExcluded"],
  ["tag:cat OR tag:dog", "queryOr"],
  ["(cat OR dog) +sofa", "queryBrackets"],
];

@customElement("query-help")
export class QueryHelp extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        overflow: auto;
        padding: 2px 10px 8px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      h2 {
        margin: 6px 0 2px;
        font-size: 11px;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, max-content) minmax(0, 1fr);
        gap: 2px 10px;
        margin: 0;
        font-size: 12px;
      }
      dt,
      dd {
        margin: 0;
      }
      dt button.link {
        font-family: var(--vscode-editor-font-family, monospace);
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      @media (max-width: 340px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dd {
          margin: 0 0 4px 10px;
        }
      }
    `,
  ];

  /** A person wants to see what this example finds. */
  @property({ attribute: false }) accessor onExample: (search: string) => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "group");
  }

  override render(): TemplateResult {
    this.ariaLabel = t("queryHelp");
    return html`<h2>${t("queryHelpWords")}</h2>
      <dl>${signs.map(([example, key]) => this.#renderRow(example, t(key)))}</dl>
      <h2>${t("queryHelpFields")}</h2>
      <dl>${fieldNames.map((field) => this.#renderRow(fieldHelp[field].example, fieldSentence(field)))}</dl>`;
  }

  #renderRow(example: string, sentence: string): TemplateResult {
    return html`<dt><button class="link" @click=${() => this.onExample(example)}>${example}</button></dt>
      <dd>${sentence}</dd>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "query-help": QueryHelp;
  }
}
