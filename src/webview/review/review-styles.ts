/** How the review is laid out: picture beside before and after, above them where it is narrow. */
import { css } from "lit";

export const reviewStyles = css`
  .tally {
    white-space: nowrap;
    margin: 0 6px;
  }
  .content > progress-line {
    flex: none;
  }
  .decided {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }
  .note {
    display: flex;
    gap: 6px;
    margin: 0;
  }
  footer .go {
    display: inline-flex;
    gap: 4px;
    margin-left: auto;
  }
  footer button.icon {
    border-color: var(--vscode-contrastBorder, transparent);
  }
  kbd {
    font: inherit;
    font-size: 0.85em;
    opacity: 0.9;
  }
  .end {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    flex: 1;
    padding: 16px;
    text-align: center;
    overflow-y: auto;
  }
  .end code-icon {
    font-size: 32px;
  }
  .end p {
    margin: 0;
    max-width: 420px;
    overflow-wrap: anywhere;
  }
  @media (max-width: 720px) {
    header {
      flex-wrap: wrap;
    }
    header h2 {
      flex-basis: 100%;
    }
    header .position {
      margin-left: 0;
    }
    header button {
      margin-left: auto;
    }
    footer .go {
      margin-left: 0;
    }
  }
`;
