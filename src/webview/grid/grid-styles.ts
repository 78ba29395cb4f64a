/** How the scroller, its canvas and the folder headers look. */
import { css } from "lit";

export const gridStyles = css`
  /* cards of the query before: seen as such where the new ones take their time, without a flicker where they do not */
  :host([old]) {
    opacity: 0.35;
    transition: opacity 0s 150ms;
    pointer-events: none;
  }
  :host {
    display: block;
    min-height: 0;
    contain: strict;
  }
  .scroller {
    position: relative;
    height: 100%;
    overflow: auto;
    overflow-anchor: none;
    outline: none;
  }
  .canvas {
    position: relative;
    overflow: clip;
  }
  [role="listbox"] {
    position: relative;
  }
  .section {
    position: absolute;
    left: 0;
    right: 0;
    pointer-events: none;
    z-index: 1;
  }
  h2 {
    position: sticky;
    top: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    height: 30px;
    margin: 0;
    padding: 0 12px;
    font-size: 12px;
    font-weight: 600;
    pointer-events: auto;
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-contrastBorder, transparent);
  }
  h2 .quiet {
    font-weight: normal;
  }
  h2 .heading {
    flex: none;
  }
  h2 .quiet.line {
    min-width: 0;
  }
  h2 button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    padding: 2px 4px;
    margin-left: -4px;
    border: 0;
    border-radius: 2px;
    font: inherit;
    color: inherit;
    background: none;
    cursor: pointer;
  }
  h2 button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
  }
  h2 button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
`;
