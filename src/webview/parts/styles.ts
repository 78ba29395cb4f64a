/** Styles that several components share: buttons, fields and text as the editor draws them. */
import { css } from "lit";

/** Base of every component. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
    font-family: var(--vscode-font-family, system-ui, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    font-weight: var(--vscode-font-weight, normal);
    line-height: 1.4;
    color: var(--vscode-foreground);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  .line {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Buttons: primary, secondary, icon alone, and link. */
export const buttonStyles = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-height: 26px;
    padding: 3px 10px;
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 2px;
    font: inherit;
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    background: var(--vscode-button-secondaryBackground, transparent);
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover:not(:disabled) {
    background: var(--vscode-button-secondaryHoverBackground, var(--vscode-toolbar-hoverBackground));
  }
  button.primary {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }
  button.primary:hover:not(:disabled) {
    background: var(--vscode-button-hoverBackground);
  }
  button.icon,
  button.plain {
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    background: transparent;
    border-color: transparent;
  }
  button.icon {
    width: 26px;
    padding: 0;
    flex: none;
  }
  button.plain {
    padding: 3px 6px;
    color: var(--vscode-foreground);
  }
  button.icon:hover:not(:disabled),
  button.plain:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  button.link {
    min-height: 0;
    padding: 0;
    border: none;
    color: var(--vscode-textLink-foreground);
    background: transparent;
  }
  button.link:hover:not(:disabled) {
    color: var(--vscode-textLink-activeForeground);
    background: transparent;
    text-decoration: underline;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder) !important;
    outline-offset: 1px;
  }
  button.icon:focus-visible,
  button.plain:focus-visible {
    outline-offset: -1px;
  }
`;

/** Text fields, selects and check boxes. */
export const fieldStyles = css`
  input[type="text"],
  input[type="search"],
  textarea,
  select {
    width: 100%;
    min-height: 26px;
    padding: 3px 6px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
  }
  select {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  input:focus,
  textarea:focus,
  select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  input[type="search"]::-webkit-search-cancel-button {
    display: none;
  }
  input[type="checkbox"],
  input[type="range"] {
    accent-color: var(--vscode-focusBorder);
  }
  input[type="range"]:focus-visible,
  input[type="checkbox"]:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
`;
