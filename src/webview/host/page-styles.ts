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
`;

/** Adds the styles to the document. */
export function stylePage(): void {
  const { styleSheet } = sheet;
  if (styleSheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet];
}
