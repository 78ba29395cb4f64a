/** What becomes of each image: its picture, its tags and its description before and after. */
import { html, nothing, type TemplateResult } from "lit";
import type { BatchRow } from "../../shared/batch.ts";
import { textChange } from "../logic/batchWords.ts";
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

function renderText(was: string, becomes: string): TemplateResult {
  const { start, before, after, end } = textChange(was, becomes);
  const [head, tail] = [safeText(start), safeText(end)];
  const gone = before === "" ? nothing : html`<del>${safeText(before)}</del>`;
  const come = after === "" ? nothing : html`<ins>${safeText(after)}</ins>`;
  return html`<dl>
    <dt>${t("batchBefore")}</dt>
    <dd dir="auto">${head}${gone}${tail}</dd>
    <dt>${t("batchAfter")}</dt>
    <dd dir="auto">${head}${come}${tail}</dd>
  </dl>`;
}
