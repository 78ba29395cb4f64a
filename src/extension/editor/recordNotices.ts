/** Says what a person should know of the record files: a read-only folder, an unreadable file and its backup. */
import * as vscode from "vscode";
import { offer, runDoctor } from "./messages.ts";
import type { Outside } from "./outside.ts";

const mostMessages = 3;

/** Each thing once, and in the log always; after a few messages only the log. */
export function sayRecordNotices({ records, log }: Outside): vscode.Disposable {
  const said = new Set<string>();
  const stop = records.onNotice(({ reason, path, message, isOver }) => {
    log.warn(message);
    const key = `${reason} ${path} ${isOver ? "over" : ""}`;
    if (said.has(key) || said.size >= mostMessages) return;
    said.add(key);
    const level = reason === "folderReadOnly" ? "info" : "warning";
    const doctor = reason === "indexUnreadable" ? runDoctor() : {};
    offer(level, message, { ...doctor, [vscode.l10n.t("Show Log")]: () => log.show() });
  });
  return { dispose: stop };
}
