/** A person's edits, of one record or of many, and taking them back: files, catalog and rows agree when a call answers. */
import { ExpectedError, failureOf, isAbort, throwIfAborted, type FailureData } from "../../../shared/failures.ts";
import { emptyRecord, type FileMetadata, type ImageRecord, type RecordEdit } from "../../../shared/model.ts";
import type { FolderStamps } from "../catalogPort.ts";
import { contentOf, ofContent } from "../imageContent.ts";
import type { Library } from "../library.ts";
import { fileNameOf } from "../paths.ts";
import type { Clock, ImageRef, LibraryFolder, Records, Scanner } from "../ports.ts";
import { withEdit } from "../recordChanges.ts";
import { editFor, type BatchEdit } from "./batchEdit.ts";
import { EditHistory, type HistoryEntry, type RecordChanged } from "./editHistory.ts";
import { withoutLastLook } from "./rejecting.ts";
import { isSame, restored } from "./restoring.ts";

/** What editing works with. */
export interface EditingParts {
  readonly records: Records;
  readonly scanner: Scanner;
  readonly clock: Clock;
  readonly library: Library;
  /** What other programs wrote into the file: what is taken over from there is the file's. */
  readonly fileOf: (image: ImageRef, signal: AbortSignal) => Promise<FileMetadata | undefined>;
  /** Brings a changed record into the rows and the catalog; undefined: the image has none any more. */
  readonly take: (image: ImageRef, record: ImageRecord | undefined) => void;
  readonly takeStamps: (stamps: readonly FolderStamps[]) => void;
}

/** Hears how far an edit of many is. */
export type EditProgress = (done: number, total: number) => void;

/** What became of an edit of many, of an undo or a redo. */
export interface EditOutcome {
  readonly changed: readonly ImageRef[];
  /** How many already were as they should be. */
  readonly unchanged: number;
  /** Images that could not be changed, each with its reason; the others were. */
  readonly failures: readonly { readonly id: string; readonly failure: FailureData }[];
  /** It was stopped before the last image; what was changed until then stays, and can be undone. */
  readonly wasStopped: boolean;
}

const noLongerThere: FailureData = { reason: "notFound", message: "The image is no longer in the library." };

/** How one image was changed; undefined: there was nothing to change. */
type ChangeOne = (image: ImageRef) => Promise<RecordChanged | undefined>;

/** What is to become of a record, as it is when its turn comes; undefined: nothing. */
type ChangeOf = (
  record: ImageRecord,
) => ((at: string, file: FileMetadata | undefined, latest: ImageRecord) => ImageRecord) | undefined;

/** The one place through which persons change records. */
export class RecordEditing {
  readonly #parts: EditingParts;
  /** What was edited; whoever keeps it over restarts hears of it and puts it back. */
  readonly history = new EditHistory();
  readonly #listeners = new Set<(image: ImageRef) => void>();
  /** Edits of many, undo and redo come one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: EditingParts) {
    this.#parts = parts;
  }

  /** The edit that undo would take back; undefined where there is none. */
  get undoable(): HistoryEntry | undefined {
    return this.history.undoable;
  }

  /** The edit that redo would do again; undefined where there is none. */
  get redoable(): HistoryEntry | undefined {
    return this.history.redoable;
  }

