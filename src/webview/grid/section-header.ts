/** What stands above a run of cards: the folder that they lie in, or how many copies of a picture they are. */
import { html, type TemplateResult } from "lit";
import { describeCopies } from "../logic/copyWords.ts";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import type { CopyView } from "../../shared/copies.ts";
import type { GridSection } from "../../shared/protocol.ts";

/** The folder's name, which leads to that folder alone, and its count. */
export function renderFolderHeader({ folder, count }: GridSection, onFolder: (folder: string) => void): TemplateResult {
  const name = folder === "" ? t("folderRoot") : safeText(folder);
  return html`<h2>
    <button title=${t("showOnlyFolder", name)} ?disabled=${folder === ""} @click=${() => onFolder(folder)}>
      <code-icon name="folder"></code-icon><span class="line" dir="auto">${name}</span>
    </button>
    <span class="quiet">${formatNumber(count)}</span>
  </h2>`;
}

/** What the copies have in common and what not; their count alone until one of them is known. */
export function renderCopiesHeader(count: number, copy: CopyView | undefined): TemplateResult {
  const { heading, details } = describeCopies(count, copy);
  return html`<h2 title=${[heading, ...details].join("\n")}>
    <span class="heading">${heading}</span>
    <span class="quiet line">${details.join(" · ")}</span>
  </h2>`;
}
