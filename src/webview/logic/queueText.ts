/** The state of the queue as words, a share, and the buttons that make sense. */
import type { QueueStatus } from "../../shared/model.ts";
import type { ViewCommand } from "../../shared/protocol.ts";
import type { StringKey } from "../../shared/strings.ts";
import { formatNumber } from "./format.ts";
import { safeText } from "./safeText.ts";
import { t } from "./texts.ts";

/** A button of the queue; disabled while what it asked for is under way. */
export interface QueueButton {
  readonly command: ViewCommand;
  readonly label: StringKey;
  readonly icon: "stop" | "play" | "refresh" | "clearAll";
  readonly isDisabled?: boolean;
}

/** What the bar shows. */
export interface QueueText {
  readonly share: number;
  readonly line: string;
  /** Set where the queue waits for something that a person may mend. */
  readonly warning?: string;
  readonly buttons: readonly QueueButton[];
}

const stop: QueueButton = { command: "stopTagging", label: "queueStop", icon: "stop" };
const resume: QueueButton = { command: "resumeTagging", label: "queueResume", icon: "play" };
const retry: QueueButton = { command: "retryFailed", label: "queueRetryFailed", icon: "refresh" };
const clear: QueueButton = { command: "clearQueue", label: "queueClear", icon: "clearAll" };

/** True where there is anything to show of the queue. */
export function isQueueShown(queue: QueueStatus): boolean {
  return queue.state !== "idle" || queue.failed > 0 || queue.pending + queue.active > 0;
}

/** Time left, told no finer than it is known. */
export function describeTimeLeft(seconds: number): string {
  if (seconds < 60) return t("queueSoon");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("queueMinutesLeft", formatNumber(minutes));
  return t("queueHoursLeft", formatNumber(Math.round(minutes / 6) / 10));
}

/** Everything that the bar shows for this status. */
export function describeQueue(queue: QueueStatus): QueueText {
  const total = queue.pending + queue.active + queue.completed + queue.failed;
  const settled = queue.completed + queue.failed;
  const underWay = queue.current.reduce((sum, { progress }) => sum + Math.min(1, Math.max(0, progress)), 0);
  const share = total === 0 ? 0 : Math.min(1, (settled + underWay) / total);
  const parts = [
    headOf(queue),
    t("queueCount", formatNumber(settled), formatNumber(total)),
    queue.state === "running" && queue.ratePerMinute !== undefined
      ? t("queueRate", formatNumber(roundedRate(queue.ratePerMinute)))
      : "",
    queue.state === "running" && queue.secondsLeft !== undefined ? describeTimeLeft(queue.secondsLeft) : "",
    queue.failed > 0
      ? queue.failed === 1
        ? t("queueFailedOne")
        : t("queueFailedMany", formatNumber(queue.failed))
      : "",
  ];
  const line = parts.filter((part) => part !== "").join(", ");
  const buttons = buttonsOf(queue);
  if (queue.state !== "paused") return { share, line, buttons };
  const why = queue.pausedBy ? t("queuePausedBecause", safeText(queue.pausedBy.message)) : t("queuePaused");
  return { share, line, buttons, warning: why };
}

function headOf(queue: QueueStatus): string {
  if (queue.state === "stopping") return t("queueStopping");
  if (queue.state === "stopped") return t("queueStopped");
  if (queue.state === "idle" && queue.pending + queue.active === 0) return t("queueDone");
  return "";
}

function buttonsOf(queue: QueueStatus): readonly QueueButton[] {
  const again = queue.failed > 0 ? [retry] : [];
  switch (queue.state) {
    case "running":
      return [stop, ...again];
    case "stopping":
      return [{ ...stop, isDisabled: true }];
    case "paused":
      return [resume, stop, ...again];
    case "stopped":
      return [...(queue.pending > 0 ? [resume] : []), ...again, clear];
    case "idle":
      return [...(queue.pending > 0 ? [resume] : []), ...again, clear];
  }
}

/** A slow model's tenths count; nobody reads them of a fast one. */
function roundedRate(perMinute: number): number {
  return perMinute < 10 ? Math.round(perMinute * 10) / 10 : Math.round(perMinute);
}
