/** Keeps the library in step with the world: which folders it has, when they are scanned, and what is done when idle. */
import * as vscode from "vscode";
import { failureOf, isAbort, throwIfAborted } from "../../shared/failures.ts";
import { folderOf, isUnder } from "../core/paths.ts";
import { ExpectedError } from "../../shared/failures.ts";
import type { ImageRef, LibraryFolder } from "../core/ports.ts";
import type { ReconcileSummary } from "../core/reconcile.ts";
import type { Move } from "../core/reconcileParts.ts";
import { placeIn, withoutNested, type RootCandidate } from "../core/roots.ts";
import { leftOutWords } from "../core/scanning.ts";
import type { Unreadable } from "../core/views/folderNodes.ts";
import { FolderWatch } from "./folderWatch.ts";
import type { Outside } from "./outside.ts";
import type { VocabularyKeeper } from "./vocabularyKeeper.ts";
import { browsedFolders, scanSettings, section, writeSetting } from "./settings.ts";

/** Images that were moved inside a library folder. */
export interface Moves {
  readonly folder: LibraryFolder;
  readonly moved: readonly Move[];
}

const mostProblemsLogged = 20;
/** Of each scan; a tree with more warnings than that says no more. */
const mostUnreadable = 500;

/** Opens, scans and watches the library folders. Nothing happens before `start`. */
export class LibraryKeeper implements vscode.Disposable {
  readonly #outside: Outside;
  readonly #vocabularies: VocabularyKeeper;
  readonly #watch: FolderWatch;
  readonly #stop = new AbortController();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #movedImages = new vscode.EventEmitter<Moves>();
  readonly #subscriptions: vscode.Disposable[] = [];
  /** Scans and settling one after the other: each would disturb the other's view of the files. */
  #chain: Promise<unknown> = Promise.resolve();
  #started: Promise<void> | undefined;
  #scans = 0;
  #unreadable: readonly Unreadable[] = [];
  #isReady = false;
  readonly onChanged = this.#changed.event;
  readonly onMoved = this.#movedImages.event;

