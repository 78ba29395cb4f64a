/** Styles of the page itself: the editor's defaults give the body a margin that a full-size view does not want. */
import { css } from "lit";

const sheet = css`
  html,
  body {
    height: 100%;
    margin: 0;
    padding: 0;
    overflow: hidden;
  }
  /* sliders and lists that the browser draws; on the root it would put a colour behind the page */
  body {
    color-scheme: light;
  }
  body.vscode-dark,
  body.vscode-high-contrast:not(.vscode-high-contrast-light) {
    color-scheme: dark;
  }
`;

/** Adds the styles to the document. */
export function stylePage(): void {
  const { styleSheet } = sheet;
  if (styleSheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet];
}