  /** Hears of every image whose record a person changed, by an edit or by taking one back; returns the function that stops hearing. */
  onChanged(listener: (image: ImageRef) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores an edit of one record. */
  async edit(image: ImageRef, edit: RecordEdit, signal: AbortSignal): Promise<ImageRecord> {
    const change = await this.#change(image, () => edit, signal);
    if (!change) return (await this.#parts.records.read(image, signal)) ?? emptyRecord;
    if (!isSame(change.before, change.after)) this.#note([change]);
    return change.after ?? emptyRecord;
  }

  /** Takes back what a machine wrote last: what stood before returns, or nothing; what a person wrote stays. */
  async reject(image: ImageRef, signal: AbortSignal): Promise<ImageRecord> {
    const change = await this.#changeBy(image, () => (at, _file, latest) => withoutLastLook(latest, at), signal);
    if (change && !isSame(change.before, change.after)) this.#note([change]);
    return change?.after ?? emptyRecord;
  }

  /** How many of these an edit of many would change; what cannot be read counts as unchanged here, and fails later by name. */
  async count(images: readonly ImageRef[], batch: BatchEdit, signal: AbortSignal): Promise<number> {
    let count = 0;
    for (const image of images) {
      throwIfAborted(signal);
      const record = await this.#parts.records.read(image, signal).catch(() => undefined);
      if (editFor(record ?? emptyRecord, batch)) count++;
    }
    return count;
  }

  /** Changes many records, one after the other; a stop ends it between two, and does not reject. */
  editMany(
    images: readonly ImageRef[],
    batch: BatchEdit,
    onProgress: EditProgress,
    signal: AbortSignal,
  ): Promise<EditOutcome> {
    return this.#inTurn(async () => {
      const change: ChangeOne = (image) => this.#change(image, (record) => editFor(record, batch), signal);
      const { outcome, changes } = await this.#overAll(images, change, onProgress, signal);
      this.#note(changes);
      return outcome;
    });
  }

