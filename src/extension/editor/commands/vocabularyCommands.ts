/** The command that opens a library folder's vocabulary, with an example in it where there was none. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import type { LibraryFolder } from "../../core/ports.ts";
import { vocabularyPath } from "../../core/tagging/vocabulary.ts";
import { exampleVocabulary } from "../../core/tagging/vocabularyExample.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import { uriOf } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { folderOfArgument } from "./targets.ts";

/** What this command works with. */
export interface VocabularyCommandParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
}

export function vocabularyCommands(parts: VocabularyCommandParts): CommandTable {
  return { openVocabulary: (clicked) => openVocabulary(parts, clicked) };
}

async function openVocabulary({ outside, library }: VocabularyCommandParts, clicked: unknown): Promise<void> {
  await library.start();
  const place = await folderOfArgument(library, clicked);
  const folder = place?.folder ?? (await pickVocabularyFolder(library, vscode.l10n.t("Edit Tag Vocabulary")));
  if (!folder) return;
  const uri = uriOf({ folder, path: vocabularyPath });
  if (!(await exists(uri)))
    await outside.storage.replace(uri.fsPath, vocabularyToBeginWith(), new AbortController().signal);
  await vscode.window.showTextDocument(uri);
}

/** The library folder whose vocabulary a command is about: the only one, or the one that a person picks. */
export async function pickVocabularyFolder(
  { folders }: LibraryKeeper,
  title: string,
): Promise<LibraryFolder | undefined> {
  const [only] = folders;
  if (!only) throw new ExpectedError("notFound", vscode.l10n.t("Open a folder first: its vocabulary is kept in it."));
  if (folders.length === 1) return only;
  const items = folders.map((folder) => ({
    label: displayText(folder.name),
    detail: displayText(folder.root),
    folder,
  }));
  const placeHolder = vscode.l10n.t("Each folder has its own words");
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.folder;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false; // where it cannot be told, writing or opening it will say why
  }
}

/** The text of a vocabulary that says nothing yet. */
export function vocabularyToBeginWith(): string {
  return exampleVocabulary({
    tags: vscode.l10n.t("The words that tags of this folder are brought to, whatever a model proposes."),
    banned: vscode.l10n.t("Words that never become tags."),
    counts: vscode.l10n.t("How many tags an image has, as far as there is something to say."),
    strict: vscode.l10n.t("true: only the words above, and no others."),
  });
}
