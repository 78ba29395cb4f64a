/** Downloads a model to the Ollama server, with its progress shown and a way to stop. */
import * as vscode from "vscode";
import type { ModelServer } from "../outside.ts";

/** Answers when the model is there; rejects with `aborted` when the person stopped it. */
export async function pullModel(server: ModelServer, name: string): Promise<void> {
  const title = vscode.l10n.t("Getting {0}", name);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      let shown = 0;
      await server.pull(
        name,
        ({ status, fraction }) => {
          const percent = Math.floor((fraction ?? 0) * 100);
          const message = fraction === undefined ? status.slice(0, 60) : `${percent} %`;
          // layers become known as they come, so the share may shrink for a moment
          progress.report({ message, increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        },
        stop.signal,
      );
    },
  );
}
