/** Says what a person should know of the record files: a folder that cannot be written, an unreadable file and its backup. */
import * as vscode from "vscode";
import type { RecordNotice } from "../core/ports.ts";
import { offer, runDoctor, type Buttons } from "./messages.ts";
import type { Outside } from "./outside.ts";

const mostMessages = 3;

/** Each thing once until it is over, and in the log always; after a few messages only the log. */
export function sayRecordNotices({ records, log }: Outside): vscode.Disposable {
  const said = new Map<string, string>();
  const stop = records.onNotice((notice) => {
    const { reason, path, message, isOver } = notice;
    log.warn(message);
    if (isOver) {
      const wasSaid = [...said].filter(([, about]) => about === path);
      for (const [key] of wasSaid) said.delete(key);
      if (wasSaid.length > 0) offer("info", message, {});
      return;
    }
    const key = `${reason} ${path}`;
    if (said.has(key) || said.size >= mostMessages) return;
    said.set(key, path);
    offer(reason === "folderReadOnly" ? "info" : "warning", message, buttonsFor(notice, log));
  });
  return { dispose: stop };
}

function buttonsFor(notice: RecordNotice, log: Outside["log"]): Buttons {
  const showLog = { [vscode.l10n.t("Show Log")]: () => log.show() };
  if (notice.reason === "indexUnreadable")
    return { [vscode.l10n.t("Open File")]: () => openAt(notice), ...runDoctor(), ...showLog };
  return { [vscode.l10n.t("Try Again")]: () => vscode.commands.executeCommand("imageTagger.refresh"), ...showLog };
}

async function openAt({ path, line = 1 }: RecordNotice): Promise<void> {
  const place = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(place, place) });
}
