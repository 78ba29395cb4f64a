/** The menu behind the status-bar item: what makes sense in the present state, and nothing else. */
import * as vscode from "vscode";
import type { VectorWork } from "../../core/vectorWork.ts";
import type { Outside } from "../outside.ts";
import type { CommandTable } from "./commandTable.ts";

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

export function statusMenu(outside: Outside, vectors: VectorWork): CommandTable {
  return {
    showMenu: async () => {
      const picked = await vscode.window.showQuickPick(items(outside, vectors), {
        title: vscode.l10n.t("Image Tagger"),
      });
      if (picked) await vscode.commands.executeCommand(`imageTagger.${picked.command}`);
    },
  };
}

function items({ workshop }: Outside, vectors: VectorWork): readonly MenuItem[] {
  const { queue, library } = workshop;
  const { state, pending } = queue.status();
  const isWorking = queue.isRunning;
  const making = vectors.status.state;
  const failed = library.counts().reduce((sum, count) => sum + count.failed, 0);
  const isTrusted = vscode.workspace.isTrusted;
  const item = (icon: string, label: string, command: string, description = ""): MenuItem => ({
    label: `$(${icon}) ${label}`,
    description,
    command,
  });
  const menu: (MenuItem | false)[] = [
    isWorking && state !== "stopping" && item("debug-stop", vscode.l10n.t("Stop Tagging"), "stopTagging"),
    isTrusted &&
      !isWorking &&
      pending > 0 &&
      item("play", vscode.l10n.t("Resume Tagging"), "resumeTagging", vscode.l10n.t("{0} waiting", pending)),
    isTrusted && !isWorking && item("tag", vscode.l10n.t("Tag All Untagged Images"), "tagUntagged"),
    isTrusted && item("folder", vscode.l10n.t("Tag Images in Folder…"), "tagFolder"),
    isTrusted &&
      failed > 0 &&
      item("refresh", vscode.l10n.t("Retry Failed Images"), "retryFailed", vscode.l10n.t("{0} failed", failed)),
    failed > 0 && item("warning", vscode.l10n.t("Show Failed Images"), "showFailures"),
    pending > 0 && item("clear-all", vscode.l10n.t("Clear Queue"), "clearQueue"),
    making === "working" && item("debug-stop", vscode.l10n.t("Stop Making Search Vectors"), "stopVectors"),
    isTrusted &&
      (making === "stopped" || making === "failed") &&
      item("play", vscode.l10n.t("Make Search Vectors"), "makeVectors"),
    item("library", vscode.l10n.t("Open Library"), "openLibrary"),
    item("search", vscode.l10n.t("Search Images"), "searchImages"),
    isTrusted && item("server", vscode.l10n.t("Choose Engine and Model"), "chooseEngine"),
    item("pulse", vscode.l10n.t("Doctor"), "doctor"),
    item("output", vscode.l10n.t("Show Log"), "showLog"),
  ];
  return menu.filter((entry) => entry !== false);
}
