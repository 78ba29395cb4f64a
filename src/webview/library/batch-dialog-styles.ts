/** How the dialog that edits many images looks. */
import { css } from "lit";

export const batchDialogStyles = css`
  dialog {
    width: min(1100px, calc(100vw - 16px));
    max-width: none;
    height: calc(100vh - 16px);
    max-height: 900px;
    padding: 0;
    overflow: hidden;
    outline: none;
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    box-shadow: 0 0 24px var(--vscode-widget-shadow);
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--vscode-editor-background) 60%, transparent);
  }
  .frame {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  header,
  footer {
    display: flex;
    flex-wrap: wrap;
    flex: none;
    align-items: center;
    gap: 8px;
    padding: 6px 8px 6px 16px;
  }
  header {
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  footer {
    padding: 8px 16px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  footer .said {
    flex: 1 1 160px;
    overflow-wrap: anywhere;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: 1.1em;
    font-weight: 600;
  }
  h3 {
    margin: 0 0 6px;
    font-size: 1em;
    font-weight: 600;
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    flex: 1;
    min-height: 0;
  }
  .form,
  .preview {
    min-width: 0;
    overflow: auto;
    padding: 12px 16px;
  }
  .preview {
    border-left: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  fieldset {
    min-width: 0;
    margin: 0 0 16px;
    padding: 0;
    border: none;
  }
  legend {
    padding: 0 0 4px;
    font-weight: 600;
  }
  label {
    display: block;
    margin-bottom: 6px;
  }
  label.check {
    display: flex;
    gap: 6px;
    align-items: baseline;
    margin-bottom: 2px;
    overflow-wrap: anywhere;
  }
  ul.rows {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: flex;
    gap: 10px;
    padding: 8px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
  }
  .picture {
    flex: none;
    width: 56px;
    height: 56px;
    object-fit: contain;
  }
  code-icon.picture {
    display: grid;
    place-items: center;
  }
  .words {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .name {
    font-weight: 600;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 8px;
    margin: 4px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    unicode-bidi: isolate;
  }
  .tags > * {
    margin-right: 6px;
    unicode-bidi: isolate;
  }
  del {
    text-decoration: line-through;
    color: var(--vscode-descriptionForeground);
  }
  ins {
    font-weight: 600;
    text-decoration: underline;
  }
  @media (max-width: 640px) {
    .body {
      display: block;
      overflow: auto;
    }
    .form,
    .preview {
      overflow: visible;
      padding: 10px 12px;
    }
    .preview {
      border-left: none;
      border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    }
  }
`;
