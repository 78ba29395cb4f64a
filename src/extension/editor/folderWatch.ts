/** Watches the library folders for changed images and record files, and tells of them in batches. */
import * as vscode from "vscode";
import { isImageName } from "../core/imageNames.ts";
import type { LibraryFolder } from "../core/ports.ts";
import { isDocumentName } from "../core/references/documents.ts";
import { commonFolder, placeIn } from "../core/roots.ts";
import { folderOf, fileNameOf } from "../core/paths.ts";

/** A pause this long ends a batch; a stream of changes is told of in between. */
const quietMs = 400;
const longestMs = 3_000;
const recordFile = /(?:^|\/)image_metadata(?:\.details)?\.json$/i;
const sidecar = /.\.xmp$/i;
const skipped = /(?:^|\/)(?:\.|node_modules\/)/;

/** Hears that something below `under` (relative, "" for the root) may have changed. */
export type FolderTouched = (folder: LibraryFolder, under: string) => void;

/** Watches until it is disposed. */
export class FolderWatch implements vscode.Disposable {
  readonly #onTouched: FolderTouched;
  readonly #onDocument: (folder: LibraryFolder) => void;
  #watchers: readonly vscode.Disposable[] = [];
  #folders: readonly LibraryFolder[] = [];
  /** Which folders were touched since the last batch, by library folder? */
  readonly #touched = new Map<LibraryFolder, Set<string>>();
  #timer: NodeJS.Timeout | undefined;
  #firstAtMs = 0;

  /** `onDocument`: a file that may name images changed, came or went. */
  constructor(onTouched: FolderTouched, onDocument: (folder: LibraryFolder) => void) {
    this.#onTouched = onTouched;
    this.#onDocument = onDocument;
  }

  /** Watches these folders from now on, and no others. */
  watch(folders: readonly LibraryFolder[]): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#folders = folders;
    this.#watchers = folders.map(({ root }) => this.#watcher(root));
  }

  /** Takes a change that is known by another way, such as a renaming in the editor. */
  take(uri: vscode.Uri): void {
    const place = uri.scheme === "file" ? placeIn(this.#folders, uri.fsPath) : undefined;
    if (!place) return;
    const touched = this.#touched.get(place.folder) ?? new Set();
    this.#touched.set(place.folder, touched.add(folderOf(place.path)));
    this.#firstAtMs ||= Date.now();
    clearTimeout(this.#timer);
    const leftMs = Math.max(0, this.#firstAtMs + longestMs - Date.now());
    this.#timer = setTimeout(() => this.#tell(), Math.min(quietMs, leftMs));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
  }

  #watcher(root: string): vscode.Disposable {
    // all files, because extensions come in any case and a deleted folder is told of by its own name alone
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(root), "**/*"));
    watcher.onDidCreate((uri) => this.#changed(uri, true));
    watcher.onDidChange((uri) => this.#changed(uri, false));
    watcher.onDidDelete((uri) => this.#changed(uri, true));
    return watcher;
  }

  #changed(uri: vscode.Uri, mayBeFolder: boolean): void {
    const place = placeIn(this.#folders, uri.fsPath);
    if (!place || skipped.test(place.path)) return;
    const name = fileNameOf(place.path);
    const isWatched = isImageName(name) || recordFile.test(place.path) || sidecar.test(name);
    if (isDocumentName(name) || (mayBeFolder && !name.includes("."))) this.#onDocument(place.folder);
    // folders seldom have a dot in their name, and most other files do
    if (isWatched || (mayBeFolder && !name.includes("."))) this.take(uri);
  }

  #tell(): void {
    this.#timer = undefined;
    this.#firstAtMs = 0;
    const batch = [...this.#touched];
    this.#touched.clear();
    // one look at all of it together: only so a picture that moved from folder to folder is recognised
    for (const [folder, paths] of batch) this.#onTouched(folder, commonFolder([...paths]));
  }
}
