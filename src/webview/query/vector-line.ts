/** How far the search vectors are, in a line of the search view: nothing while all are there. */
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import type { ViewSession } from "../logic/viewSession.ts";
import "../parts/progress-line.ts";
import type { VectorStatus } from "../../shared/protocol.ts";

/** The line with the button that makes sense. */
export function renderVectors(session: ViewSession): TemplateResult | typeof nothing {
  const status = session.hello?.vectors;
  if (!status || status.state === "rest") return nothing;
  const { state, made, total } = status;
  const isWorking = state === "working";
  return html`<div class="vectors">
    <div class="bar links">
      <span class=${state === "failed" ? "" : "quiet"} role="status">${sentenceOf(status)}</span>
      ${
        session.isTrusted
          ? html`<button class="link end" @click=${() => session.run(isWorking ? "stopVectors" : "makeVectors")}>
              ${t(isWorking ? "vectorsStop" : "vectorsGoOn")}
            </button>`
          : nothing
      }
    </div>
    ${
      isWorking
        ? html`<progress-line .share=${total > 0 ? made / total : 0} label=${t("vectorsLabel")}></progress-line>`
        : nothing
    }
  </div>`;
}

function sentenceOf({ state, made, total, failure }: VectorStatus): string {
  if (state === "failed") return t("vectorsFailed", safeText(failure?.message ?? ""));
  return t(state === "working" ? "vectorsWorking" : "vectorsStopped", formatNumber(made), formatNumber(total));
}
