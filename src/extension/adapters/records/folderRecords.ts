/** The records of one folder's files: read once, changed through the journal, folded into the files when it pays. */
import path from "node:path";
import { ExpectedError } from "../../../shared/failures.ts";
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";
import type { Clock, RecordChange, Storage } from "../../core/ports.ts";
import {
  detailsName,
  indexName,
  readFolderFiles,
  readJournalPuts,
  recordOfItem,
  stampOfFile,
  stampsOfFiles,
  type FolderFiles,
} from "./folderFiles.ts";
import { Journal, journalName } from "./journal.ts";
import { turnsAway } from "./awayFolders.ts";
import { mergeForeign, withRecords, writeFolderFiles } from "./foldFiles.ts";
import { requireRecordFile } from "./recordFile.ts";
import type { RecordHooks } from "./recordHooks.ts";
import { UnreadableFiles } from "./unreadableFiles.ts";

/** Folding rewrites whole files: it pays once the changed part is a quarter of them, and not for a handful. */
const leastChangesToFold = 32;

/** For this long a folder that was found busy is taken to be so still. */
const busyHoldsMs = 1_000;

/** Another program that keeps writing the index file is outwaited so often. */
const mostFoldTries = 4;

/** One folder in which records are kept. Keys are file names, or paths with `/` in a root's file. */
export class FolderRecords {
  readonly folder: string;
  /** No record file may be a link that leads out of this folder. */
  readonly #boundary: string;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #hooks: RecordHooks;
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
  readonly #unreadable: UnreadableFiles;
  /** How many changes and folds are under way or in line? */
  #waiting = 0;

