/** Downloads a model to an Ollama server, with its progress shown and a way to stop and to go on. */
import * as vscode from "vscode";
import { ExpectedError, failureOf, isAbort } from "../../../shared/failures.ts";
import { displayText, messageText } from "../../core/views/displayText.ts";
import { ask, progressMessage } from "../messages.ts";
import type { ModelServer } from "../outside.ts";

/**
 * Answers when the model is there; rejects with `aborted` where the person stopped it for good. After a stop or a failure it can
 * go on: the server keeps what it has.
 */
export async function pullModel(server: ModelServer, name: string): Promise<void> {
  const goOn = vscode.l10n.t("Go On");
  const tryAgain = vscode.l10n.t("Try Again");
  for (;;) {
    try {
      return await pullOnce(server, name);
    } catch (thrown) {
      const shown = displayText(name);
      const answer = isAbort(thrown)
        ? await ask("info", vscode.l10n.t("Getting {0} was stopped. What has come is kept.", shown), goOn)
        : await ask("error", vscode.l10n.t("{0} could not be got: {1}", shown, failureOf(thrown).message), tryAgain);
      if (answer === undefined) throw new ExpectedError("aborted", "Stopped.", { cause: thrown });
    }
  }
}

async function pullOnce(server: ModelServer, name: string): Promise<void> {
  const title = vscode.l10n.t("Getting {0}", displayText(name));
  await vscode.window.withProgress(progressMessage(title), async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    let shown = 0;
    await server.pull(
      name,
      ({ status, fraction }) => {
        const percent = Math.floor((fraction ?? 0) * 100);
        const message = fraction === undefined ? messageText(status, 60) : `${percent} %`;
        progress.report({ message, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      },
      stop.signal,
    );
  });
}
