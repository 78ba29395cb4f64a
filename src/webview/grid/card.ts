/** One image as an option of the grid, in as few elements as it takes: hundreds of them come and go while scrolling. */
import { html, nothing, type TemplateResult } from "lit";
import {
  describeStateAtLength,
  describeTags,
  describeWhy,
  labelOfCard,
  strengthOf,
  type CardProgress,
} from "../logic/describe.ts";
import { formatPercent } from "../logic/format.ts";
import type { Rect } from "../logic/gridLayout.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { cssProperties } from "../parts/css-properties.ts";
import { icons } from "../parts/icons.ts";
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
        ? html`<span class="name" dir="auto">${safeText(card.name)}</span>
            ${view.isRow ? renderTags(card) : renderBadge(card)} ${renderWhy(card)}${renderProgress(progress)}`
        : nothing
    }
  </div>`;
}

function renderPicture({ card, thumbnail, isBroken, onBroken }: CardView): TemplateResult {
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

function renderTags(card: GridCard): unknown {
  const tags = describeTags(card);
  return tags === "" ? nothing : html`<span class="tags" dir="auto">${tags}</span>`;
}

function renderWhy({ why }: GridCard): unknown {
  if (!why || why.length === 0) return nothing;
  const strength = strengthOf(why);
  return html`<span class="why">${describeWhy(why)}</span
    ><span class="strength" ${cssProperties({ "--strength": strength })}></span>`;
}

function renderProgress(progress: CardProgress | undefined): unknown {
  if (!progress) return nothing;
  return html`<span class="progress" ${cssProperties({ "--share": progress.percent / 100 })}></span>`;
}

function tooltipOf(card: GridCard, thumbnail: Thumbnail | undefined): string {
  const lines = [safeText(card.path), describeStateAtLength(card)];
  if (card.stale) lines.push(t("staleNote"));
  if (thumbnail?.failure) lines.push(t("thumbnailFailed", safeText(thumbnail.failure.message)));
  if (card.why && card.why.length > 0)
    lines.push(describeWhy(card.why), t("whyStrength", formatPercent(strengthOf(card.why))));
  return lines.join("\n");
}
