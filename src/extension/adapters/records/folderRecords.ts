/** The records of one folder's files: read once, changed through the journal, folded into the files when it pays. */
import path from "node:path";
import { copyFile } from "node:fs/promises";
import { ExpectedError } from "../../../shared/failures.ts";
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";
import type { Clock, RecordChange, RecordNotice, Storage } from "../../core/ports.ts";
import { detailsOf, entryHash, entryOf, formatDetailsFile, type Details } from "./detailsFile.ts";
import {
  detailsName,
  indexName,
  readFolderFiles,
  readJournalPuts,
  recordOfItem,
  stampOfFile,
  type FolderFiles,
} from "./folderFiles.ts";
import { emptyEntry, formatIndexFile } from "./indexFile.ts";
import { Journal, journalName } from "./journal.ts";
import { mergeRecords } from "./mergeRecords.ts";
import { requireRecordFile } from "./recordFile.ts";

/** Folding rewrites whole files: it pays once the changed part is a quarter of them, and not for a handful. */
const leastChangesToFold = 32;

/** For this long a folder that was found busy is taken to be so still. */
const busyHoldsMs = 1_000;

/** One folder in which records are kept. Keys are file names, or paths with `/` in a root's file. */
export class FolderRecords {
  readonly folder: string;
  /** No record file may be a link that leads out of this folder. */
  readonly #boundary: string;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #notify: (notice: RecordNotice) => void;
  /** What do the files say? Read at first need; forgotten when they change under us. */
  #files: Promise<FolderFiles> | undefined;
  /** Which records are newer than the files? In the journal already. */
  readonly #changed = new Map<string, ImageRecord>();
  /** Which keys did this process change since the last fold? (Inherited and foreign ones are in `#changed` only.) */
  readonly #bases = new Map<string, ImageRecord | undefined>();
  #journal: Promise<Journal> | undefined;
  /** One change or fold at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  /** When was the folder found in other hands, and in whose? */
  #busy: { readonly failure: ExpectedError; readonly atMs: number } | undefined;
  /** Which faults of the files has the user been told of? */
  readonly #reported = new Set<string>();
  /** How many changes and folds are under way or in line? */
  #waiting = 0;

  constructor(
    place: { readonly folder: string; readonly boundary: string },
    storage: Storage,
    clock: Clock,
    notify: (notice: RecordNotice) => void,
  ) {
    this.folder = place.folder;
    this.#boundary = place.boundary;
    this.#storage = storage;
    this.#clock = clock;
    this.#notify = notify;
  }

  /** The record under a key, with what journals hold; undefined where nothing is known. */
  async read(key: string): Promise<ImageRecord | undefined> {
    const files = await this.#read();
    return this.#changed.get(key) ?? recordOfItem(files.items.get(key));
  }

  /** All keys that say something. */
  async entries(): Promise<readonly (readonly [string, ImageRecord])[]> {
    const { items } = await this.#read();
    const keys = new Set([...items.keys(), ...this.#changed.keys()]);
    const found: (readonly [string, ImageRecord])[] = [];
    for (const key of keys) {
      const record = this.#changed.get(key) ?? recordOfItem(items.get(key));
      if (record) found.push([key, record]);
    }
    return found;
  }

  /** How many entries are held in memory? */
  async size(): Promise<number> {
    return (await this.#files)?.items.size ?? 0;
  }

  /** True while this process writes here. */
  get isHeld(): boolean {
    return this.#journal !== undefined;
  }

  /** True while it must stay in memory: another instance for the same folder would find it claimed. */
  get isBusy(): boolean {
    return this.isHeld || this.#waiting > 0;
  }

  /** Changes a record; on the disk when this answers. */
  change(key: string, change: RecordChange): Promise<ImageRecord> {
    return this.#inTurn(async () => {
      const journal = await this.#claim();
      const current = await this.read(key);
      const record = change(current ?? emptyRecord);
      if (record === current) return record;
      if (journal.mayBeLost() && !(await journal.isOurs())) return this.#lose(journal);
      await journal.put(key, record);
      if (!this.#bases.has(key)) this.#bases.set(key, current);
      this.#changed.set(key, record);
      const { items } = await this.#read();
      if (this.#changed.size >= Math.max(leastChangesToFold, items.size / 4)) await this.#fold(journal);
      return record;
    });
  }

  /** Becomes the folder's one writer. Thousands of images may ask in turn while it is busy: the answer holds for a moment. */
  hold(): Promise<void> {
    return this.#inTurn(async () => {
      const sinceMs = this.#clock.now() - (this.#busy?.atMs ?? 0);
      if (this.#busy && sinceMs >= 0 && sinceMs < busyHoldsMs) throw this.#busy.failure;
      await this.#claim();
    });
  }

  /** Takes over what a dead writer left behind, and folds it. Does nothing where nothing was left. */
  recover(): Promise<void> {
    return this.#inTurn(async () => {
      if ((await stampOfFile(path.join(this.folder, journalName))) !== "") await this.#claim();
    });
  }

