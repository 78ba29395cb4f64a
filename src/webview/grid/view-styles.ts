/** How both views are laid out: bars above, and the grid or what stands in its place in all the rest. */
import { css } from "lit";

export const viewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
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
`;
