/** Tells VS Code the state on which menus and welcome texts depend. */
import * as vscode from "vscode";
import type { VectorWork } from "../core/vectorWork.ts";
import type { LibraryKeeper } from "./libraryKeeper.ts";
import type { Outside } from "./outside.ts";

/** Sets the keys now and whenever they change; returns the function that stops. */
export function keepContextKeys(outside: Outside, library: LibraryKeeper, vectors: VectorWork): vscode.Disposable {
  const { queue, library: rows } = outside.workshop;
  const last = new Map<string, unknown>();
  const set = (name: string, value: boolean): void => {
    if (last.get(name) === value) return;
    last.set(name, value);
    void vscode.commands.executeCommand("setContext", `imageTagger.${name}`, value);
  };
  const update = (): void => {
    const status = queue.status();
    const counts = rows.counts();
    set("hasFolders", library.hasFolders);
    set("isScanned", library.isReady);
    set("hasImages", rows.size > 0);
    set(
      "hasTagged",
      counts.some(({ tagged }) => tagged > 0),
    );
    set(
      "hasFailed",
      counts.some(({ failed }) => failed > 0),
    );
    set("isTagging", queue.isRunning && status.state !== "stopping");
    set("hasWaiting", status.pending > 0);
    set("canResume", status.pending > 0 && !queue.isRunning);
    const { state } = vectors.status;
    set("isMakingVectors", state === "working");
    set("areVectorsStopped", state === "stopped" || state === "failed");
    set("hasFailedTasks", queue.history.failedCount > 0);
    set("hasHistory", queue.history.failedCount + queue.history.doneCount > 0);
  };
  const subscription = library.onChanged(update);
  const stops = [
    rows.onChanged(update),
    queue.onStatus(update),
    vectors.onStatus(update),
    () => subscription.dispose(),
  ];
  update();
  return { dispose: () => stops.forEach((stop) => stop()) };
}
