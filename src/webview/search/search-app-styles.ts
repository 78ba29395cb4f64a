/** How the search view is laid out. */
import { css } from "lit";

export const searchAppStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }
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
  main {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .area {
    position: relative;
    flex: 1;
    min-height: 0;
  }
  image-grid {
    height: 100%;
  }
  .turning {
    position: absolute;
    inset: 0 0 auto;
    z-index: 5;
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
