/** Commands that write the bookmarks into a file, and take in those of a file. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import { bookmarkFileText, merged, readBookmarkFile, type FileProblem } from "../../core/views/bookmarkFile.ts";
import type { BookmarkStore } from "../bookmarkStore.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { tell } from "../messages.ts";
import type { CommandTable } from "./commandTable.ts";

/** What these commands work with. */
export interface BookmarkFileParts {
  readonly bookmarks: BookmarkStore;
  readonly library: LibraryKeeper;
}

const largestBytes = 5_000_000;

export function bookmarkFileCommands(parts: BookmarkFileParts): CommandTable {
  return { exportBookmarks: () => write(parts), importBookmarks: () => read(parts) };
}

async function write({ bookmarks, library }: BookmarkFileParts): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export Bookmarks"),
    filters: { JSON: ["json"] },
    ...(root && { defaultUri: vscode.Uri.joinPath(root, "bookmarks.json") }),
  });
  if (!uri) return;
  await library.start();
  const { list } = bookmarks;
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(bookmarkFileText(list, library.folders)));
  } catch (cause) {
    throw new ExpectedError("writeFailed", vscode.l10n.t("{0} could not be written.", uri.fsPath), { cause });
  }
  tell("info", vscode.l10n.t("{0} bookmarks were written into {1}.", list.bookmarks.length, uri.fsPath));
}

async function read({ bookmarks, library }: BookmarkFileParts): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Import Bookmarks"),
      openLabel: vscode.l10n.t("Import"),
      filters: { JSON: ["json"] },
      ...(root && { defaultUri: root }),
    })) ?? [];
  if (!uri) return;
  const text = await textOf(uri);
  await library.start();
  const found = readBookmarkFile(text, library.folders);
  const result = "kind" in found ? found : merged(bookmarks.list, found);
  if ("kind" in result) throw new ExpectedError("unreadable", problemWords(result, uri.fsPath));
  await bookmarks.change(result.list);
  tell("info", vscode.l10n.t("{0} bookmarks were added, {1} were there already.", result.added, result.known));
}

async function textOf(uri: vscode.Uri): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (cause) {
    throw new ExpectedError("unreadable", vscode.l10n.t("{0} could not be read.", uri.fsPath), { cause });
  }
  if (bytes.length > largestBytes)
    throw new ExpectedError("tooLarge", vscode.l10n.t("{0} is too large for a file of bookmarks.", uri.fsPath));
  return new TextDecoder().decode(bytes);
}

function problemWords(problem: FileProblem, file: string): string {
  switch (problem.kind) {
    case "noJson":
      return vscode.l10n.t("{0} is not valid JSON. Nothing was changed.", file);
    case "noBookmarks":
      return vscode.l10n.t("{0} holds no bookmarks of Image Tagger. Nothing was changed.", file);
    case "newer":
      return vscode.l10n.t("{0} was written by a newer version of Image Tagger. Nothing was changed.", file);
    case "wrongEntry":
      return vscode.l10n.t(
        "Bookmark {1} of {0} is not as it should be: it needs a kind, and a search or a place. Nothing was changed.",
        file,
        problem.at,
      );
    case "tooMany":
      return vscode.l10n.t("With {0} there would be more than {1} bookmarks. Nothing was changed.", file, problem.most);
  }
}
