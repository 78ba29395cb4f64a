/** How cards and rows look; theme colours only. */
import { css } from "lit";

export const cardStyles = css`
  .card {
    position: absolute;
    top: 0;
    left: 0;
    width: var(--cell-width);
    height: var(--cell-height);
    contain: strict;
    padding: 4px 4px 0;
    border: 1px solid transparent;
    border-radius: 3px;
    cursor: pointer;
    user-select: none;
    outline: none;
  }
  .card:hover {
    background: var(--vscode-list-hoverBackground);
    color: var(--vscode-list-hoverForeground, inherit);
    border-color: var(--vscode-contrastActiveBorder, transparent);
    border-style: dashed;
  }
  .card[aria-selected="true"] {
    color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground));
    background: var(--vscode-list-inactiveSelectionBackground);
    border: 1px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .scroller:focus-within .card[aria-selected="true"] {
    color: var(--vscode-list-activeSelectionForeground);
    background: var(--vscode-list-activeSelectionBackground);
  }
  .card:focus-visible {
    border: 1px solid transparent;
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  .picture {
    display: flex;
    align-items: center;
    justify-content: center;
    width: 100%;
    height: calc(var(--cell-width) - 10px);
    object-fit: contain;
    border-radius: 2px;
  }
  span.picture {
    background: color-mix(in srgb, var(--vscode-foreground) 7%, transparent);
  }
  .picture.failed::before,
  .picture.waiting::before {
    content: attr(data-glyph);
    font: 24px/1 codicon;
    color: var(--vscode-errorForeground);
  }
  .picture.waiting::before {
    color: var(--vscode-disabledForeground);
  }
  .name {
    display: block;
    height: 20px;
    padding: 0 20px 0 1px;
    line-height: 20px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 12px;
  }
  .badge {
    position: absolute;
    top: calc(var(--cell-width) - 5px);
    right: 4px;
    font: 14px/18px codicon;
    color: var(--vscode-descriptionForeground);
  }
  .badge::before {
    content: attr(data-glyph);
  }
  .badge[data-state="failed"] {
    color: var(--vscode-errorForeground);
  }
  .badge[data-state="interrupted"] {
    color: var(--vscode-editorWarning-foreground);
  }
  .badge[data-state="tagged"] {
    color: var(--vscode-charts-green);
  }
  .badge[data-state="edited"] {
    color: var(--vscode-editorInfo-foreground);
  }
  .scroller:focus-within .card[aria-selected="true"] .badge {
    color: inherit;
  }
  .progress {
    position: absolute;
    left: 4px;
    right: 4px;
    top: calc(var(--cell-width) - 9px);
    height: 4px;
    background: linear-gradient(var(--vscode-progressBar-background) 0 0) 0 0 / calc(var(--share) * 100%) 100% no-repeat
      color-mix(in srgb, var(--vscode-editor-background) 75%, var(--vscode-foreground));
  }
  .why {
    display: -webkit-box;
    height: 30px;
    margin: 1px 1px 2px;
    line-height: 15px;
    font-size: 11px;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--vscode-descriptionForeground);
  }
  .copy {
    display: -webkit-box;
    height: 45px;
    margin: 1px 1px 4px;
    line-height: 15px;
    font-size: 11px;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    color: var(--vscode-descriptionForeground);
  }
  .copy strong {
    color: var(--vscode-foreground);
  }
  .card:hover .copy,
  .card:hover .copy strong,
  .card[aria-selected="true"] .copy,
  .card[aria-selected="true"] .copy strong,
  .card:hover .why,
  .card:hover .tags,
  .card[aria-selected="true"] .why,
  .card[aria-selected="true"] .tags {
    color: inherit;
  }
  mark {
    color: inherit;
    background: var(--vscode-editor-findMatchHighlightBackground, transparent);
    border-radius: 2px;
    outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent);
    outline-offset: -1px;
    font-weight: 600;
  }
  .strength {
    display: block;
    width: 100%;
    height: 2px;
    background: linear-gradient(var(--vscode-charts-blue, var(--vscode-progressBar-background)) 0 0) 0 0 /
      calc(var(--strength) * 100%) 100% no-repeat color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
  }

  .rows .card {
    border-radius: 0;
    padding: 6px 8px 6px 76px;
  }
  .rows .picture {
    position: absolute;
    top: 6px;
    left: 8px;
    width: 60px;
    height: 60px;
  }
  .rows .name {
    padding: 0;
    font-size: 13px;
  }
  .rows .card[data-active] .name {
    padding-right: var(--row-actions-width, 0);
  }
  .rows .tags {
    display: block;
    height: 17px;
    line-height: 17px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 12px;
    color: var(--vscode-descriptionForeground);
  }
  .rows .why {
    display: block;
    height: 17px;
    margin: 0;
    line-height: 17px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rows .strength {
    margin-top: 2px;
    width: min(100%, 120px);
  }
  .rows .progress {
    left: 8px;
    right: auto;
    width: 60px;
    top: 62px;
  }
  @media (forced-colors: active) {
    .card[aria-selected="true"] {
      border: 2px solid Highlight;
    }
    .progress,
    .strength {
      forced-color-adjust: none;
      background-color: Canvas;
      outline: 1px solid CanvasText;
    }
  }
`;
