/** Brings rows and records into the catalog in batches: never a commit per image, folder stamps only after their rows, and compacts it between. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { Catalog, CatalogDocument, FolderStamps } from "./catalogPort.ts";
import type { Log } from "./ports.ts";

const batchSize = 100;
const longestWaitMs = 3_000;
/** One commit of this many costs little more than one of a hundred; beyond, memory counts. */
const largestBatch = 2_000;
/** What could not be written is kept for the next try up to this number; beyond, the next opening reads it again. */
const mostKept = 5_000;
/** Each commit leaves a fragment that slows every search: a long batch must not wait for its end to be compacted. */
const commitsToOptimise = 100;

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
  /** Was something given up that failed? Then stamps would say of folders that all of their rows are there. */
  #isBehind = false;
  /** How many commits were made since the catalog was compacted? */
  #commits = 0;

  constructor(catalog: Catalog, log: Log) {
    this.#catalog = catalog;
    this.#log = log;
  }

  put(documents: readonly CatalogDocument[]): void {
    for (const document of documents)
      this.#pending.set(document.id, withFile(document, this.#pending.get(document.id)));
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

  /** True where something was written since the catalog was compacted. */
  get hasWritten(): boolean {
    return this.#commits > 0;
  }

  /** Counts commits that were made by others: vectors. */
  noteCommit(): void {
    this.#commits++;
  }

  /** Compacts the catalog, where it finds that worth it. Never rejects: it is done again later. */
  async optimise(): Promise<void> {
    this.#commits = 0;
    try {
      await this.#catalog.optimise(this.#stop.signal);
    } catch (thrown) {
      if (!isAbort(thrown)) this.#log.warn(`The catalog was not optimised: ${failureOf(thrown).message}`);
    }
  }

  /** Ends after what is being written now. */
  async close(): Promise<void> {
    await this.flush();
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.waiting === 0 || this.#stop.signal.aborted) return;
    // a catalog that fails is tried again when its time has come, not at every change
    if (this.#pending.size >= batchSize && !this.#isFailing) this.#writeSoon();
    else this.#timer ??= setTimeout(() => this.#writeSoon(), longestWaitMs);
  }

  #writeSoon(): void {
    this.#writing = this.#thenOptimise(this.flush());
  }

  async #thenOptimise(written: Promise<void>): Promise<void> {
    await written;
    if (this.#commits >= commitsToOptimise && !this.#stop.signal.aborted) await this.optimise();
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
      if (stamps.length > 0 && !this.#isBehind) await this.#catalog.putFolders(stamps, signal);
      this.#isFailing = false;
      this.#commits++;
    } catch (thrown) {
      this.#keep(pending, stamps);
      if (!this.#isFailing) this.#log.warn(`The catalog could not be brought up to date: ${failureOf(thrown).message}`);
      this.#isFailing = true;
    }
  }

  /** For the next try, unless something newer waits. Stamps that came later must not be written before these rows. */
  #keep(failed: readonly (readonly [string, CatalogDocument | null])[], stamps: readonly FolderStamps[]): void {
    if (this.#pending.size + failed.length + stamps.length > mostKept) {
      this.#isBehind = true;
      return;
    }
    const newer = this.#pending;
    this.#pending = new Map(failed);
    for (const [id, document] of newer) this.#pending.set(id, document && withFile(document, this.#pending.get(id)));
    this.#stamps = [...stamps, ...this.#stamps];
  }
}

/** A document that does not speak of its file leaves standing what waits to be written of it. */
function withFile(document: CatalogDocument, waiting: CatalogDocument | null | undefined): CatalogDocument {
  return document.file || !waiting?.file ? document : { ...document, file: waiting.file };
}
