/** How the image dialog is laid out: picture beside the fields, above them where it is narrow. */
import { css } from "lit";

export const imageDialogStyles = css`
  dialog {
    width: calc(100vw - 32px);
    height: calc(100vh - 32px);
    max-width: none;
    max-height: none;
    margin: 16px;
    padding: 0;
    overflow: hidden;
    outline: none;
    font: inherit;
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    box-shadow: 0 0 24px var(--vscode-widget-shadow);
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
  }
  .content {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  header,
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 4px;
    padding: 6px 8px 6px 14px;
  }
  header {
    flex-wrap: nowrap;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  footer {
    gap: 4px 6px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-size: 1.1em;
    font-weight: 600;
  }
  .position {
    white-space: nowrap;
    margin: 0 6px;
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr) clamp(300px, 34%, 420px);
    flex: 1;
    min-height: 0;
  }
  .side {
    display: flex;
    flex-direction: column;
    gap: 16px;
    min-height: 0;
    padding: 12px 14px;
    overflow-y: auto;
    border-left: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .message {
    display: flex;
    gap: 6px;
    padding: 6px 8px;
    overflow-wrap: anywhere;
    border: 1px solid var(--vscode-inputValidation-infoBorder);
    color: var(--vscode-inputValidation-infoForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-infoBackground);
  }
  .message.error {
    border-color: var(--vscode-inputValidation-errorBorder);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-errorBackground);
  }
  .message.warning {
    border-color: var(--vscode-inputValidation-warningBorder);
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-warningBackground);
  }
  .message span {
    unicode-bidi: isolate;
  }
  .working progress-line {
    margin-top: 4px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin-left: auto;
  }
  .outcome:empty {
    display: none;
  }
  .failure {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    flex: 1;
    padding: 16px;
    text-align: center;
  }
  .failure p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  @media (max-width: 720px) {
    dialog {
      width: 100vw;
      height: 100vh;
      margin: 0;
      border: none;
      border-radius: 0;
    }
    .body {
      display: block;
      overflow-y: auto;
    }
    image-preview {
      height: 42vh;
    }
    .side {
      overflow: visible;
      border-left: none;
    }
    footer {
      max-height: 40vh;
      overflow-y: auto;
    }
    .actions {
      margin-left: 0;
    }
  }
`;
