/** Tests a model with a known picture, keeps what came of it, and asks whether one that failed shall be used all the same. */
import * as vscode from "vscode";
import { isAbort, type Reason } from "../../../shared/failures.ts";
import type { Engine } from "../../core/ports.ts";
import type { KeptVerdict, ModelAt, ModelNotes } from "../../core/tagging/modelNotes.ts";
import { probeEngine } from "../../core/tagging/probe.ts";
import { displayText } from "../../core/views/displayText.ts";
import { confirm, progressMessage, tell } from "../messages.ts";

/** These say something of the server or of a permission, and nothing of the model. */
const notOfTheModel: ReadonlySet<Reason> = new Set<Reason>([
  "engineUnreachable",
  "engineBusy",
  "engineForbidden",
  "modelMissing",
]);

/** What the test says; it is kept. Undefined where the person stopped it. */
export async function testModel(engine: Engine, model: ModelAt, notes: ModelNotes): Promise<KeptVerdict | undefined> {
  const title = vscode.l10n.t("Testing {0} with a small picture", displayText(engine.model));
  return vscode.window.withProgress(progressMessage(title), async (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    try {
      const { kind, message, failure } = await probeEngine(engine, stop.signal);
      const verdict: KeptVerdict = { kind, message, at: new Date().toISOString() };
      if (!failure || !notOfTheModel.has(failure.reason)) notes.setVerdict(model, verdict);
      return verdict;
    } catch (thrown) {
      if (isAbort(thrown)) return undefined;
      throw thrown;
    }
  });
}

/** True where the model may be used: its test went well, now or before, or the person says so. */
export async function isTrusted(engine: Engine, model: ModelAt, notes: ModelNotes): Promise<boolean> {
  const kept = notes.verdictOf(model);
  // a doubt was told when it arose; a refusal may have had a cause that is gone
  if (kept && kept.kind !== "refused") return true;
  const useAnyway = vscode.l10n.t("Use Anyway");
  const verdict = await testModel(engine, model, notes);
  if (verdict?.kind === "good") {
    tell("info", verdict.message);
    return true;
  }
  const name = displayText(engine.model);
  const question = !verdict
    ? vscode.l10n.t("{0} was not tested. Use it all the same?", name)
    : verdict.kind === "doubtful"
      ? vscode.l10n.t("{0} may not see images well. Use it all the same?", name)
      : vscode.l10n.t("{0} failed its test. Use it all the same?", name);
  return confirm(question, verdict ? [verdict.message] : [], useAnyway);
}
