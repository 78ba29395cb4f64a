/** The command that makes the catalog anew from the record files: can be called off, and says what it did. */
import * as vscode from "vscode";
import { ExpectedError, isAbort } from "../../../shared/failures.ts";
import type { GridLists } from "../../core/views/gridList.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { progressMessage, tell } from "../messages.ts";
import type { Outside } from "../outside.ts";

/** Rebuilds the catalog; called off, the earlier one stays. */
export async function rebuildCatalog(parts: {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly lists: GridLists;
}): Promise<void> {
  const { workshop } = parts.outside;
  // what waits in the queue is looked up among the rows, which are gone for a while
  if (workshop.queue.isRunning)
    throw new ExpectedError("invalidCall", vscode.l10n.t("Stop tagging before the catalog is made anew."));
  const title = vscode.l10n.t("Making the search catalog anew from the record files…");
  const isDone = await vscode.window.withProgress(progressMessage(title), (_progress, token) =>
    untilCancelled(token, (signal) => parts.library.rebuild(signal)),
  );
  parts.lists.forget();
  if (!isDone) return tell("info", vscode.l10n.t("The catalog is as it was before."));
  const records = [...workshop.library.rows()].filter(({ by }) => by !== "").length;
  const message = vscode.l10n.t(
    "The catalog was made anew: {0} images, {1} with records. Vectors are taken over from the one before.",
    workshop.library.size,
    records,
  );
  tell("info", message);
}

/** Answers false where it was called off. */
async function untilCancelled(
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const stop = new AbortController();
  const listening = token.onCancellationRequested(() => stop.abort());
  try {
    await work(stop.signal);
    return true;
  } catch (thrown) {
    if (isAbort(thrown) && stop.signal.aborted) return false;
    throw thrown;
  } finally {
    listening.dispose();
  }
}
