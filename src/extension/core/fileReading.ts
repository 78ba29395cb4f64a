/**
 * Reads what other programs wrote into the images' files, in the background, each version of a file once. It goes into the catalog
 * and nowhere else: an image gets a record when it is tagged or edited, and scanning writes nothing into its folder.
 */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { FileMetadata } from "../../shared/model.ts";
import type { CatalogDocument } from "./catalogPort.ts";
import type { CatalogSync } from "./catalogSync.ts";
import { saysNothing } from "./imageFile/fileMetadata.ts";
import type { Library } from "./library.ts";
import type { Clock, Hash, ImageRef, Log, Records } from "./ports.ts";
import { documentOf, type ImageRow } from "./rows.ts";
import { sidecarNamesIn } from "./sidecarText.ts";

/** Reads what other programs wrote into image files and into the sidecars beside them. */
export interface FileMetadataReader {
  /**
   * What the file and these sidecars (names in its folder) say; nothing where they are broken. Fails with notFound or unreadable
   * where the file itself cannot be read.
   */
  read(root: string, path: string, sidecars: readonly string[], signal: AbortSignal): Promise<FileMetadata>;
}

/** Files in work at once: more would take the few threads that all files are read with. */
const filesAtOnce = 2;
/** Rows that are brought to the catalog together. */
const rowsAtOnce = 400;
/** Between batches while images are tagged: that has the disk for itself. */
const restMs = 100;
const rowsBesideWork = 20;

/** What reading needs of the world. */
export interface FileReadingParts {
  readonly library: Library;
  readonly records: Records;
  readonly sync: CatalogSync;
  /** Absent where nothing is to be read. */
  readonly metadata?: FileMetadataReader;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
}

/** Reads until every image of the library was looked at. */
export class FileReading {
  readonly #parts: FileReadingParts;
  readonly #isBusy: () => boolean;
  /** Which files could not be read? Not tried again before they change. */
  readonly #unread = new Map<string, number>();
  #running: Promise<number> | undefined;
  #isAsked = false;

  constructor(parts: FileReadingParts, isBusy: () => boolean) {
    this.#parts = parts;
    this.#isBusy = isBusy;
  }

  /** Reads what was not read yet; answers how many files that were. Asked again meanwhile it goes on and answers once. */
  run(signal: AbortSignal): Promise<number> {
    this.#isAsked = true;
    this.#running ??= this.#all(signal).finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** What stands in a file now; undefined where it cannot be read, or nobody reads. */
  async of(image: ImageRef, signal: AbortSignal): Promise<FileMetadata | undefined> {
    const { library, metadata } = this.#parts;
    try {
      const { sidecars = "" } = library.get(image.id) ?? {};
      return await metadata?.read(image.folder.root, image.path, sidecarNamesIn(sidecars), signal);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      return undefined; // a file that went away says nothing; why, is told where its picture is asked for
    }
  }

  async #all(signal: AbortSignal): Promise<number> {
    let count = 0;
    while (this.#isAsked && !signal.aborted) {
      this.#isAsked = false;
      const waiting = this.#waiting();
      for (let start = 0; start < waiting.length && !signal.aborted;) {
        const isBusy = this.#isBusy();
        const batch = waiting.slice(start, start + (isBusy ? rowsBesideWork : rowsAtOnce));
        start += batch.length;
        count += await this.#read(batch, signal);
        if (isBusy) await this.#rest(signal);
      }
    }
    return count;
  }

  #waiting(): readonly string[] {
    if (!this.#parts.metadata) return [];
    const waiting: string[] = [];
    for (const { id, metadataKey, mtimeMs } of this.#parts.library.rows())
      if (metadataKey === "" && this.#unread.get(id) !== mtimeMs) waiting.push(id);
    return waiting;
  }

  /** Images at work at once share one list, so that a slow file holds up no other. */
  async #read(ids: readonly string[], signal: AbortSignal): Promise<number> {
    const rows: ImageRow[] = [];
    const documents: CatalogDocument[] = [];
    const left = ids.values();
    const work = async (): Promise<void> => {
      for (const id of left) {
        const known = signal.aborted ? undefined : await this.#readOne(id, signal);
        if (!known) continue;
        rows.push(known.row);
        documents.push(known.document);
      }
    };
    await Promise.all(Array.from({ length: filesAtOnce }, work));
    const { library, sync } = this.#parts;
    // what was tagged, edited or gone meanwhile is known better elsewhere; it is read again then
    const current = rows.filter(({ id, ...row }) => isSameFile(library.get(id), row));
    const ready = new Set(current.map(({ id }) => id));
    library.put(current);
    sync.put(documents.filter(({ id }) => ready.has(id)));
    if (current.length < rows.length) this.#isAsked = true;
    return current.length;
  }

  async #readOne(
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly row: ImageRow; readonly document: CatalogDocument } | undefined> {
    const { library, records, metadata, hash, log } = this.#parts;
    const [row, image] = [library.get(id), library.image(id)];
    if (!row || !image || !metadata) return undefined;
    try {
      const file = await metadata.read(image.folder.root, image.path, sidecarNamesIn(row.sidecars), signal);
      const record = row.recordHash === "" ? undefined : await records.read(image, signal);
      const metadataKey = saysNothing(file) ? "-" : hash(JSON.stringify(file));
      const now = { ...row, metadataKey };
      return { row: now, document: documentOf(now, record, file) };
    } catch (thrown) {
      if (!isAbort(thrown)) {
        this.#unread.set(id, row.mtimeMs);
        log.debug(`The metadata of ${row.path} was not read: ${failureOf(thrown).message}`);
      }
      return undefined;
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    try {
      await this.#parts.clock.sleep(restMs, signal);
    } catch (thrown) {
      if (!isAbort(thrown)) throw thrown;
    }
  }
}

/** True while the row says of file and record what it said when the file was read. */
function isSameFile(now: ImageRow | undefined, read: Omit<ImageRow, "id">): boolean {
  if (!now) return false;
  const { recordHash, size, mtimeMs, sidecars, state } = now;
  return (
    recordHash === read.recordHash &&
    size === read.size &&
    mtimeMs === read.mtimeMs &&
    sidecars === read.sidecars &&
    state === read.state
  );
}
