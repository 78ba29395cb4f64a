/** How the parts of the search view look that the library has not. */
import { css } from "lit";

export const searchAppStyles = css`
  .top {
    padding: 8px 10px 6px;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    margin-top: 4px;
    font-size: 12px;
  }
  .bar select {
    flex: 0 1 auto;
    width: auto;
    min-width: 0;
    min-height: 22px;
    padding: 0 4px;
    font-size: 12px;
  }
  .bar .count,
  .bar .end {
    margin-inline-start: auto;
  }
  .vectors .bar {
    flex-wrap: nowrap;
    align-items: baseline;
    margin-bottom: 3px;
  }
  .vectors span {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .vectors .end {
    flex: none;
  }
  .tools {
    display: inline-flex;
  }
  .tools button.icon {
    width: 24px;
    min-height: 22px;
  }
  .panel {
    flex: none;
    max-height: 50%;
  }
  image-grid {
    /* four buttons with their frame and a gap: a name ends before them */
    --row-actions-width: 90px;
  }
  .row-actions {
    position: absolute;
    right: 4px;
    display: flex;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 3px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  .row-actions button.icon {
    width: 22px;
    min-height: 20px;
  }
`;
