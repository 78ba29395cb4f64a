/** The fields of a record that a person may edit, each with who wrote it. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { describeSource, describeSourceAtLength, describeTextFrom } from "../logic/describe.ts";
import { fieldsOf, isTouched, maxAltLength, type FieldName } from "../logic/draft.ts";
import type { RecordEditor } from "../logic/recordEditor.ts";
import { t } from "../logic/texts.ts";
import { baseStyles, fieldStyles } from "../parts/styles.ts";
import type { StringKey } from "../../shared/strings.ts";
import "./tag-field.ts";
import type { TagField } from "./tag-field.ts";

const labels: Readonly<Record<FieldName, StringKey>> = {
  description: "fieldDescription",
  tags: "fieldTags",
  text: "fieldText",
  alt: "fieldAlt",
};

@customElement("record-form")
export class RecordForm extends LitElement {
  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 12px;
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        margin-bottom: 3px;
      }
      label,
      .label {
        font-weight: 600;
      }
      .source,
      .origins,
      .count {
        font-size: 12px;
      }
      .source[data-unsaved] {
        color: var(--vscode-foreground);
        font-style: italic;
      }
      textarea {
        display: block;
        resize: vertical;
        field-sizing: content;
        min-height: 48px;
        max-height: 240px;
        line-height: 1.4;
      }
      .count {
        text-align: right;
      }
      .count[data-full] {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];

  @property({ attribute: false }) accessor editor!: RecordEditor;
  @property({ type: Number }) accessor tick = 0;
  @property({ type: Boolean }) accessor readOnly = false;
  @property({ attribute: false }) accessor suggest: TagField["suggest"] = () => Promise.resolve([]);
  @query("tag-field") private accessor tagField!: TagField | null;

  /** Takes a tag that is still being typed. */
  commit(): void {
    this.tagField?.commit();
  }

  override render(): TemplateResult | typeof nothing {
    const { draft, record } = this.editor;
    if (!draft || !record) return nothing;
    const fields = fieldsOf(draft);
    const altLength = fields.alt.length;
    return html`
      <div>${this.#renderHead("description")} ${this.#renderArea("description", fields.description)}</div>
      <div>
        <div class="head"><span class="label">${t("fieldTags")}</span>${this.#renderSource("tags")}</div>
        <tag-field
          label=${t("fieldTags")}
          .tags=${fields.tags}
          .savedTags=${draft.base.tags}
          .sources=${record.sources.tags ?? {}}
          ?readOnly=${this.readOnly}
          .suggest=${this.suggest}
          .onTags=${(tags: readonly string[]) => this.editor.edit("tags", tags)}
        ></tag-field>
      </div>
      <div>
        ${this.#renderHead("text")} ${this.#renderArea("text", fields.text)}
        ${this.#textOrigins === "" ? nothing : html`<div class="origins quiet" id="origins">${this.#textOrigins}</div>`}
      </div>
      <div>
        ${this.#renderHead("alt")} ${this.#renderArea("alt", fields.alt)}
        <div
          class="count quiet"
          id="count"
          ?data-full=${altLength >= maxAltLength}
          aria-label=${t("altCountLabel", altLength, maxAltLength)}
          role="note"
        >
          ${t("altCount", altLength, maxAltLength)}
        </div>
      </div>
    `;
  }

  #renderHead(field: "description" | "text" | "alt"): TemplateResult {
    return html`<div class="head"><label for=${field}>${t(labels[field])}</label>${this.#renderSource(field)}</div>`;
  }

  #renderSource(field: FieldName): unknown {
    const { draft, record } = this.editor;
    if (draft && isTouched(draft, field)) {
      return html`<span class="source" data-unsaved>${t("sourceUnsaved")}</span>`;
    }
    const source = field === "tags" ? undefined : record?.sources[field];
    if (!source) return nothing;
    return html`<span class="source quiet line" title=${describeSourceAtLength(source)}
      >${describeSource(source)}</span
    >`;
  }

  /** Whose lines these are is known only as long as nobody changes them. */
  get #textOrigins(): string {
    const { draft, record } = this.editor;
    return draft && isTouched(draft, "text") ? "" : describeTextFrom(record?.textFrom);
  }

  /** What stands below a field and says more of it. */
  #noteOf(field: FieldName): string | typeof nothing {
    if (field === "alt") return "count";
    return field === "text" && this.#textOrigins !== "" ? "origins" : nothing;
  }

  #renderArea(field: "description" | "text" | "alt", value: string): TemplateResult {
    return html`<textarea
      id=${field}
      dir="auto"
      rows="2"
      maxlength=${field === "alt" ? maxAltLength : nothing}
      aria-describedby=${this.#noteOf(field)}
      placeholder=${field === "text" && this.editor.record?.sources.text ? t("fieldTextNone") : nothing}
      ?readonly=${this.readOnly}
      .value=${value}
      @input=${(event: Event) => this.editor.edit(field, (event.target as HTMLTextAreaElement).value)}
    ></textarea>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "record-form": RecordForm;
  }
}