  constructor(outside: Outside, vocabularies: VocabularyKeeper) {
    this.#outside = outside;
    this.#vocabularies = vocabularies;
    this.#watch = new FolderWatch(
      (folder, under) => void this.scan(folder, under),
      (folder) => this.#documentsChanged(folder),
    );
    this.#subscriptions.push(
      this.#watch,
      this.#changed,
      this.#movedImages,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#restart()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#restart()),
      vscode.workspace.onDidChangeConfiguration((event) => this.#reconfigured(event)),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const uri of files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])) this.#watch.take(uri);
      }),
    );
  }

  get isScanning(): boolean {
    return this.#scans > 0 || (this.#started !== undefined && !this.#isReady);
  }

  /** True once the first scan of all folders is over. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** What the last scans could not read. */
  get unreadable(): readonly Unreadable[] {
    return this.#unreadable;
  }

  /** True where there is a folder to look into, whether it was scanned yet or not. */
  get hasFolders(): boolean {
    return fileFolders().length > 0 || browsedFolders().length > 0;
  }

  get folders(): readonly LibraryFolder[] {
    return this.#outside.workshop.library.folders;
  }

  /** Opens and scans all folders once; later calls wait for the same. */
  start(): Promise<void> {
    this.#started ??= this.#open();
    return this.#started;
  }

  /** Compares everything with the disk again. */
  async refresh(): Promise<void> {
    if (!this.#started) return this.start();
    await this.#open();
  }

  /** Compares one folder and all below it with the disk. */
  scan(folder: LibraryFolder, under: string): Promise<void> {
    this.#scans++;
    this.#changed.fire();
    return this.inTurn(() => this.#reconcile(folder, under)).finally(() => {
      this.#scans--;
      this.#changed.fire();
    });
  }

  /** Runs work between scans. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#chain.then(work, work);
    this.#chain = turn.catch(() => undefined); // told to the caller; the next in turn is not concerned
    return turn;
  }

  /** The images with these ids; those that are gone are left out, and where all are, it is said. */
  imagesWith(ids: readonly string[]): readonly ImageRef[] {
    const images = ids.flatMap((id) => this.#outside.workshop.library.image(id) ?? []);
    if (images.length > 0) return images;
    throw new ExpectedError("notFound", vscode.l10n.t("This image is no longer in the library."));
  }

  /** The image at a path on the disk, looked for once more where it is not known; undefined where it is none of the library. */
  async imageAt(path: string): Promise<ImageRef | undefined> {
    await this.start();
    const { library } = this.#outside.workshop;
    const place = placeIn(library.folders, path);
    if (!place || place.path === "") return undefined;
    const { id } = library.imageAt(place.folder, place.path);
    if (!library.get(id)) await this.scan(place.folder, folderOf(place.path));
    return library.image(id);
  }

  /** Adds a folder of the user's choice to the library and waits until it is scanned. */
  async addFolder(path: string): Promise<LibraryFolder | undefined> {
    const known = placeIn(this.folders, path);
    if (known) return known.folder;
    await writeSetting("libraryFolders", [...browsedFolders(), path], "user");
    await this.refresh();
    return placeIn(this.folders, path)?.folder;
  }

  /** Takes a browsed folder out of the library; its files and records stay. */
  async removeFolder(folder: LibraryFolder): Promise<void> {
    const left = browsedFolders().filter((root) => placeIn([folder], root)?.path !== "");
    await writeSetting("libraryFolders", left, "user");
    await this.refresh();
  }

  /** Forgets all rows and reads everything again from the record files; where that is broken off, the earlier catalog is back. */
  async rebuild(signal: AbortSignal): Promise<void> {
    await this.start();
    const { workshop } = this.#outside;
    const stop = AbortSignal.any([this.#stop.signal, signal]);
    const bringBack = await this.inTurn(async () => {
      await workshop.sync.flush();
      const undo = await this.#outside.renewCatalog(stop);
      await workshop.open([], this.#stop.signal);
      return undo;
    });
    await this.#open(stop);
    if (stop.aborted && !this.#stop.signal.aborted) {
      await this.inTurn(async () => {
        await bringBack();
        await workshop.open([], this.#stop.signal);
      });
      await this.#open();
    }
    throwIfAborted(stop);
    await workshop.sync.flush();
  }

  dispose(): void {
    this.#stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #open(signal = this.#stop.signal): Promise<void> {
    const { workshop, log } = this.#outside;
    this.#scans++;
    this.#changed.fire();
    try {
      const folders = withoutNested(await this.#candidates());
      await this.inTurn(() => workshop.open(folders, this.#stop.signal));
      this.#watch.watch(folders);
      await this.#vocabularies.follow(folders);
      this.#changed.fire();
      for (const folder of folders) await this.inTurn(() => this.#reconcile(folder, "", signal));
    } catch (thrown) {
      if (!isAbort(thrown)) log.error("The library could not be opened.", thrown);
    } finally {
      this.#scans--;
      this.#isReady = true;
      this.#changed.fire();
      log.debug(`The library holds ${workshop.library.size} images.`);
    }
  }

  async #candidates(): Promise<readonly RootCandidate[]> {
    const candidates: RootCandidate[] = [];
    const named = fileFolders().map(({ uri, name }) => ({ path: uri.fsPath, name }));
    for (const { path, name } of [...named, ...browsedFolders().map((path) => ({ path, name: "" }))]) {
      try {
        const candidate = await this.#outside.rootAt(path);
        const folder = name === "" ? candidate.folder : { ...candidate.folder, name };
        candidates.push({ ...candidate, folder });
      } catch (thrown) {
        // a drive that is not plugged in; Refresh looks again
        this.#outside.log.warn(failureOf(thrown).message);
      }
    }
    return candidates;
  }

  async #reconcile(folder: LibraryFolder, under: string, signal = this.#stop.signal): Promise<void> {
    const { workshop, log } = this.#outside;
    const options = { ...scanSettings(folder.root), mayWrite: vscode.workspace.isTrusted, under };
    try {
      const summary = await workshop.reconcile(folder, options, signal);
      this.#noteUnreadable(folder, under, summary.problems);
      for (const { failure } of summary.problems.slice(0, mostProblemsLogged)) log.warn(failure.message);
      if (summary.problems.length > mostProblemsLogged)
        log.warn(`${summary.problems.length - mostProblemsLogged} more files or folders could not be read.`);
      const leftOut = leftOutWords(folder.root, summary.leftOut);
      if (leftOut !== undefined && under === "") log.info(leftOut);
      if (summary.moved.length > 0) this.#movedImages.fire({ folder, moved: summary.moved });
      const { images, added, changed, missing } = summary;
      if (added + changed + missing > 0)
        log.debug(`${folder.root}: ${images} images, ${added} new, ${changed} changed, ${missing} gone.`);
      // in the background: searches and views have what is there so far
      void this.#readFiles();
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const failure = failureOf(thrown);
      // the folder itself is gone: what is above it knows what is left
      if (failure.reason === "notFound" && under !== "") return this.#reconcile(folder, folderOf(under), signal);
      this.#noteUnreadable(folder, under, [{ path: under, failure }]);
      log.warn(failure.message);
    }
  }

  #noteUnreadable(folder: LibraryFolder, under: string, problems: ReconcileSummary["problems"]): void {
    const others = this.#unreadable.filter((one) => one.folder.key !== folder.key || !isUnder(one.path, under));
    const found = problems.slice(0, mostUnreadable);
    this.#unreadable = [...others, ...found.map(({ path, failure }) => ({ folder, path, message: failure.message }))];
  }

  async #readFiles(): Promise<void> {
    const { workshop, log } = this.#outside;
    try {
      const count = await workshop.fileReading.run(this.#stop.signal);
      if (count > 0) log.debug(`The metadata of ${count} files was read.`);
    } catch (thrown) {
      if (!isAbort(thrown)) log.error("The metadata of files could not be read.", thrown);
    }
  }

  /** Nothing is read before somebody asks in which documents images are used. */
  #documentsChanged(folder?: LibraryFolder): void {
    const { uses, workshop } = this.#outside;
    uses.changed(folder);
    if (uses.isAsked) workshop.library.touch();
  }

  #restart(): void {
    this.#outside.uses.changed();
    if (this.#started) void this.refresh();
    else this.#changed.fire();
  }

  #reconfigured(event: vscode.ConfigurationChangeEvent): void {
    const names = ["libraryFolders", "exclude", "useGitignore", "records.place"].map((name) => `${section}.${name}`);
    if ([...names, "files.exclude"].some((name) => event.affectsConfiguration(name))) this.#restart();
  }
}

/** The workspace folders that are on this machine's disk. */
function fileFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
}
