/** What an edit of many did, and what it does to a text, in words and marks. */
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

/** A text before and after, in what both begin with, what differs, and what both end with. */
export interface TextChange {
  readonly start: string;
  readonly before: string;
  readonly after: string;
  readonly end: string;
}

/** Where the two differ; whole characters, never a part of one. */
export function textChange(before: string, after: string): TextChange {
  const [a, b] = [Array.from(before), Array.from(after)];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return {
    start: a.slice(0, start).join(""),
    before: a.slice(start, a.length - end).join(""),
    after: b.slice(start, b.length - end).join(""),
    end: end > 0 ? a.slice(-end).join("") : "",
  };
}
