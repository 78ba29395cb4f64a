/** Brings rows and records into the catalog in batches: never a commit per image, and folder stamps only after their rows. */
import { failureOf } from "../../shared/failures.ts";
import type { Catalog, CatalogDocument, FolderStamps } from "./catalogPort.ts";
import type { Log } from "./ports.ts";

const batchSize = 100;
const longestWaitMs = 3_000;
/** One commit of this many costs little more than one of a hundred; beyond, memory counts. */
const largestBatch = 2_000;

/** Collects changes and writes them every 100 rows or 3 seconds. */
export class CatalogSync {
  readonly #catalog: Catalog;
  readonly #log: Log;
  /** What is not in the catalog yet, by id? `null`: to be removed. */
  #pending = new Map<string, CatalogDocument | null>();
  #stamps: FolderStamps[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  /** Was the last write a failure that the log tells already? */
  #isFailing = false;

  constructor(catalog: Catalog, log: Log) {
    this.#catalog = catalog;
    this.#log = log;
  }

  put(documents: readonly CatalogDocument[]): void {
    for (const document of documents) this.#pending.set(document.id, document);
    this.#schedule();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) this.#pending.set(id, null);
    this.#schedule();
  }

  /** Stamps under which folders were read; written after the rows that came from them. */
  putFolders(stamps: readonly FolderStamps[]): void {
    this.#stamps.push(...stamps);
    this.#schedule();
  }

  /** How many changes wait? */
  get waiting(): number {
    return this.#pending.size + this.#stamps.length;
  }

  /** Writes everything that was put before; answers when it is in the catalog, or when that failed (and was logged). */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Ends after what is being written now. */
  async close(): Promise<void> {
    await this.flush();
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.waiting === 0 || this.#stop.signal.aborted) return;
    if (this.#pending.size >= batchSize) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), longestWaitMs);
  }

  async #write(): Promise<void> {
    const pending = [...this.#pending];
    const stamps = this.#stamps;
    if (pending.length === 0 && stamps.length === 0) return;
    this.#pending = new Map();
    this.#stamps = [];
    const signal = this.#stop.signal;
    try {
      const documents = pending.flatMap(([, document]) => (document ? [document] : []));
      for (let start = 0; start < documents.length; start += largestBatch)
        await this.#catalog.upsert(documents.slice(start, start + largestBatch), signal);
      const removed = pending.flatMap(([id, document]) => (document ? [] : [id]));
      if (removed.length > 0) await this.#catalog.remove(removed, signal);
      if (stamps.length > 0) await this.#catalog.putFolders(stamps, signal);
      this.#isFailing = false;
    } catch (thrown) {
      // without their folder stamps these rows are read from the files again at the next opening
      if (!this.#isFailing) this.#log.warn(`The catalog could not be brought up to date: ${failureOf(thrown).message}`);
      this.#isFailing = true;
    }
  }
}
