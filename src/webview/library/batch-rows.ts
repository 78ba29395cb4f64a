/** What becomes of each image: its picture, its tags and its description before and after. */
import { html, nothing, type TemplateResult } from "lit";
import type { BatchRow } from "../../shared/batch.ts";
import { textDifferences, type Piece } from "../logic/differences.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";

/** One row of the preview. */
export function renderBatchRow({ name, before, after }: BatchRow, picture: string | undefined): TemplateResult {
  return html`<li class="row">
    ${picture === undefined ? html`<code-icon class="picture" name="image"></code-icon>` : html`<img class="picture" src=${picture} alt="" />`}
    <div class="words">
      <div class="name" dir="auto">${safeText(name)}</div>
      ${before.tags.join("\n") === after.tags.join("\n") ? nothing : renderTags(before.tags, after.tags)}
      ${before.description === after.description ? nothing : renderText(before.description, after.description)}
    </div>
  </li>`;
}

function renderTags(before: readonly string[], after: readonly string[]): TemplateResult {
  const gone = before.filter((tag) => !after.includes(tag));
  return html`<div class="tags">
    ${gone.map((tag) => html`<del dir="auto"><span class="hidden-text">${t("batchRemoved")}</span>− ${safeText(tag)}</del> `)}
    ${after.map((tag) =>
      before.includes(tag)
        ? html`<span class="kept" dir="auto">${safeText(tag)}</span> `
        : html`<ins dir="auto"><span class="hidden-text">${t("batchAdded")}</span>+ ${safeText(tag)}</ins> `,
    )}
  </div>`;
}

function renderText(before: string, after: string): TemplateResult {
  const pieces = textDifferences(before, after);
  return html`<dl>
    <dt>${t("batchBefore")}</dt>
    <dd dir="auto">${pieces.map(({ kind, text }) => (kind === "added" ? nothing : marked(kind, safeText(text))))}</dd>
    <dt>${t("batchAfter")}</dt>
    <dd dir="auto">${pieces.map(({ kind, text }) => (kind === "removed" ? nothing : marked(kind, safeText(text))))}</dd>
  </dl>`;
}

function marked(kind: Piece["kind"], text: string): TemplateResult {
  if (kind === "same") return html`${text}`;
  return kind === "removed" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}
