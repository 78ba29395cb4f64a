/** The command that puts tags of the Tags view into the vocabulary of a library folder. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import type { LibraryFolder } from "../../core/ports.ts";
import { placeInText } from "../../core/tagging/commentedJson.ts";
import { vocabularyPath } from "../../core/tagging/vocabulary.ts";
import { addWords, type AddedWords } from "../../core/tagging/vocabularyWords.ts";
import { displayText } from "../../core/views/displayText.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import { confirm, offer } from "../messages.ts";
import type { Outside } from "../outside.ts";
import type { TagsTree } from "../trees/tagsTree.ts";
import { uriOf } from "../uris.ts";
import type { CommandTable } from "./commandTable.ts";
import { requireTrust } from "./editCommands.ts";
import { tagsOf } from "./tagListCommands.ts";
import { pickVocabularyFolder, vocabularyToBeginWith } from "./vocabularyCommands.ts";

/** What this command works with. */
export interface VocabularyWordParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly tagsTree: TagsTree;
}

export function vocabularyWordCommands(parts: VocabularyWordParts): CommandTable {
  return {
    addTagToVocabulary: async (clicked, chosen) => {
      requireTrust();
      const words = tagsOf(parts.tagsTree, clicked, chosen).map(({ tag }) => tag);
      if (words.length === 0) return;
      await parts.library.start();
      const folder = await pickVocabularyFolder(parts.library, vscode.l10n.t("Add to Vocabulary"));
      if (folder) await add(parts, folder, words);
    },
  };
}

async function add(parts: VocabularyWordParts, folder: LibraryFolder, words: readonly string[]): Promise<void> {
  const { outside } = parts;
  const uri = uriOf({ folder, path: vocabularyPath });
  const before = await presentText(parts, folder, uri);
  if (before === undefined && !(await agreesToBegin(folder))) return;
  const result = addWords(before ?? vocabularyToBeginWith(), words, outside.hash);
  if ("problem" in result) {
    const { line } = placeInText(before ?? "", result.problem.at);
    const said = vscode.l10n.t("Line {1} of {0}: {2} Nothing was added.", uri.fsPath, line + 1, result.problem.message);
    throw new ExpectedError("unreadable", said);
  }
  const unsaved = vscode.workspace.textDocuments.find((one) => one.isDirty && one.uri.toString() === uri.toString());
  if (result.added.length > 0) {
    if (unsaved) await rewrite(unsaved, result.text);
    else await outside.storage.replace(uri.fsPath, result.text, new AbortController().signal);
  }
  offer("info", sentences(result, unsaved !== undefined).join(" "), {
    ...(result.added.length > 0 &&
      !unsaved && { [vscode.l10n.t("Undo")]: () => takeBack(parts, uri, result.text, before) }),
    [vscode.l10n.t("Open Vocabulary")]: () => vscode.window.showTextDocument(uri),
  });
}

/** The file as it is, or as somebody is just writing it; undefined where there is none. */
async function presentText(
  { outside }: VocabularyWordParts,
  folder: LibraryFolder,
  uri: vscode.Uri,
): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.isDirty && one.uri.toString() === uri.toString());
  if (open) return open.getText();
  const text = await outside.readText(uri.fsPath, folder.root);
  // read again as it is: a mark of its encoding stays too
  return text === undefined ? undefined : exactText(uri);
}

async function exactText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
}

function agreesToBegin(folder: LibraryFolder): Promise<boolean> {
  return confirm(
    vscode.l10n.t("{0} has no tag vocabulary yet. Begin one?", displayText(folder.name)),
    [vscode.l10n.t("It is a file that you can write in: {0}", vocabularyPath)],
    vscode.l10n.t("Begin Vocabulary"),
  );
}

/** Whoever has the file open and unsaved saves it, and no words of theirs are lost. */
async function rewrite(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, text);
  await vscode.workspace.applyEdit(edit);
}

/** Only what nobody wrote in since. */
async function takeBack(
  { outside }: VocabularyWordParts,
  uri: vscode.Uri,
  after: string,
  before: string | undefined,
): Promise<void> {
  if ((await exactText(uri)) !== after)
    throw new ExpectedError("fileChanged", vscode.l10n.t("{0} was changed since; it stays as it is.", uri.fsPath));
  if (before === undefined) await vscode.workspace.fs.delete(uri);
  else await outside.storage.replace(uri.fsPath, before, new AbortController().signal);
}

function sentences({ added, known, banned, unfit }: AddedWords, isUnsaved: boolean): readonly string[] {
  const named = (words: readonly string[]): string => words.map((word) => `“${displayText(word, 80)}”`).join(", ");
  const listed = known.map(({ word, as }) =>
    word === as
      ? `“${displayText(word, 80)}”`
      : vscode.l10n.t("“{0}” (as “{1}”)", displayText(word, 80), displayText(as, 80)),
  );
  return [
    ...(added.length > 0 ? [vscode.l10n.t("Added to the vocabulary: {0}.", named(added))] : []),
    ...(listed.length > 0 ? [vscode.l10n.t("In the vocabulary already: {0}.", listed.join(", "))] : []),
    ...(banned.length > 0 ? [vscode.l10n.t("Banned by the vocabulary, and not added: {0}.", named(banned))] : []),
    ...(unfit.length > 0 ? [vscode.l10n.t("No words for a vocabulary: {0}.", named(unfit))] : []),
    ...(isUnsaved && added.length > 0 ? [vscode.l10n.t("Save the file to make them count.")] : []),
  ];
}
