/** The fields of a record as they were and as they are now, with what differs marked by more than colour. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { RecordView } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import { describeSource } from "../logic/describe.ts";
import { tagDifferences, textDifferences, type Piece } from "../logic/differences.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import { baseStyles } from "../parts/styles.ts";

type TextField = "description" | "text" | "alt";
const labels: Readonly<Record<TextField | "tags", StringKey>> = {
  description: "fieldDescription",
  tags: "fieldTags",
  text: "fieldText",
  alt: "fieldAlt",
};

@customElement("before-after")
export class BeforeAfter extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 14px;
      }
      h3 {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        margin: 0 0 3px;
        font-size: 1em;
        font-weight: 600;
      }
      .source {
        font-size: 12px;
        font-weight: normal;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 10px;
        margin: 0;
      }
      dt {
        font-size: 12px;
      }
      dd {
        margin: 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      p {
        margin: 0;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      ins,
      del {
        padding: 0 1px;
        border-radius: 2px;
        color: inherit;
      }
      ins {
        text-decoration: underline;
        background: var(--vscode-diffEditor-insertedTextBackground, transparent);
        outline: 1px solid var(--vscode-diffEditor-insertedTextBorder, transparent);
      }
      del {
        text-decoration: line-through;
        background: var(--vscode-diffEditor-removedTextBackground, transparent);
        outline: 1px solid var(--vscode-diffEditor-removedTextBorder, transparent);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: inline-flex;
        align-items: center;
        gap: 3px;
        max-width: 100%;
        padding: 1px 8px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        border-radius: 10px;
        overflow-wrap: anywhere;
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
      }
      li.added,
      li.removed {
        color: var(--vscode-foreground);
        background: var(--vscode-diffEditor-insertedTextBackground, transparent);
        border: 1px solid currentColor;
      }
      li.removed {
        text-decoration: line-through;
        background: var(--vscode-diffEditor-removedTextBackground, transparent);
        border-style: dashed;
      }
    `,
  ];

  @property({ attribute: false }) accessor record!: RecordView;

  override render(): TemplateResult {
    return html`${this.#renderText("description")}${this.#renderTags()}${this.#renderText("text")}${this.#renderText("alt")}`;
  }

  #renderText(field: TextField): TemplateResult {
    const { former } = this.record;
    const now = shownText(this.record[field]);
    const source = this.record.sources[field];
    const before = former && shownText(former[field]);
    const isOne = before === undefined || before === now;
    const words = now === "" ? renderEmpty() : html`${now}${before === now ? renderSame() : nothing}`;
    return html`<section>
      <h3>
        ${t(labels[field])}${source ? html`<span class="source quiet line">${describeSource(source)}</span>` : nothing}
      </h3>
      ${isOne ? html`<p dir="auto">${words}</p>` : renderBoth(textDifferences(before, now), before, now)}
    </section>`;
  }

  #renderTags(): TemplateResult {
    const { former, tags } = this.record;
    const pieces = tagDifferences(former?.tags ?? tags, tags);
    return html`<section>
      <h3>${t("fieldTags")}</h3>
      ${
        pieces.length === 0
          ? html`<p>${renderEmpty()}</p>`
          : html`<ul aria-label=${t("fieldTags")}>
              ${pieces.map(({ kind, text }) => renderTag(kind, safeText(text)))}
            </ul>`
      }
    </section>`;
  }
}

/** Foreign text in its lines: what acts instead of being read is made visible. */
function shownText(text: string): string {
  return text.split("\n").map(safeText).join("\n");
}

function renderEmpty(): TemplateResult {
  return html`<span class="quiet">${t("reviewEmpty")}</span>`;
}

function renderSame(): TemplateResult {
  return html` <span class="quiet">(${t("reviewSame")})</span>`;
}

/** Each of the two is read as a whole; what the other one lacks is marked in it. */
function renderBoth(pieces: readonly Piece[], before: string, now: string): TemplateResult {
  const only = (left: Piece["kind"]): unknown =>
    pieces.map(({ kind, text, before: earlier = text }) => {
      if (kind === left) return nothing;
      if (kind === "same") return left === "added" ? earlier : text;
      return renderMark(kind, text);
    });
  return html`<dl>
    <dt class="quiet">${t("reviewBefore")}</dt>
    <dd dir="auto">${before === "" ? renderEmpty() : only("added")}</dd>
    <dt class="quiet">${t("reviewNow")}</dt>
    <dd dir="auto">${now === "" ? renderEmpty() : only("removed")}</dd>
  </dl>`;
}

/** The blanks around a word are not marked with it. */
function renderMark(kind: "added" | "removed", text: string): TemplateResult {
  const [, lead = "", words = "", trail = ""] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return kind === "added" ? html`${lead}<ins>${words}</ins>${trail}` : html`${lead}<del>${words}</del>${trail}`;
}

function renderTag(kind: Piece["kind"], tag: string): TemplateResult {
  if (kind === "same") return html`<li><span dir="auto">${tag}</span></li>`;
  const label = t(kind === "added" ? "reviewAdded" : "reviewRemoved", tag);
  return html`<li class=${kind}>
    <span aria-hidden="true">${kind === "added" ? "+" : "−"} <bdi>${tag}</bdi></span
    ><span class="hidden-text">${label}</span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "before-after": BeforeAfter;
  }
}
