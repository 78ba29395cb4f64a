/** How the search box and the notes below it look; theme colours only. */
import { css } from "lit";

export const searchBoxStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .box {
    position: relative;
    display: flex;
    align-items: center;
  }
  input[type="search"] {
    padding-left: 26px;
    padding-right: 28px;
    text-overflow: ellipsis;
  }
  input.filled {
    padding-right: 54px;
  }
  .box > code-icon {
    position: absolute;
    left: 6px;
    color: var(--vscode-input-placeholderForeground);
    pointer-events: none;
  }
  .buttons {
    position: absolute;
    right: 1px;
    display: flex;
  }
  .buttons button.icon {
    width: 24px;
    min-height: 22px;
    height: 22px;
  }
  ul {
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
    font-size: 12px;
  }
  li {
    display: flex;
    gap: 4px;
    align-items: start;
    overflow-wrap: anywhere;
  }
  details {
    flex: 1;
    min-width: 0;
    unicode-bidi: isolate;
  }
  summary {
    cursor: pointer;
    list-style: none;
  }
  summary:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  .why {
    color: var(--vscode-textLink-foreground);
  }
  summary:hover .why {
    text-decoration: underline;
  }
  li.problem code-icon {
    color: var(--vscode-editorWarning-foreground);
  }
  li.notice code-icon {
    color: var(--vscode-editorInfo-foreground);
  }
  li.problem button.link {
    margin-inline-start: 4px;
    overflow-wrap: anywhere;
    white-space: normal;
    text-align: start;
  }
`;
