/** How the large picture, its frame and its controls look. */
import { css } from "lit";

export const imagePreviewStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    background: color-mix(in srgb, var(--vscode-editor-background) 94%, var(--vscode-foreground));
  }
  .frame {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: hidden;
    touch-action: none;
  }
  .frame.movable {
    cursor: grab;
  }
  .frame.moving {
    cursor: grabbing;
  }
  .frame:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  img {
    position: absolute;
    top: 50%;
    left: 50%;
    max-width: none;
    user-select: none;
    background: repeating-conic-gradient(
        color-mix(in srgb, var(--vscode-foreground) 12%, transparent) 0 25%,
        transparent 0 50%
      )
      0 0 / 16px 16px;
  }
  img.sharp {
    image-rendering: pixelated;
  }
  .none {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 16px;
    text-align: center;
  }
  .none code-icon {
    width: 32px;
    height: 32px;
    font-size: 32px;
  }
  .controls {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 2px;
    padding: 2px 8px;
    border-top: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .level {
    min-width: 4em;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
`;
