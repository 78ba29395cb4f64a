/** The list below a search box; it stands in the box's own tree, since the field names its chosen line by id. */
import { css, html, nothing, type TemplateResult } from "lit";
import { t } from "../logic/texts.ts";
import type { Suggestion } from "../logic/suggestions.ts";
import type { IconName } from "./icons.ts";
import "./code-icon.ts";

export const suggestionStyles = css`
  .suggestions {
    position: absolute;
    z-index: 20;
    top: calc(100% + 1px);
    left: 0;
    right: 0;
    max-height: min(60vh, 320px);
    margin: 0;
    padding: 2px;
    overflow: auto;
    list-style: none;
    border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow);
  }
  .suggestions li {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 22px;
    padding: 0 6px;
    cursor: pointer;
  }
  .suggestions .label {
    flex: none;
    max-width: 70%;
  }
  .suggestions .detail {
    flex: 1;
    min-width: 0;
    font-size: 11px;
    opacity: 0.85;
  }
  .suggestions li:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .suggestions li[aria-selected="true"] {
    color: var(--vscode-editorSuggestWidget-selectedForeground, var(--vscode-list-activeSelectionForeground));
    background: var(--vscode-editorSuggestWidget-selectedBackground, var(--vscode-list-activeSelectionBackground));
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
`;

const icons: Readonly<Record<Suggestion["kind"], IconName>> = {
  field: "filter",
  value: "tag",
  saved: "bookmark",
  made: "history",
};

/** Which lines, which of them is chosen (-1: none), and what a click does. */
export interface SuggestionRows {
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly onTake: (suggestion: Suggestion) => void;
}

/** The list, or nothing where there is no line. */
export function renderSuggestions({ suggestions, chosen, onTake }: SuggestionRows): TemplateResult | typeof nothing {
  if (suggestions.length === 0) return nothing;
  return html`<ul class="suggestions" id="suggestions" role="listbox" aria-label=${t("searchSuggestions")}>
    ${suggestions.map(
      (suggestion, index) =>
        // pressing must not take the keyboard out of the box
        html`<li
          id=${`suggestion-${index}`}
          role="option"
          aria-selected=${index === chosen}
          title=${suggestion.label}
          @pointerdown=${(event: Event) => event.preventDefault()}
          @click=${() => onTake(suggestion)}
        >
          <code-icon name=${icons[suggestion.kind]}></code-icon>
          <span class="label line" dir="auto">${suggestion.label}</span>
          ${suggestion.detail === "" ? nothing : html`<span class="detail line" dir="auto">${suggestion.detail}</span>`}
        </li>`,
    )}
  </ul>`;
}
