/** Commands on folders of the Folders view: exclude from the library, include again, reveal. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import { patternOfFolder, wordsOfPattern } from "../../core/folderPattern.ts";
import { displayText } from "../../core/views/displayText.ts";
import { allExcludePlaces, excludePlaces, patternsAt, writePatterns, type ExcludePlace } from "../excludedFolders.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { offer } from "../messages.ts";
import { section } from "../settings.ts";
import { uriOf, type Place } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { folderOfArgument } from "./targets.ts";

export function folderCommands({ library }: { readonly library: LibraryKeeper }): CommandTable {
  return {
    excludeFolder: async (clicked) => {
      const place = await folderOfArgument(library, clicked);
      if (place) await exclude(place);
    },
    includeFolders: () => include(),
    revealFolder: async (clicked) => {
      const place = await folderOfArgument(library, clicked);
      if (!place) return;
      const uri = uriOf(place);
      const isInWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
      await vscode.commands.executeCommand(isInWorkspace ? "revealInExplorer" : "revealFileInOS", uri);
    },
  };
}

/** Its records stay on the disk: included again, its images are tagged as before. */
async function exclude({ folder, path }: Place): Promise<void> {
  if (path === "")
    throw new ExpectedError(
      "invalidCall",
      vscode.l10n.t("A whole library folder cannot be excluded; close it instead."),
    );
  const places = excludePlaces(folder);
  const title = vscode.l10n.t("Exclude “{0}” from the Library", displayText(path, 100));
  const placeHolder = vscode.l10n.t("Where shall this be kept?");
  const at = places.length === 1 ? places[0] : await vscode.window.showQuickPick(places, { title, placeHolder });
  if (!at) return;
  const pattern = patternOfFolder(path);
  const before = patternsAt(at);
  await writePatterns(at, [...before.filter((one) => one !== pattern), pattern]);
  const said = vscode.l10n.t(
    "“{0}” is left out of trees and searches. Its images and records stay on the disk.",
    displayText(path, 200),
  );
  offer("info", said, {
    [vscode.l10n.t("Undo")]: () =>
      writePatterns(
        at,
        patternsAt(at).filter((one) => one !== pattern),
      ),
  });
}

interface PatternItem extends vscode.QuickPickItem {
  readonly at: ExcludePlace;
  readonly pattern: string;
}

async function include(): Promise<void> {
  const items = allExcludePlaces().flatMap((at) =>
    patternsAt(at).map((pattern): PatternItem => {
      const label = displayText(wordsOfPattern(pattern), 200);
      return { label, description: at.label, at, pattern };
    }),
  );
  if (items.length === 0) {
    const said = vscode.l10n.t("No folder is excluded by Image Tagger. VS Code's own “files.exclude” counts as well.");
    const open = (): unknown => vscode.commands.executeCommand("workbench.action.openSettings", `${section}.exclude`);
    return offer("info", said, { [vscode.l10n.t("Open Settings")]: open });
  }
  const title = vscode.l10n.t("Include Folders Again");
  const placeHolder = vscode.l10n.t("Tick what shall be in the library again, then press Enter");
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  for (const at of new Set(picked?.map((one) => one.at))) {
    const gone = new Set(picked?.filter((one) => one.at === at).map(({ pattern }) => pattern));
    await writePatterns(
      at,
      patternsAt(at).filter((pattern) => !gone.has(pattern)),
    );
  }
}
