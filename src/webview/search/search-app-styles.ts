/** How the parts of the search view look that the library has not. */
import { css } from "lit";

export const searchAppStyles = css`
  .top {
    padding: 8px 10px 6px;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 10px;
    margin-top: 6px;
    font-size: 12px;
  }
  image-grid {
    /* three buttons with their frame and a gap: a name ends before them */
    --row-actions-width: 68px;
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
