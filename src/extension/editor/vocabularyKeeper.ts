/** Keeps the vocabularies of the library folders as their files say; what is wrong with a file is shown at its place. */
import * as vscode from "vscode";
import { failureOf } from "../../shared/failures.ts";
import { folderOf } from "../core/paths.ts";
import type { LibraryFolder } from "../core/ports.ts";
import { placeInText } from "../core/tagging/commentedJson.ts";
import { vocabularyPath } from "../core/tagging/vocabulary.ts";
import { parseVocabulary } from "../core/tagging/vocabularyFile.ts";
import type { Outside } from "./outside.ts";
import { uriOf } from "./uris.ts";

/** Reads and watches; a file that cannot be used leaves the words that were read last in force. */
export class VocabularyKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #problems = vscode.languages.createDiagnosticCollection("imageTagger.vocabulary");
  #watchers: readonly vscode.Disposable[] = [];
  #folders: readonly LibraryFolder[] = [];
  /** One reading after the other: the last change of a file must be the last that is read. */
  #reading: Promise<void> = Promise.resolve();

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Answers when the files of these folders are read; others count no more. In Restricted Mode none does. */
  async follow(folders: readonly LibraryFolder[]): Promise<void> {
    const followed = vscode.workspace.isTrusted ? folders : [];
    this.#stopWatching();
    const keys = new Set(followed.map(({ key }) => key));
    for (const folder of this.#folders) if (!keys.has(folder.key)) this.#forget(folder);
    this.#folders = followed;
    this.#watchers = followed.map((folder) => this.#watcher(folder));
    await Promise.all(followed.map((folder) => this.#readSoon(folder)));
  }

  dispose(): void {
    this.#stopWatching();
    this.#folders = [];
    this.#problems.dispose();
  }

  #watcher(folder: LibraryFolder): vscode.Disposable {
    // of a folder that comes or goes with the file in it only the folder may be told
    const paths = `{${folderOf(vocabularyPath)},${vocabularyPath}}`;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(folder.root), paths);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (): void => void this.#readSoon(folder);
    watcher.onDidCreate(changed);
    watcher.onDidChange(changed);
    watcher.onDidDelete(changed);
    return watcher;
  }

  #readSoon(folder: LibraryFolder): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read(folder));
    return this.#reading;
  }

  async #read(folder: LibraryFolder): Promise<void> {
    const { log, workshop, hash } = this.#outside;
    if (!this.#folders.includes(folder)) return;
    const uri = uriOf({ folder, path: vocabularyPath });
    let text: string | undefined;
    try {
      text = await this.#outside.readText(uri.fsPath, folder.root);
    } catch (thrown) {
      return log.warn(`The tag vocabulary ${uri.fsPath} cannot be read: ${failureOf(thrown).message}`);
    }
    if (text === undefined) return this.#forget(folder);
    const reading = parseVocabulary(text, hash);
    if ("vocabulary" in reading) {
      this.#problems.delete(uri);
      return workshop.setVocabulary(folder.key, reading.vocabulary);
    }
    const { at, end, message } = reading.problem;
    const [from, to] = [placeInText(text, at), placeInText(text, end)];
    const range = new vscode.Range(from.line, from.column, to.line, to.column);
    const said = vscode.l10n.t("{0} Until then the words that were read last count.", message);
    const problem = new vscode.Diagnostic(range, said, vscode.DiagnosticSeverity.Error);
    problem.source = "Image Tagger";
    this.#problems.set(uri, [problem]);
    log.warn(`The tag vocabulary ${uri.fsPath} cannot be used (line ${from.line + 1}): ${message}`);
  }

  #forget(folder: LibraryFolder): void {
    this.#problems.delete(uriOf({ folder, path: vocabularyPath }));
    this.#outside.workshop.setVocabulary(folder.key, undefined);
  }

  #stopWatching(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = [];
  }
}
