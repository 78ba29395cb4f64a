/**
 * Reads what other programs wrote into the images' files, in the background, each version of a file once. It goes into the catalog
 * and nowhere else: an image gets a record when it is tagged or edited, and scanning writes nothing into its folder.
 */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { FileMetadata, ImageRecord } from "../../shared/model.ts";
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
    const found: ReadFile[] = [];
    const left = ids.values();
    const work = async (): Promise<void> => {
      for (const id of left) {
        const one = signal.aborted ? undefined : await this.#readOne(id, signal);
        if (one) found.push(one);
      }
    };
    await Promise.all(Array.from({ length: filesAtOnce }, work));
    const { library, sync, hash } = this.#parts;
    const rows: ImageRow[] = [];
    for (const { row: read, record, file } of found) {
      const now = library.get(read.id);
      // what was changed, tagged or edited meanwhile is read again
      if (!now || !isSameFile(now, read)) this.#isAsked = true;
      else {
        const row = { ...now, metadataKey: saysNothing(file) ? "-" : hash(JSON.stringify(file)) };
        rows.push(row);
        sync.put([documentOf(row, record, file)]);
      }
    }
    library.put(rows);
    return rows.length;
  }

  async #readOne(id: string, signal: AbortSignal): Promise<ReadFile | undefined> {
    const { library, records, metadata, log } = this.#parts;
    const [row, image] = [library.get(id), library.image(id)];
    if (!row || !image || !metadata) return undefined;
    try {
      const file = await metadata.read(image.folder.root, image.path, sidecarNamesIn(row.sidecars), signal);
      const record = row.recordHash === "" ? undefined : await records.read(image, signal);
      return { row, record, file };
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

/** An image as it was when its file was read. */
interface ReadFile {
  readonly row: ImageRow;
  readonly record: ImageRecord | undefined;
  readonly file: FileMetadata;
}

const telling = ["recordHash", "factsKey", "size", "mtimeMs", "sidecars", "state"] as const;

/** True while the row says of file and record what it said when the file was read. */
function isSameFile(now: ImageRow, read: ImageRow): boolean {
  return telling.every((key) => now[key] === read[key]);
}
