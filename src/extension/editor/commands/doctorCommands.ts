/** The doctor's commands: check everything, show what was found with its remedies, and copy a report for others. */
import * as vscode from "vscode";
import { allChecks } from "../../core/doctor/checks.ts";
import type { Finding, RemedyAction } from "../../core/doctor/finding.ts";
import type { LastFailures } from "../../core/doctor/lastFailures.ts";
import { runChecks, type Check } from "../../core/doctor/runChecks.ts";
import { supportReport } from "../../core/doctor/supportReport.ts";
import { doctorParts, settingValues, type EditorParts } from "../doctor/doctorParts.ts";
import { pickFinding } from "../doctor/findingsPick.ts";
import type { ReportDocument } from "../doctor/reportDocument.ts";
import { confirm, offer, progressMessage } from "../messages.ts";
import type { CommandTable } from "./commandTable.ts";

/** What these commands work with. */
export interface DoctorCommandParts extends EditorParts {
  readonly report: ReportDocument;
  readonly failures: LastFailures;
}

/** What was found, and when. */
interface Examined {
  readonly findings: readonly Finding[];
  readonly at: Date;
}

export function doctorCommands(parts: DoctorCommandParts): CommandTable {
  return {
    doctor: () => consult(parts),
    copySupportReport: async () => copySupportReport(parts, await examine(parts, ({ isLast }) => !isLast)),
  };
}

async function consult(parts: DoctorCommandParts): Promise<void> {
  let examined = await examine(parts, () => true);
  for (;;) {
    const wish = await pickFinding(examined.findings, (text) => shortened(parts, text));
    switch (wish?.kind) {
      case undefined:
        return;
      case "again":
        examined = await examine(parts, () => true);
        break;
      case "support":
        return copySupportReport(parts, examined);
      case "report":
        return parts.report.show(examined.findings, examined.at);
      case "log":
        return parts.outside.log.show();
      case "remedy":
        return act(parts, wish.action);
    }
  }
}

/** Paths in the library by the name of its folder. */
function shortened({ outside }: DoctorCommandParts, text: string): string {
  const { folders } = outside.workshop.library;
  return folders.reduce(
    (short, { root, name }) => short.replaceAll(outside.doctor.join(root, "_").slice(0, -1), `${name}/`),
    text,
  );
}

/** A stop keeps what was found until then. */
async function examine(parts: DoctorCommandParts, isWanted: (check: Check) => boolean): Promise<Examined> {
  const options = progressMessage(vscode.l10n.t("Image Tagger: Doctor"));
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const checks = allChecks(doctorParts(parts)).filter(isWanted);
    let shown = 0;
    const tell = ({ done, total, waiting }: { done: number; total: number; waiting: readonly string[] }): void => {
      const increment = ((done - shown) / total) * 100;
      shown = done;
      const isTest = waiting.length === 1 && waiting[0] === "model";
      const message = isTest
        ? vscode.l10n.t("The model is shown a test picture; Cancel leaves that out")
        : vscode.l10n.t("{0} of {1} checks", done, total);
      progress.report({ increment, message });
    };
    return { findings: await runChecks(checks, tell, stop.signal), at: new Date() };
  });
}

async function copySupportReport({ outside, failures }: DoctorCommandParts, { findings }: Examined): Promise<void> {
  const { queue } = outside.workshop;
  const tasks = queue.history.failed().flatMap(({ failure }) => (failure ? [failure] : []));
  const content = supportReport({
    findings,
    settings: settingValues(outside),
    failures: [...failures.all, ...tasks],
  });
  await vscode.env.clipboard.writeText(content);
  const sentence = vscode.l10n.t("The support report is in the clipboard. It holds no names, hosts, keys or tags.");
  const look = async (): Promise<void> => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }));
  };
  offer("info", sentence, { [vscode.l10n.t("Show Report")]: look });
}

/** Does what a remedy says; whatever deletes asks before. */
async function act({ outside }: DoctorCommandParts, { id, argument }: RemedyAction): Promise<void> {
  const run = vscode.commands.executeCommand;
  switch (id) {
    case "manageTrust":
      return run("workbench.trust.manage");
    case "openFolder":
      return run("workbench.action.files.openFolder");
    case "openSettings":
      return run("workbench.action.openSettings", argument);
    case "openFile":
      return openAt(argument ?? "");
    case "removeSetAside":
      return removeSetAside(outside.doctor.removeSetAside);
    case "chooseEngine":
    case "rebuildCatalog":
    case "refresh":
    case "removeMissingRecords":
    case "setAccessKey":
    case "showLog":
      return run(`imageTagger.${id}`);
  }
}

/** `/path/to/file:line:column` */
async function openAt(place: string): Promise<void> {
  const [, file = place, line = "1", column = "1"] = /^(.*):(\d+):(\d+)$/su.exec(place) ?? [];
  const position = new vscode.Position(Number(line) - 1, Number(column) - 1);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
}

async function removeSetAside(remove: () => Promise<number>): Promise<void> {
  const yes = vscode.l10n.t("Delete");
  const question = vscode.l10n.t("Delete the damaged catalog that was set aside?");
  const detail = vscode.l10n.t("The catalog in use was made anew from the record files; nothing reads the old one.");
  if (!(await confirm(question, [detail], yes))) return;
  offer("info", vscode.l10n.t("Damaged catalogs deleted: {0}", await remove()), {});
}
