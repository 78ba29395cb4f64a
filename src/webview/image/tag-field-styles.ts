/** How chips and proposals look. */
import { css } from "lit";

export const tagFieldStyles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .chips:empty {
    display: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    max-width: 100%;
    padding-left: 6px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 2px;
    color: var(--vscode-badge-foreground);
    background: var(--vscode-badge-background);
    font-size: 12px;
    line-height: 20px;
  }
  .chip[data-by="person"],
  .chip[data-by="unsaved"] {
    box-shadow: inset 0 -2px 0 var(--vscode-focusBorder);
  }
  .chip:not(:has(button)) {
    padding-right: 6px;
  }
  .chip button.icon {
    width: 20px;
    height: 20px;
    min-height: 20px;
    color: inherit;
  }
  .chip button.icon:hover {
    background: color-mix(in srgb, currentColor 20%, transparent);
  }
  .chip code-icon {
    font-size: 13px;
  }
  .entry {
    position: relative;
  }
  #suggestions {
    position: absolute;
    z-index: 10;
    top: calc(100% + 1px);
    left: 0;
    right: 0;
    max-height: 200px;
    overflow: auto;
    margin: 0;
    padding: 2px;
    list-style: none;
    border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow);
  }
  #suggestions[hidden] {
    display: none;
  }
  #suggestions li {
    padding: 2px 6px;
    cursor: pointer;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  #suggestions li:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  #suggestions li[aria-selected="true"] {
    color: var(--vscode-editorSuggestWidget-selectedForeground, var(--vscode-list-activeSelectionForeground));
    background: var(--vscode-editorSuggestWidget-selectedBackground, var(--vscode-list-activeSelectionBackground));
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .message {
    font-size: 12px;
  }
  .message.refused {
    margin-top: 2px;
    padding: 3px 6px;
    border: 1px solid var(--vscode-inputValidation-warningBorder);
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-warningBackground);
  }
`;
