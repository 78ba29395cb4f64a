/** How the panel looks in which results are narrowed; theme colours only. */
import { css } from "lit";

export const facetPanelStyles = css`
  :host {
    display: block;
    overflow: auto;
    scrollbar-gutter: stable;
    padding: 2px 10px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  details {
    margin-top: 4px;
  }
  summary {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 2px 0;
    font-weight: 600;
    font-size: 11px;
    list-style: none;
    cursor: pointer;
  }
  summary::before {
    content: "\\eab6";
    font: 14px/1 codicon;
  }
  details[open] > summary::before {
    content: "\\eab4";
  }
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .chosen {
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
  }
  .values {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 2px 0 4px 18px;
  }
  .values button.value {
    max-width: 100%;
    min-height: 22px;
    padding: 1px 7px;
    border-color: var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 11px;
    font-size: 12px;
  }
  .values button.value[aria-pressed="true"] {
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
  }
  .count {
    opacity: 0.85;
    font-variant-numeric: tabular-nums;
  }
  .quiet {
    padding: 4px 0;
  }
`;
