/** One image as an option of the grid, in as few elements as it takes: hundreds of them come and go while scrolling. */
import { html, nothing, type TemplateResult } from "lit";
import { describeStateAtLength, describeWhy, labelOfCard, strengthOf, type CardProgress } from "../logic/describe.ts";
import { describeCopy } from "../logic/copyWords.ts";
import { formatPercent } from "../logic/format.ts";
import type { Rect } from "../logic/gridLayout.ts";
import { markedPieces, snippetPieces, type Piece } from "../logic/markedText.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { cssProperties } from "../parts/css-properties.ts";
import { icons } from "../parts/icons.ts";
import type { TextRange, Why } from "../../shared/model.ts";
import type { GridCard, GridFilter, Thumbnail } from "../../shared/protocol.ts";

/** The sign of each state and mark. */
export const stateIcons: Readonly<Record<GridFilter, string>> = {
  untagged: icons.untagged,
  tagged: icons.check,
  edited: icons.edit,
  interrupted: icons.interrupted,
  failed: icons.error,
  stale: icons.history,
};

/** Everything that one card shows. */
export interface CardView {
  readonly index: number;
  readonly total: number;
  readonly rect: Rect;
  readonly card: GridCard | undefined;
  readonly thumbnail: Thumbnail | undefined;
  readonly isBroken: boolean;
  readonly progress: CardProgress | undefined;
  readonly isSelected: boolean;
  readonly isFocusable: boolean;
  /** Buttons stand beside its name, which makes room for them. */
  readonly isActive: boolean;
  /** Rows of the side bar show the tags in words too. */
  readonly isRow: boolean;
  readonly onBroken: (uri: string) => void;
}

/** The card or row at its place. */
export function renderCard(view: CardView): TemplateResult {
  const { card, index, rect, progress } = view;
  const place = cssProperties({ transform: `translate(${rect.left}px, ${rect.top}px)` });
  const label = card ? labelOfCard(card, progress, view.isRow) : t("cardLoading");
  return html`<div
    class="card"
    ?data-active=${view.isActive}
    role="option"
    id=${`option-${index}`}
    data-index=${index}
    draggable=${card && !card.missing ? "true" : "false"}
    tabindex=${view.isFocusable ? 0 : -1}
    aria-selected=${view.isSelected}
    aria-setsize=${view.total}
    aria-posinset=${index + 1}
    aria-label=${label}
    aria-busy=${progress ? "true" : nothing}
    title=${card ? tooltipOf(card, view.thumbnail) : nothing}
    ${place}
  >
    ${renderPicture(view)}
    ${
      card
        ? html`<span class="name" dir="auto">${renderPieces(markedPieces(card.name, marksOf(card, "name")))}</span>
            ${view.isRow ? renderTags(card) : renderBadge(card)}
            ${card.copy ? renderCopy(card) : renderWhy(card)}${renderProgress(progress)}`
        : nothing
    }
  </div>`;
}

function renderPicture({ card, thumbnail, isBroken, onBroken }: CardView): TemplateResult {
  if (card?.missing) return html`<span class="picture failed" data-glyph=${icons.warning}></span>`;
  const failed = thumbnail && (thumbnail.failure !== undefined || isBroken);
  if (failed) return html`<span class="picture failed" data-glyph=${icons.error}></span>`;
  if (!card || !thumbnail?.uri) return html`<span class="picture waiting" data-glyph=${icons.image}></span>`;
  const { uri } = thumbnail;
  return html`<img
    class="picture"
    alt=""
    draggable="false"
    decoding="async"
    src=${uri}
    @error=${() => onBroken(uri)}
  />`;
}

function renderBadge({ state }: GridCard): TemplateResult {
  return html`<span class="badge" data-state=${state} data-glyph=${stateIcons[state]}></span>`;
}

/** The tags in one line; the description where there are none. */
function renderTags(card: GridCard): unknown {
  const { tags = [], description = "" } = card;
  const [text, field] = tags.length > 0 ? [tags.join(", "), "tags" as const] : [description, "description" as const];
  if (text === "") return nothing;
  return html`<span class="tags" dir="auto">${renderPieces(markedPieces(text, marksOf(card, field)))}</span>`;
}

function renderWhy(card: GridCard): unknown {
  const { why, description = "", tags = [] } = card;
  if (!why || why.length === 0) return nothing;
  const strength = strengthOf(why);
  const marks = marksOf(card, "description");
  // where the description says most, it is quoted: "description: car" would tell less
  const isQuoted = tags.length > 0 && marks.length > 0 && why.every(({ field }) => !isLabel(field));
  return html`<span class="why" dir=${isQuoted ? "auto" : nothing}
      >${isQuoted ? renderPieces(snippetPieces(description, marks)) : describeWhy(why)}</span
    ><span class="strength" ${cssProperties({ "--strength": strength })}></span>`;
}

/** Which copy it is, and its values where copies differ. */
function renderCopy(card: GridCard): TemplateResult {
  const [first, ...others] = describeCopy(card);
  if (!card.copy?.isBest) return html`<span class="copy" dir="auto">${describeCopy(card).join(" · ")}</span>`;
  return html`<span class="copy" dir="auto"><strong>${first}</strong>${others.map((value) => ` · ${value}`)}</span>`;
}

/** Fields whose marks are seen in the card's own lines. */
function isLabel(field: Why["field"]): boolean {
  return field === "tags" || field === "name";
}

function marksOf({ why = [] }: GridCard, field: Why["field"]): readonly TextRange[] {
  return why.find((reason) => reason.field === field)?.ranges ?? [];
}

function renderPieces(pieces: readonly Piece[]): unknown {
  const [only, ...others] = pieces;
  if (only && others.length === 0 && !only.isMarked) return only.text;
  return pieces.map(({ text, isMarked }) => (isMarked ? html`<mark>${text}</mark>` : text));
}

function renderProgress(progress: CardProgress | undefined): unknown {
  if (!progress) return nothing;
  return html`<span class="progress" ${cssProperties({ "--share": progress.percent / 100 })}></span>`;
}

function tooltipOf(card: GridCard, thumbnail: Thumbnail | undefined): string {
  const lines = [safeText(card.path), describeStateAtLength(card)];
  if (card.stale) lines.push(t("staleNote"));
  if (!card.missing && thumbnail?.failure) lines.push(t("thumbnailFailed", safeText(thumbnail.failure.message)));
  lines.push(...describeCopy(card));
  if (card.why && card.why.length > 0)
    lines.push(describeWhy(card.why), t("whyStrength", formatPercent(strengthOf(card.why))));
  return lines.join("\n");
}
