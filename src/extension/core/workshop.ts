/** The core as one whole: folders in, images tagged, records found. The editor and the command line are built on it. */
import { failureOf, type FailureData } from "../../shared/failures.ts";
import type { FileStamp, ImageRecord, RecordEdit } from "../../shared/model.ts";
import { CatalogSync } from "./catalogSync.ts";
import { RecordEditing } from "./editing/recordEditing.ts";
import { embedBetweenRuns, embedMissing, type EmbeddingProgress } from "./embedding.ts";
import { FileReading, type FileMetadataReader } from "./fileReading.ts";
import { healingCatalog } from "./healingCatalog.ts";
import { ImportedKeys } from "./importedKeys.ts";
import { Library } from "./library.ts";
import type { OtherCatalogs } from "./otherCatalogs.ts";
import { findMissing, removeMissing } from "./missingRecords.ts";
import { OtherWriters } from "./otherWriters.ts";
import type { Catalog, FolderStamps } from "./catalogPort.ts";
import type {
  Clock,
  Embedder,
  Engine,
  Hash,
  ImageRef,
  LibraryFolder,
  Log,
  Records,
  Scanner,
  Thumbnails,
} from "./ports.ts";
import type { RunEnd } from "./queue/queueRun.ts";
import type { TaskEvent } from "./queue/queueEvents.ts";
import { TaskQueue } from "./queue/taskQueue.ts";
import { reconcile, type ReconcileOptions, type ReconcileSummary } from "./reconcile.ts";
import { GoneImages, idsOfMoved } from "./reconcileParts.ts";
import { isStale, type Recipe } from "./tagging/recipe.ts";
import { SameAnswers } from "./tagging/sameAnswers.ts";
import type { Vocabulary } from "./tagging/vocabulary.ts";
import { documentOf, isSameStamp, isWithin, needsTagging, rowOf } from "./rows.ts";
import type { ScanOptions } from "./scanning.ts";

/** Everything outside that the core works with. */
export interface WorkshopParts {
  readonly scanner: Scanner;
  readonly records: Records;
  readonly catalog: Catalog;
  /** Absent where every vector is to be made. */
  readonly otherCatalogs?: OtherCatalogs;
  readonly thumbnails: Thumbnails | undefined;
  /** Absent where what other programs wrote into files is of no account. */
  readonly metadata?: FileMetadataReader;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
}

