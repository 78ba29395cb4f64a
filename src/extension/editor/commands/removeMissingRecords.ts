/** The command that removes the records of images that are gone: told with their number per folder, and asked before. */
import * as vscode from "vscode";
import { ExpectedError, failureOf } from "../../../shared/failures.ts";
import type { LibraryFolder } from "../../core/ports.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { confirm, tell } from "../messages.ts";
import type { Outside } from "../outside.ts";
import { scanSettings } from "../settings.ts";

interface Missing {
  readonly folder: LibraryFolder;
  readonly paths: readonly string[];
}

/** Finds the records without images in all library folders, asks, and removes them. */
export async function removeMissingRecords(parts: {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
}): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new ExpectedError("notTrusted", vscode.l10n.t("Trust this workspace to edit records in it."));
  await parts.library.start();
  const missing = await findInAll(parts);
  const count = missing.reduce((sum, { paths }) => sum + paths.length, 0);
  if (count === 0) return tell("info", vscode.l10n.t("Every record has its image."));
  if (!(await isConfirmed(missing, count))) return;
  let removed = 0;
  for (const { folder, paths } of missing)
    removed += await parts.library.inTurn(() =>
      parts.outside.workshop.removeMissing(folder, paths, wholeOf(folder), never),
    );
  parts.outside.missing.forget();
  // views that show them ask again
  parts.outside.workshop.library.touch();
  tell("info", vscode.l10n.t("Records removed: {0}", removed));
}

/** A folder that is not reached keeps its records, and the others are not kept waiting. */
async function findInAll({
  outside,
  library,
}: {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
}): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  for (const folder of library.folders)
    try {
      const paths = await library.inTurn(() => outside.workshop.findMissing(folder, wholeOf(folder), never));
      if (paths.length > 0) missing.push({ folder, paths });
    } catch (thrown) {
      const { reason, message } = failureOf(thrown);
      if (reason !== "volumeMissing") throw thrown;
      tell("warning", message);
    }
  return missing;
}

async function isConfirmed(missing: readonly Missing[], count: number): Promise<boolean> {
  const remove = vscode.l10n.t("Remove Records");
  const question = vscode.l10n.t("Remove the records of missing images ({0})?", count);
  const lines = missing.map(({ folder, paths }) => `${folder.root}: ${paths.length}`);
  const warning = vscode.l10n.t(
    "Images on another branch or on a drive that is not connected count as missing as well. This cannot be undone.",
  );
  return confirm(question, [...lines, "", warning], remove);
}

const never = new AbortController().signal;

function wholeOf({ root }: LibraryFolder) {
  return { ...scanSettings(root), under: "" };
}
