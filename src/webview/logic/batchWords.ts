/** What an edit of many did, in words. */
import type { BatchOutcome } from "../../shared/batch.ts";
import { formatNumber } from "./format.ts";
import { safeText } from "./safeText.ts";
import { t } from "./texts.ts";

/** What became of an edit, or of taking it back. */
export function describeOutcome(outcome: BatchOutcome, isUndone: boolean): string {
  const { changed, failed, failure, wasStopped } = outcome;
  const many = t(isUndone ? "batchUndone" : "batchDone", formatNumber(changed));
  const one = t(isUndone ? "batchUndoneOne" : "batchDoneOne");
  const why = safeText(failure?.message ?? "");
  return [
    changed === 1 ? one : many,
    ...(failed === 1 ? [t("batchFailedOne", why)] : []),
    ...(failed > 1 ? [t("batchFailed", formatNumber(failed), why)] : []),
    ...(wasStopped ? [t("batchStopped")] : []),
  ].join(" ");
}
