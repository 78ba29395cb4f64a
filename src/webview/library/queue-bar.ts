/** Progress of the queue: how far, how fast, what is being looked at, and the buttons that make sense. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { describeWork } from "../logic/describe.ts";
import { describeQueue, isQueueShown, type QueueButton } from "../logic/queueText.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import "../parts/code-icon.ts";
import "../parts/progress-line.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import type { QueueStatus } from "../../shared/model.ts";
import type { ViewCommand } from "../../shared/protocol.ts";

@customElement("queue-bar")
export class QueueBar extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      section {
        padding: 4px 12px 6px;
        border-block: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
        background: var(--vscode-editorWidget-background);
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 12px;
        min-height: 28px;
      }
      .current {
        flex: 1 1 200px;
        min-width: 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        margin-left: auto;
      }
      .warning {
        display: flex;
        gap: 6px;
        padding: 2px 0 4px;
        overflow-wrap: anywhere;
      }
      .warning code-icon {
        color: var(--vscode-editorWarning-foreground);
      }
    `,
  ];

  @property({ attribute: false }) accessor queue: QueueStatus | undefined;
  /** False in Restricted Mode: nothing may be asked of the queue. */
  @property({ type: Boolean }) accessor canAct = false;
  @property({ attribute: false }) accessor onCommand: (command: ViewCommand) => void = () => undefined;
  @property({ attribute: false }) accessor onVisibleFirst: () => void = () => undefined;

  override render(): TemplateResult | typeof nothing {
    const { queue } = this;
    if (!queue || !isQueueShown(queue)) return nothing;
    const { line, share, warning, buttons } = describeQueue(queue);
    return html`<section aria-label=${t("queueLabel")}>
      <progress-line .share=${share} label=${t("queueLabel")}></progress-line>
      <div class="row">
        <span>${line}</span>
        <span class="current line quiet">${this.#currentText(queue)}</span>
        ${this.canAct ? html`<span class="buttons">${this.#renderVisibleFirst(queue)} ${buttons.map((button) => this.#renderButton(button))}</span>` : nothing}
      </div>
      ${
        warning === undefined
          ? nothing
          : html`<div class="warning" role="alert"><code-icon name="warning"></code-icon><span>${warning}</span></div>`
      }
    </section>`;
  }

  #currentText(queue: QueueStatus): string {
    const lines = queue.current.map((work) => t("queueCurrent", safeText(work.path), describeWork(work)));
    return lines.join(" · ");
  }

  /** Where images wait, those that a person looks at can go before the others. */
  #renderVisibleFirst({ pending, state }: QueueStatus): TemplateResult | typeof nothing {
    if (pending === 0 || state === "stopping") return nothing;
    return html`<button class="plain" title=${t("queueVisibleFirstTitle")} @click=${() => this.onVisibleFirst()}>
      <code-icon name="first"></code-icon>${t("queueVisibleFirst")}
    </button>`;
  }

  #renderButton({ command, label, icon, isDisabled }: QueueButton): TemplateResult {
    return html`<button class="plain" ?disabled=${isDisabled ?? false} @click=${() => this.onCommand(command)}>
      <code-icon name=${icon}></code-icon>${t(label)}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "queue-bar": QueueBar;
  }
}