  /** Takes the last edit back; undefined where there is none. Records that somebody changed since stay, and are named. */
  undo(onProgress: EditProgress, signal: AbortSignal): Promise<EditOutcome | undefined> {
    return this.#inTurn(async () => {
      const entry = this.history.undoable;
      if (!entry) return undefined;
      const { outcome, changes, left } = await this.#step(entry, "back", onProgress, signal);
      this.history.undone(changes, left);
      return outcome;
    });
  }

  /** Does again what was undone last; undefined where there is nothing. */
  redo(onProgress: EditProgress, signal: AbortSignal): Promise<EditOutcome | undefined> {
    return this.#inTurn(async () => {
      const entry = this.history.redoable;
      if (!entry) return undefined;
      const { outcome, changes, left } = await this.#step(entry, "again", onProgress, signal);
      this.history.redone(changes, left);
      return outcome;
    });
  }

  async #step(entry: HistoryEntry, way: "back" | "again", onProgress: EditProgress, signal: AbortSignal) {
    const { library } = this.#parts;
    const byId = new Map(entry.changes.map((change) => [change.id, change]));
    const present = entry.changes.flatMap(({ id }) => library.image(id) ?? []);
    const gone: ImageRef[] = [];
    const change: ChangeOne = async (image) => {
      const wanted = byId.get(image.id);
      if (!wanted) return undefined;
      const [from, to] = way === "back" ? [wanted.after, wanted.before] : [wanted.before, wanted.after];
      if ((await this.#restore(image, from, to, signal)) === "toRemove") gone.push(image);
      return wanted;
    };
    const { outcome, changes, tried } = await this.#overAll(present, change, onProgress, signal);
    await this.#remove(gone);
    const here = new Set(present.map(({ id }) => id));
    const lost = entry.changes.filter(({ id }) => !here.has(id)).map(({ id }) => ({ id, failure: noLongerThere }));
    const left = entry.changes.filter(({ id }) => here.has(id) && !tried.has(id));
    return { changes, left, outcome: { ...outcome, failures: [...outcome.failures, ...lost] } };
  }

  /** Puts one record back; `toRemove` where there was none. */
  async #restore(
    image: ImageRef,
    from: ImageRecord | undefined,
    to: ImageRecord | undefined,
    signal: AbortSignal,
  ): Promise<"restored" | "toRemove"> {
    const { records, take } = this.#parts;
    const now = (await records.read(image, signal)) ?? emptyRecord;
    const wanted = restored(now, from, to) ?? changedSince(image);
    // what a machine added meanwhile stays, and so does the record
    if (!to && isBare(wanted)) return "toRemove";
    const record = await records.change(image, (latest) => restored(latest, from, to) ?? latest, signal);
    take(image, record);
    this.#tell(image);
    return "restored";
  }

  async #remove(images: readonly ImageRef[]): Promise<void> {
    const folders = new Map<string, { readonly folder: LibraryFolder; readonly paths: string[] }>();
    for (const { folder, path } of images) {
      const known = folders.get(folder.key) ?? { folder, paths: [] };
      folders.set(folder.key, known);
      known.paths.push(path);
    }
    const never = new AbortController().signal;
    for (const { folder, paths } of folders.values())
      this.#parts.takeStamps(await this.#parts.records.remove(folder, paths, never));
    for (const image of images) {
      this.#parts.take(image, undefined);
      this.#tell(image);
    }
  }

  /** Changes one record where the edit changes anything. */
  #change(
    image: ImageRef,
    editOf: (record: ImageRecord) => RecordEdit | undefined,
    signal: AbortSignal,
  ): Promise<RecordChanged | undefined> {
    const changeOf: ChangeOf = (record) => {
      const edit = editOf(record);
      return edit && ((at, file, latest) => withEdit(latest, edit, at, file));
    };
    return this.#changeBy(image, changeOf, signal);
  }

  async #changeBy(image: ImageRef, changeOf: ChangeOf, signal: AbortSignal): Promise<RecordChanged | undefined> {
    const { records, scanner, clock, fileOf, take } = this.#parts;
    const known = await records.read(image, signal);
    if (!changeOf(known ?? emptyRecord)) return undefined;
    const { isAway, ...content } = await contentOf(image, scanner, signal);
    const file = await fileOf(image, signal);
    const at = new Date(clock.now()).toISOString();
    let before = known ?? emptyRecord;
    const change = (now: ImageRecord): ImageRecord => {
      before = now;
      return changeOf(now)?.(at, file, ofContent(now, content)) ?? now;
    };
    const after = await (isAway ? records.changeAway(image, change, signal) : records.change(image, change, signal));
    take(image, after);
    this.#tell(image);
    return { id: image.id, before: known && before, after };
  }

  async #overAll(images: readonly ImageRef[], change: ChangeOne, onProgress: EditProgress, signal: AbortSignal) {
    const changed: ImageRef[] = [];
    const changes: RecordChanged[] = [];
    const failures: { id: string; failure: FailureData }[] = [];
    const tried = new Set<string>();
    for (const image of images) {
      try {
        throwIfAborted(signal);
        const made = await change(image);
        if (made) {
          changes.push(made);
          changed.push(image);
        }
      } catch (thrown) {
        if (isAbort(thrown) && signal.aborted) break;
        failures.push({ id: image.id, failure: failureOf(thrown) });
      }
      tried.add(image.id);
      onProgress(tried.size, images.length);
    }
    const unchanged = tried.size - changed.length - failures.length;
    const outcome: EditOutcome = { changed, unchanged, failures, wasStopped: tried.size < images.length };
    return { outcome, changes, tried };
  }

  #note(changes: readonly RecordChanged[]): void {
    if (changes.length > 0) this.history.add({ atMs: this.#parts.clock.now(), changes });
  }

  #tell(image: ImageRef): void {
    for (const listener of this.#listeners) listener(image);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // the next one waits for this one and does not fail with it
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** True for a record that says nothing and was never looked at. */
function isBare({ description, tags, text, alt, done, failure, removedTags, written }: ImageRecord): boolean {
  const isEmpty = description === "" && text === "" && alt === "" && tags.length === 0 && removedTags.length === 0;
  return isEmpty && done.length === 0 && !failure && !written;
}

function changedSince({ path }: ImageRef): never {
  throw new ExpectedError(
    "fileChanged",
    `The record of ${fileNameOf(path)} was changed since; it stays as it is now. Open the image to edit it.`,
  );
}