  constructor(
    place: { readonly folder: string; readonly boundary: string },
    storage: Storage,
    clock: Clock,
    hooks: RecordHooks,
  ) {
    this.folder = place.folder;
    this.#boundary = place.boundary;
    this.#storage = storage;
    this.#clock = clock;
    this.#hooks = hooks;
    this.#unreadable = new UnreadableFiles(storage, clock, hooks.notify);
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
      let journal = await this.#claim();
      const current = await this.read(key);
      const record = change(current ?? emptyRecord);
      if (record === current) return record;
      if (journal.mayBeLost()) journal = await this.#requireOurs(journal);
      journal = await this.#put(journal, key, record);
      if (!this.#bases.has(key)) this.#bases.set(key, current);
      this.#changed.set(key, record);
      const { items } = await this.#read();
      if (this.#changed.size >= Math.max(leastChangesToFold, items.size / 4)) await this.#foldIfPossible(journal);
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
      await this.#fold(await this.#claim());
      await this.#rewrite((files) => {
        const [unreadable] = files.unreadable;
        if (unreadable)
          throw new ExpectedError("unreadable", `${unreadable.file} cannot be read: ${unreadable.problem}`);
        const items = new Map(files.items);
        return keys.filter((key) => items.delete(key)).length > 0 ? items : undefined;
      });
    });
  }

  /**
   * Folds what is in the journal and gives the folder up. Where folding fails the journal keeps all that is in it; where the
   * folder cannot be written, storage has it as well.
   */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#journal) return;
      const journal = await this.#requireOurs(await this.#journal);
      try {
        await this.#fold(journal);
      } catch (thrown) {
        await this.#turnAway(thrown);
        throw thrown;
      }
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

  /** The stamps of the files as they were read or written last: `index details journal`. What others wrote has to be read again. */
  async stamps(): Promise<string> {
    const { indexStamp, detailsStamp, journalStamp, hasForeign } = await this.#read();
    return `${indexStamp} ${detailsStamp} ${hasForeign ? "merged" : journalStamp}`;
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
    const files = await readFolderFiles(this.folder, this.#boundary, this.#clock);
    if (files.journalStamp !== "")
      for (const [key, record] of await readJournalPuts(this.folder, this.#boundary))
        if (!this.#changed.has(key)) this.#changed.set(key, record);
    this.#unreadable.report(files);
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

  /** Puts a record into the journal, which is made anew where somebody took it away, as `git clean` does. */
  async #put(journal: Journal, key: string, record: ImageRecord): Promise<Journal> {
    try {
      const found = await journal.put(key, record);
      if (found === "here") return journal;
      const renewed = await this.#notHere(journal, found);
      await renewed.put(key, record);
      return renewed;
    } catch (thrown) {
      await this.#turnAway(thrown);
      throw thrown;
    }
  }

  async #requireOurs(journal: Journal): Promise<Journal> {
    const found = await journal.whereabouts();
    return found === "here" ? journal : this.#notHere(journal, found);
  }

  /** Another computer may take the folder over while this one sleeps: what it took over it folds, what came later is kept. */
  async #notHere(journal: Journal, found: "replaced" | "removed" | "away"): Promise<Journal> {
    if (found === "removed") return this.#claimAnew(journal);
    const failure =
      found === "away"
        ? new ExpectedError("volumeMissing", `${this.folder} is not there any more. Connect its drive again.`)
        : new ExpectedError("folderBusy", `Another program took over the records of ${this.folder}.`);
    await this.#giveUp(failure);
    throw failure;
  }

  async #claimAnew(old: Journal): Promise<Journal> {
    const [changed, bases] = [new Map(this.#changed), new Map(this.#bases)];
    const restore = (): void => {
      for (const [key, record] of changed) this.#changed.set(key, record);
      for (const [key, base] of bases) this.#bases.set(key, base);
    };
    await old.release(false);
    this.#journal = undefined;
    try {
      const journal = await this.#claim();
      for (const [key, record] of changed) await journal.put(key, record);
      restore();
      return journal;
    } catch (thrown) {
      restore();
      if (thrown instanceof ExpectedError) await this.#giveUp(thrown);
      throw thrown;
    }
  }

  /** Where nothing can be written for now, the folder is given up until it can. */
  async #turnAway(thrown: unknown): Promise<void> {
    if (this.#hooks.rescue && this.#journal && turnsAway(thrown)) await this.#giveUp(thrown);
  }

  /** What is in no index file yet goes where it is safe; only then the folder is given up. Its journal stays. */
  async #giveUp(failure: ExpectedError): Promise<void> {
    const unfolded = [...this.#changed].map(([key, record]) => ({ key, record, base: this.#bases.get(key) }));
    await this.#hooks.rescue?.(unfolded, failure);
    const journal = await this.#journal?.catch(() => undefined); // a claim that failed is no claim
    this.#journal = undefined;
    this.forget();
    await journal?.release(false);
  }

  /** In the middle of the work: the record is in the journal, and in storage where the folder turns it away. */
  async #foldIfPossible(journal: Journal): Promise<void> {
    try {
      await this.#fold(journal);
    } catch (thrown) {
      if (!(thrown instanceof ExpectedError)) throw thrown;
      await this.#turnAway(thrown);
    }
  }

  async #fold(claimed: Journal): Promise<void> {
    if (this.#changed.size === 0) return;
    const journal = await this.#requireOurs(claimed);
    await this.#rewrite((files) => withRecords(files, this.#changed));
    await journal.markFolded();
    this.#changed.clear();
    this.#bases.clear();
  }

  /** Writes the files with other items; where another program wrote meanwhile, with what it wrote. */
  async #rewrite(change: (files: FolderFiles) => FolderFiles["items"] | undefined): Promise<void> {
    for (let tries = 1; tries <= mostFoldTries; tries++) {
      const files = await this.#readWithForeign();
      for (const name of [indexName, detailsName])
        await requireRecordFile(path.join(this.folder, name), this.#boundary);
      const items = change(files);
      if (!items) return;
      await this.#unreadable.backUp(files);
      if (!(await writeFolderFiles(this.folder, { ...files, items }, this.#storage))) continue;
      const stamps = await stampsOfFiles(this.folder);
      this.#files = Promise.resolve({ ...files, items, ...stamps, unreadable: [], journalStamp: "" });
      return;
    }
    throw new ExpectedError("folderBusy", `Another program keeps writing the records of ${this.folder}.`);
  }

  /** The files as they stand now. Where another program wrote them since we read them, its changes are kept, per image. */
  async #readWithForeign(): Promise<FolderFiles> {
    const files = await this.#read();
    const now = await stampsOfFiles(this.folder);
    if (now.indexStamp === files.indexStamp && now.detailsStamp === files.detailsStamp) return files;
    const fresh = { ...(await readFolderFiles(this.folder, this.#boundary, this.#clock)), hasForeign: true };
    mergeForeign(this.#changed, this.#bases, files, fresh);
    this.#files = Promise.resolve(fresh);
    return fresh;
  }

  async #inTurn<T>(call: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const turn = this.#turn.then(call).finally(() => this.#waiting--);
    this.#turn = turn.catch(() => undefined); // its caller is told; the next in turn starts afresh
    return turn;
  }
}
