/** Technical facts of an image, as far as they are known. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { describeState } from "../logic/describe.ts";
import { formatBytes, formatNumber, formatPlace, formatTime } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { baseStyles } from "../parts/styles.ts";
import type { RecordView } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";

type Fact = readonly [StringKey, string];

@customElement("record-facts")
export class RecordFacts extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0 0 4px;
        font-size: inherit;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 12px;
        margin: 0;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
    `,
  ];

  @property({ attribute: false }) accessor record: RecordView | undefined;

  override render(): TemplateResult | typeof nothing {
    if (!this.record) return nothing;
    return html`<h3>${t("factsTitle")}</h3>
      <dl>
        ${factsOf(this.record).map(
          ([key, value]) =>
            html`<dt>${t(key)}</dt>
              <dd dir="auto">${value}</dd>`,
        )}
      </dl>`;
  }
}

function factsOf(record: RecordView): readonly Fact[] {
  const { facts, file } = record;
  const [takenAt, camera, place] = [file?.takenAt, file?.camera, file?.place ?? facts?.place];
  const format = facts?.format.toUpperCase() ?? "";
  const by = record.engine === "builtin" ? t("engineBuiltin") : (record.model ?? record.engine ?? "");
  const all: readonly Fact[] = [
    ["factFile", safeText(record.path)],
    ["factState", record.stale ? t("stateAndStale", describeState(record.state)) : describeState(record.state)],
    ["factDimensions", facts ? t("factPixels", formatNumber(facts.width), formatNumber(facts.height)) : ""],
    ["factSize", formatBytes(record.size)],
    ["factFormat", facts?.frames ? t("factFrames", safeText(format), formatNumber(facts.frames)) : safeText(format)],
    ["factTaken", takenAt || facts?.takenAt ? formatTime(takenAt ?? facts?.takenAt ?? "") : ""],
    ["factModified", formatTime(record.modifiedAt)],
    ["factCamera", safeText(camera ?? facts?.camera ?? "")],
    ["factPlace", place ? formatPlace(place) : ""],
    ["factReviewed", record.reviewedAt ? formatTime(record.reviewedAt) : ""],
    ["factTagged", record.taggedAt ? t("factTaggedBy", formatTime(record.taggedAt), safeText(by)) : ""],
  ];
  return all.filter(([, value]) => value !== "");
}

declare global {
  interface HTMLElementTagNameMap {
    "record-facts": RecordFacts;
  }
}