/** Library, queue, catalog and records, kept in step. */
export class Workshop {
  readonly library: Library;
  readonly queue: TaskQueue;
  readonly sync: CatalogSync;
  /** What other programs wrote into the files. */
  readonly fileReading: FileReading;
  readonly editing: RecordEditing;
  /** The catalog, which is filled again by itself where its process had to begin anew. */
  readonly catalog: Catalog;
  readonly #parts: WorkshopParts;
  /** With which stamps were the record files of each folder read last? By library folder key, then relative folder. */
  readonly #stamps = new Map<string, Map<string, string>>();
  /** Which words do the tags of each library folder have to keep to, where it says so? By library folder key. */
  readonly #vocabularies = new Map<string, Vocabulary>();
  /** The words that tags of the folder keep to. */
  readonly vocabularyOf = ({ key }: LibraryFolder): Vocabulary | undefined => this.#vocabularies.get(key);
  /** With what would images be tagged now? Undefined while nobody knows. */
  #recipe: Omit<Recipe, "vocabularyKey"> | undefined;
  #opened: Promise<void> | undefined;
  readonly #importedKeys = new ImportedKeys();
  readonly #others: OtherWriters;
  readonly #gone = new GoneImages();
  #isClosing = false;
  readonly #stop = new AbortController();

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    this.library = new Library(parts.hash);
    this.catalog = healingCatalog(parts.catalog, () => void this.#refill());
    this.sync = new CatalogSync(this.catalog, parts.log);
    this.#others = new OtherWriters(parts.records, parts.log);
    this.queue = new TaskQueue({ clock: parts.clock, image: (id) => this.library.image(id) });
    this.queue.onTask((event) => this.#onTask(event));
    this.fileReading = new FileReading(
      { ...parts, library: this.library, sync: this.sync },
      () => this.queue.isRunning,
    );
    this.editing = new RecordEditing({
      ...parts,
      library: this.library,
      fileOf: (image, signal) => this.fileReading.of(image, signal),
      take: (image, record) => this.#take(image, record, undefined, true),
      takeStamps: (stamps) => this.#takeStamps(stamps),
    });
  }

  /** Sets the library folders and loads what the catalog knows of them; a catalog that cannot be had is logged, not fatal. */
  async open(folders: readonly LibraryFolder[], signal: AbortSignal): Promise<void> {
    const before = new Set(this.library.folders.map(({ key }) => key));
    this.library.setFolders(folders);
    const now = new Set(folders.map(({ key }) => key));
    // a folder that comes back is taken as the catalog knows it then
    for (const key of before) if (!now.has(key)) this.#stamps.delete(key);
    const added = folders.filter(({ key }) => !before.has(key));
    if (added.length === 0) return;
    try {
      await (this.#opened ??= this.catalog.open(signal).then(() => undefined));
      const keys = added.map(({ key }) => key);
      this.library.put(await this.catalog.rows(keys, signal));
      for (const { folderKey, folder, stamps } of await this.catalog.folders(keys, signal))
        this.#stampsOf(folderKey).set(folder, stamps);
      await this.#parts.otherCatalogs?.announce(folders, signal);
    } catch (thrown) {
      this.#opened = undefined;
      this.#parts.log.warn(`The catalog cannot be used: ${failureOf(thrown).message}`);
    }
  }

  /** Compares a folder with the disk and takes over what changed. */
  async reconcile(folder: LibraryFolder, options: ReconcileOptions, signal: AbortSignal): Promise<ReconcileSummary> {
    const { library, sync } = this;
    const parts = { ...this.#parts, library, sync, others: this.#others, gone: this.#gone };
    const summary = await reconcile(folder, this.#stampsOf(folder.key), parts, options, signal);
    // what waits in the queue goes with its image
    this.queue.follow(idsOfMoved(library, folder, summary.moved));
    return summary;
  }

  /** Ids of images that plain tagging takes, in order; below a folder path if one is given. */
  idsToTag(
    engine: Engine["kind"],
    within: { readonly folderKey: string; readonly under: string } | undefined,
  ): readonly string[] {
    return this.library.inOrder().filter((id) => {
      const row = this.library.get(id);
      return row !== undefined && isWithin(row, within) && needsTagging(row, engine);
    });
  }

  /** Ids of images whose records a machine made with something else than what would be used now, in order. */
  staleIds(): readonly string[] {
    return this.library.inOrder().filter((id) => this.isStale(id));
  }

  /** True once it is known with what images are tagged: before, no record is stale. */
  get knowsRecipe(): boolean {
    return this.#recipe !== undefined;
  }

  /** True where another engine, model, prompt or vocabulary made the machine's part of the record; never while that is not known. */
  isStale(id: string): boolean {
    const row = this.library.get(id);
    if (!row || !this.#recipe) return false;
    const vocabularyKey = this.#vocabularies.get(row.folderKey)?.key ?? "";
    return isStale(row, { ...this.#recipe, vocabularyKey });
  }

  /** Says with what images are tagged from now on. Nothing is tagged again by itself: records are stale, no more. */
  setRecipe(recipe: Omit<Recipe, "vocabularyKey">): void {
    const { engine, model, promptKey } = recipe;
    const old = this.#recipe;
    if (old?.engine === engine && old.model === model && old.promptKey === promptKey) return;
    this.#recipe = { engine, model, promptKey };
    this.library.touch();
  }

  /** The words that the tags of a library folder keep to from now on; undefined for none. */
  setVocabulary(folderKey: string, vocabulary: Vocabulary | undefined): void {
    const before = this.#vocabularies.get(folderKey)?.key ?? "";
    if (vocabulary) this.#vocabularies.set(folderKey, vocabulary);
    else this.#vocabularies.delete(folderKey);
    if (before !== (vocabulary?.key ?? "")) this.library.touch();
  }

  /** Works through the queue with this engine. */
  run(engine: Engine, patienceMs: (failure: FailureData) => number): Promise<RunEnd> {
    const { records, scanner, thumbnails, clock } = this.#parts;
    const twinOf = (contentKey: string, image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined> =>
      this.#twinOf(contentKey, image, engine, signal);
    const sameAnswers = new SameAnswers();
    const releaseFolders = async (): Promise<void> => void (await this.#releaseFolders());
    const parts = { engine, records, scanner, thumbnails, clock, twinOf, sameAnswers, releaseFolders };
    return this.queue.start({ ...parts, vocabularyOf: this.vocabularyOf }, patienceMs);
  }

  /** The record of an image; undefined where nothing is known of it. */
  async record(image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined> {
    return this.#parts.records.read(image, signal);
  }

  /** Stores a person's edit; files, catalog and rows agree when this answers. */
  edit(image: ImageRef, edit: RecordEdit, signal: AbortSignal): Promise<ImageRecord> {
    return this.editing.edit(image, edit, signal);
  }

  /** Paths of images that records name and that are not there. Fails with `volumeMissing` where the folder is not reached. */
  findMissing(folder: LibraryFolder, options: ScanOptions, signal: AbortSignal): Promise<readonly string[]> {
    return findMissing(folder, options, this.#parts, signal);
  }

  /** Removes the records of these images where they are still not there; answers how many. */
  async removeMissing(
    folder: LibraryFolder,
    paths: readonly string[],
    options: ScanOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const { removed, stamps } = await removeMissing(folder, paths, options, this.#parts, signal);
    this.#takeStamps(stamps);
    return removed;
  }

  /** Gives a vector to what lacks one; answers how many. Rejects with `aborted` as soon as the queue is at work. */
  async embed(embedder: Embedder, onProgress: EmbeddingProgress, signal: AbortSignal): Promise<number> {
    return embedBetweenRuns(this.queue, signal, async (stop) => {
      await this.sync.flush();
      const { folders } = this.library;
      const keys = folders.map(({ key }) => key);
      const { otherCatalogs: others } = this.#parts;
      const former = others && { others, folders };
      const count = await embedMissing(this.catalog, embedder, keys, onProgress, stop, former);
      if (count > 0) this.sync.noteCommit();
      return count;
    });
  }

  /** Folds journals into the index files and brings the catalog up to date: called when idle. */
  async settle(): Promise<void> {
    await this.#others.recoverAll();
    const released = await this.#releaseFolders();
    if (!this.#isClosing && this.#opened) {
      const { library, sync } = this;
      const parts = { ...this.#parts, library, sync };
      await this.#importedKeys.give(parts, () => this.queue.isRunning || this.#isClosing, this.#stop.signal);
    }
    await this.sync.flush();
    if (this.#opened && (released > 0 || this.sync.hasWritten)) await this.sync.optimise();
  }

  /** Answers how many folders were given up. */
  async #releaseFolders(): Promise<number> {
    const stamps = await this.#parts.records.flush();
    this.#takeStamps(stamps);
    return stamps.length;
  }

  /** Files of our own writing are not read again. */
  #takeStamps(stamps: readonly FolderStamps[]): void {
    for (const { folderKey, folder, stamps: text } of stamps)
      if (text === "") this.#stampsOf(folderKey).delete(folder);
      else this.#stampsOf(folderKey).set(folder, text);
    this.sync.putFolders(stamps);
  }

  /** Stops the work, folds what can be folded in the time that an end has (every record is in a journal already), and ends. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stop.abort();
    await this.queue.stop();
    const stamps = await this.#parts.records.close();
    this.sync.putFolders(stamps);
    await this.sync.close();
    this.queue.dispose();
    this.library.dispose();
    await this.#parts.otherCatalogs?.close();
    if (this.#opened) await this.catalog.close();
  }

  #onTask(event: TaskEvent): void {
    if (event.type === "stored") this.#take(event.ready.image, event.record, event.ready, false);
    if (event.type !== "ended") return;
    const { image, record, ready } = event.outcome;
    if (record) this.#take(image, record, ready, true);
    else if (event.outcome.state === "failed") this.#takeFailure(image, event.outcome.failure);
  }

  /** Brings a changed record into the row, and with `toCatalog` into the catalog. */
  #take(
    image: ImageRef,
    record: ImageRecord | undefined,
    content: { readonly contentKey: string; readonly stamp: FileStamp } | undefined,
    toCatalog: boolean,
  ): void {
    const old = this.library.get(image.id);
    if (!old) return;
    const stamp = content?.stamp ?? { size: old.size, mtimeMs: old.mtimeMs };
    const found = { path: image.path, stamp, decodable: true, sidecars: old.sidecars };
    const known = old.contentKey || (isSameStamp(record?.stamp, stamp) ? record?.contentKey : undefined);
    const row = rowOf(image, found, content?.contentKey ?? known ?? "", record, this.#parts.hash, old);
    this.library.put([row]);
    if (toCatalog) this.sync.put([documentOf(row, record)]);
  }

  /** A failure that no record could keep is still shown while the program runs. */
  #takeFailure(image: ImageRef, failure: FailureData | undefined): void {
    const old = this.library.get(image.id);
    if (!old || !failure) return;
    if (failure.reason === "notFound") return this.#forget(image.id);
    this.library.put([{ ...old, state: "failed", failureReason: failure.reason, failureMessage: failure.message }]);
  }

  #forget(id: string): void {
    const [row, image] = [this.library.get(id), this.library.image(id)];
    if (row && image) this.#gone.add(image, row);
    this.library.remove([id]);
    this.sync.remove([id]);
  }

  /** Puts everything that is known into a catalog that lost it. */
  async #refill(): Promise<void> {
    this.#parts.log.warn("The catalog was lost; it is filled again from the record files.");
    for (const id of this.library.inOrder()) {
      const row = this.library.get(id);
      const image = this.library.image(id);
      if (!row || !image || this.#stop.signal.aborted) continue;
      try {
        const unread = { ...row, metadataKey: "" };
        this.library.put([unread]);
        this.sync.put([documentOf(unread, await this.#parts.records.read(image, this.#stop.signal))]);
      } catch (thrown) {
        this.#parts.log.warn(failureOf(thrown).message);
      }
    }
    void this.fileReading.run(this.#stop.signal);
    for (const [folderKey, folders] of this.#stamps)
      this.sync.putFolders([...folders].map(([folder, stamps]) => ({ folderKey, folder, stamps })));
  }

  async #twinOf(
    contentKey: string,
    image: ImageRef,
    engine: Engine,
    signal: AbortSignal,
  ): Promise<ImageRecord | undefined> {
    const row = this.library.doneWith(contentKey);
    const twin = row && this.library.image(row.id);
    if (!twin || twin.id === image.id || row.by !== engine.kind || row.model !== engine.model) return undefined;
    return this.#parts.records.read(twin, signal);
  }

  #stampsOf(folderKey: string): Map<string, string> {
    const stamps = this.#stamps.get(folderKey) ?? new Map<string, string>();
    this.#stamps.set(folderKey, stamps);
    return stamps;
  }
}