  /** Takes entries out of the files for good, and the files away with the last one. */
  drop(keys: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const journal = await this.#claim();
      await this.#fold(journal);
      const files = await this.#mergeForeign(await this.#read());
      const [unreadable] = files.unreadable;
      if (unreadable) throw new ExpectedError("unreadable", `${unreadable.file} cannot be read: ${unreadable.problem}`);
      for (const name of [indexName, detailsName])
        await requireRecordFile(path.join(this.folder, name), this.#boundary);
      if (keys.filter((key) => files.items.delete(key)).length === 0) return;
      if (files.items.size > 0) await this.#write(files);
      else for (const name of [indexName, detailsName]) await this.#storage.remove(path.join(this.folder, name));
      await this.#wrote(files);
    });
  }

  /** Folds what is in the journal and gives the folder up. Where folding fails the journal stays ours, with all that is in it. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#journal) return;
      const journal = await this.#journal;
      if (!(await journal.isOurs())) return this.#lose(journal);
      await this.#fold(journal);
      this.#journal = undefined;
      await journal.release(true);
    });
  }

  /** At the end of the process: whatever could not be folded stays in the journal for the next one. */
  async abandon(): Promise<void> {
    const journal = await this.#journal?.catch(() => undefined); // a claim that failed is no claim
    this.#journal = undefined;
    await journal?.release(false);
  }

  /** Reads the files again at the next need, unless they are ours to write. */
  forget(): void {
    if (this.#journal) return;
    this.#files = undefined;
    this.#changed.clear();
    this.#bases.clear();
  }

  /** The stamps of the files as they were read or written last: `index details journal`. */
  async stamps(): Promise<string> {
    const { indexStamp, detailsStamp, journalStamp } = await this.#read();
    return `${indexStamp} ${detailsStamp} ${journalStamp}`;
  }

  /** What is in the files and in a journal of another process. */
  async #read(): Promise<FolderFiles> {
    const reading = (this.#files ??= this.#load());
    try {
      return await reading;
    } catch (thrown) {
      if (this.#files === reading) this.#files = undefined;
      throw thrown;
    }
  }

  async #load(): Promise<FolderFiles> {
    const files = await readFolderFiles(this.folder, this.#boundary);
    if (files.journalStamp !== "")
      for (const [key, record] of await readJournalPuts(this.folder, this.#boundary))
        if (!this.#changed.has(key)) this.#changed.set(key, record);
    for (const { file, problem } of files.unreadable) {
      if (this.#reported.has(`${file} ${problem}`)) continue;
      this.#reported.add(`${file} ${problem}`);
      this.#notify({
        reason: "indexUnreadable",
        path: file,
        message: `${file} cannot be read: ${problem} Mend it; until then its records are not shown, and it is backed up before it is written.`,
      });
    }
    return files;
  }

  async #claim(): Promise<Journal> {
    this.#journal ??= this.#claimNow();
    try {
      return await this.#journal;
    } catch (thrown) {
      this.#journal = undefined;
      if (thrown instanceof ExpectedError && thrown.reason === "folderBusy")
        this.#busy = { failure: thrown, atMs: this.#clock.now() };
      throw thrown;
    }
  }

  async #claimNow(): Promise<Journal> {
    const journal = await Journal.claim(this.folder, this.#storage, this.#clock);
    // what was read before may be older than what the last writer left
    this.#files = undefined;
    this.#changed.clear();
    this.#bases.clear();
    for (const [key, record] of journal.inherited) this.#changed.set(key, record);
    await this.#storage.removeLeftovers(this.folder);
    return journal;
  }

  async #fold(journal: Journal): Promise<void> {
    if (this.#changed.size === 0) return;
    if (!(await journal.isOurs())) return this.#lose(journal);
    const files = await this.#mergeForeign(await this.#read());
    for (const name of [indexName, detailsName]) await requireRecordFile(path.join(this.folder, name), this.#boundary);
    for (const { file } of files.unreadable) await this.#backUp(file);
    for (const [key, record] of this.#changed) {
      const extra = files.items.get(key)?.extra;
      const entry = entryOf(record);
      files.items.set(key, {
        ...(entry ? { entry } : {}),
        details: detailsOf(record, extra),
        ...(extra ? { extra } : {}),
      });
    }
    await this.#write(files);
    await journal.markFolded();
    this.#changed.clear();
    this.#bases.clear();
    await this.#wrote(files);
  }

  async #write(files: FolderFiles): Promise<void> {
    const never = new AbortController().signal;
    const index = [...files.items].flatMap(([key, { entry }]) => (entry ? [[key, entry] as const] : []));
    await this.#storage.replace(path.join(this.folder, indexName), formatIndexFile(index), never);
    await this.#storage.replace(path.join(this.folder, detailsName), formatDetailsFile(allDetails(files)), never);
  }

  async #wrote(files: FolderFiles): Promise<void> {
    this.#files = Promise.resolve({ ...files, ...(await this.#stampsNow()), unreadable: [], journalStamp: "" });
  }

  /** Where another program wrote the files since we read them, its changes are kept and ours are put on top, per image. */
  async #mergeForeign(files: FolderFiles): Promise<FolderFiles> {
    const now = await this.#stampsNow();
    if (now.indexStamp === files.indexStamp && now.detailsStamp === files.detailsStamp) return files;
    const fresh = await readFolderFiles(this.folder, this.#boundary);
    for (const [key, record] of this.#changed) {
      const theirs = recordOfItem(fresh.items.get(key));
      const base = this.#bases.has(key) ? this.#bases.get(key) : recordOfItem(files.items.get(key));
      if (theirs && !isSame(theirs, base)) this.#changed.set(key, mergeRecords(base, record, theirs));
    }
    return fresh;
  }

  async #stampsNow(): Promise<{ indexStamp: string; detailsStamp: string }> {
    const [indexStamp, detailsStamp] = await Promise.all([
      stampOfFile(path.join(this.folder, indexName)),
      stampOfFile(path.join(this.folder, detailsName)),
    ]);
    return { indexStamp, detailsStamp };
  }

  async #backUp(file: string): Promise<void> {
    const copy = `${file}.unreadable-${new Date(this.#clock.now()).toISOString().replace(/[:.]/g, "-")}`;
    await copyFile(file, copy);
    this.#notify({
      reason: "indexUnreadable",
      path: file,
      message: `${file} could not be read; it was kept as ${copy}.`,
    });
  }

  /** Another computer took the folder over while this one slept: what it took over it folds, what came later is done again. */
  async #lose(journal: Journal): Promise<never> {
    this.#journal = undefined;
    this.forget();
    await journal.release(false);
    throw new ExpectedError("folderBusy", `Another computer took over the records of ${this.folder}.`);
  }

  async #inTurn<T>(call: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const turn = this.#turn.then(call).finally(() => this.#waiting--);
    this.#turn = turn.catch(() => undefined); // its caller is told; the next in turn starts afresh
    return turn;
  }
}

/** Details that are still worth keeping: an entry that was never ours has none unless it has foreign keys. */
function allDetails(files: FolderFiles): (readonly [string, Details])[] {
  const all: (readonly [string, Details])[] = [];
  for (const [key, { entry, details, extra }] of files.items) {
    if (details) all.push([key, extra && !details.extra ? { ...details, extra } : details]);
    else if (extra) all.push([key, { of: `${entryHash(entry ?? emptyEntry)}?`, extra }]);
  }
  return all;
}

function isSame(a: ImageRecord, b: ImageRecord | undefined): boolean {
  return (
    b !== undefined && a.description === b.description && a.text === b.text && a.tags.join("\n") === b.tags.join("\n")
  );
}
