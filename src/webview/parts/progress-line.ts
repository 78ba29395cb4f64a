/** A thin bar: a known share, or work of unknown length. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { cssProperties } from "./css-properties.ts";

@customElement("progress-line")
export class ProgressLine extends LitElement {
  static override styles = css`
    :host {
      display: block;
      height: 3px;
      overflow: hidden;
      background: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
    }
    .bar {
      width: 100%;
      height: 100%;
      background: var(--vscode-progressBar-background);
      transform-origin: left;
      transition: transform 0.2s;
    }
    .bar.endless {
      width: 30%;
      animation: pass 1.6s linear infinite;
    }
    @keyframes pass {
      from {
        transform: translateX(-100%);
      }
      to {
        transform: translateX(340%);
      }
    }
    :host-context(body.vscode-reduce-motion) .bar {
      width: 100%;
      animation: none;
      transition: none;
    }
    @media (prefers-reduced-motion: reduce) {
      .bar,
      .bar.endless {
        width: 100%;
        animation: none;
        transition: none;
      }
    }
    @media (forced-colors: active) {
      :host {
        border: 1px solid CanvasText;
      }
      .bar {
        forced-color-adjust: none;
        background: Highlight;
      }
    }
  `;

  /** 0 to 1; absent where the length is not known. */
  @property({ type: Number }) accessor share: number | undefined;
  @property() accessor label = "";

  override render(): TemplateResult {
    const { share } = this;
    if (share === undefined) {
      return html`<div role="progressbar" aria-label=${this.label} class="bar endless"></div>`;
    }
    const percent = Math.round(share * 100);
    return html`<div
      role="progressbar"
      aria-label=${this.label}
      aria-valuenow=${percent}
      aria-valuemin="0"
      aria-valuemax="100"
      class="bar"
      ${cssProperties({ transform: `scaleX(${share})` })}
    ></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "progress-line": ProgressLine;
  }
}
