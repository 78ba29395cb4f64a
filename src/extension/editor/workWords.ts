/** What is being done with an image now, and at what time something was, in the editor's language. */
import * as vscode from "vscode";
import type { QueueStatus } from "../../shared/model.ts";
import type { VectorStatus } from "../../shared/protocol.ts";
import { displayText } from "../core/views/displayText.ts";

/** How far the work on an image is. */
type Work = Partial<Pick<QueueStatus["current"][number], "step" | "progress" | "phase">>;

/** "Describing 45 %", "Loading the model". */
export function workWords({ step, progress = 0, phase }: Work): string {
  if (phase === "loading") return vscode.l10n.t("Loading the model");
  if (phase === "looking") return vscode.l10n.t("Looking at the image");
  if (progress === 0 || !step) return vscode.l10n.t("Getting ready");
  const percent = Math.round(progress * 100);
  if (step === "description") return vscode.l10n.t("Describing {0} %", percent);
  return step === "tags" ? vscode.l10n.t("Choosing tags {0} %", percent) : vscode.l10n.t("Reading text {0} %", percent);
}

/** How far the search vectors are, in a sentence; "" where there is nothing to tell. */
export function vectorWords({ state, made, total, failure }: VectorStatus): string {
  const [done, all] = [made.toLocaleString(vscode.env.language), total.toLocaleString(vscode.env.language)];
  if (state === "working") return vscode.l10n.t("Making search vectors: {0} of {1}", done, all);
  if (state === "stopped") return vscode.l10n.t("The making of search vectors was stopped at {0} of {1}.", done, all);
  if (state === "failed") return vscode.l10n.t("No search vectors: {0}", displayText(failure?.message ?? "", 500));
  return "";
}

/** The time of day; with the date where it was another day. */
export function timeWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  const day = isToday ? {} : ({ year: "numeric", month: "short", day: "numeric" } as const);
  return new Intl.DateTimeFormat(vscode.env.language, { ...day, ...time }).format(at);
}

/** The name of an engine as a person knows it. */
export function engineName(engine: string): string {
  const names: Readonly<Record<string, string>> = {
    ollama: "Ollama",
    openai: vscode.l10n.t("OpenAI-compatible server"),
    vscode: vscode.l10n.t("Language model of the editor"),
    builtin: vscode.l10n.t("Built-in analysis"),
  };
  return names[engine] ?? engine;
}
