/** All records of the library: finds the files that hold an image's record, and changes the one that is its place. */
import path from "node:path";
import { ExpectedError, failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type { ImageRecord } from "../../../shared/model.ts";
import type { FolderStamps } from "../../core/catalogPort.ts";
import { fileNameOf, folderOf } from "../../core/paths.ts";
import type {
  Clock,
  FoundRecords,
  ImageRef,
  KnownPath,
  LibraryFolder,
  RecordChange,
  RecordNotice,
  RecordPlace,
  Records,
  Storage,
} from "../../core/ports.ts";
import { atMost, SlowPlaces } from "../../core/slowPlaces.ts";
import { AwayFolders, turnsAway } from "./awayFolders.ts";
import { FolderRecords } from "./folderRecords.ts";
import { HeldFolders, type Held } from "./heldFolders.ts";
import { KeptFolders } from "./keptFolders.ts";
import { KeptRecords } from "./keptRecords.ts";
import { isNewer, putTogether } from "./newest.ts";
import { stampText } from "./recordFile.ts";
import type { Unfolded } from "./recordHooks.ts";
import { besideImage, imageOfKey, knownPaths, thenOutwards, type Place } from "./recordPlaces.ts";
import { byFolder, removeRecords } from "./removeRecords.ts";
import { startOf, writeBackFolder, type WriteBackParts } from "./writeBack.ts";

/** Folders that are folded at once: each waits for the disk most of the time. */
const foldersAtOnce = 4;
/** VS Code gives an extension five seconds for its end, and other parts need some of them. */
const usualClosingMs = 2_500;

/** Records over many folders, read lazily and given up again when they are many. */
export class RecordStore implements Records {
  readonly #storage: Storage;
  readonly #clock: Clock;
  /** Records that cannot or shall not lie beside the images. */
  readonly #keptFolders: KeptFolders;
  readonly #kept: KeptRecords;
  readonly #placeOf: (folder: LibraryFolder) => RecordPlace;
  readonly #held: HeldFolders;
  readonly #away: AwayFolders;
  readonly #slow: SlowPlaces;
  readonly #listeners = new Set<(notice: RecordNotice) => void>();
  readonly #closingMs: number;
  readonly #ending = new AbortController();
  #isClosed = false;

  constructor(options: {
    storage: Storage;
    clock: Clock;
    stateFolder: string;
    placeOf: (folder: LibraryFolder) => RecordPlace;
    /** How long a folder is waited for; and how long its end may take. */
    deadlineMs?: number;
    closingMs?: number;
  }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#keptFolders = new KeptFolders(options.storage, options.stateFolder);
    this.#held = new HeldFolders((place, library) => this.#records(place, library));
    this.#away = new AwayFolders(options.clock, this.#keptFolders.place, (notice) => this.#notify(notice));
    this.#slow = new SlowPlaces(options.deadlineMs);
    this.#kept = new KeptRecords(this.#keptFolders, (folder, library) => this.#folder(folder, library));
    this.#placeOf = options.placeOf;
    this.#closingMs = options.closingMs ?? usualClosingMs;
  }

  async read(image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined> {
    throwIfAborted(signal);
    const standing = await this.#slow.call(image.folder.root, () => this.#standing(image));
    const kept = await this.#kept.read(image);
    return kept ? putTogether(kept.base, kept.record, standing) : standing;
  }

  /** What the record files of the library say: the nearest wins, unless one further out is known to be newer. */
  async #standing(image: ImageRef): Promise<ImageRecord | undefined> {
    const [own, ...others] = this.#readingOrder(image);
    let best = own && (await this.#folder(own.folder, image.folder).read(own.key));
    for (const place of others) {
      const elsewhere = await this.#readElsewhere(place, image);
      if (elsewhere && (!best || isNewer(elsewhere, best))) best = elsewhere;
    }
    return best;
  }

  /** Files further out that cannot be read are the business of their own folder's images. */
  async #readElsewhere(place: Place, image: ImageRef): Promise<ImageRecord | undefined> {
    try {
      return await this.#folder(place.folder, image.folder).read(place.key);
    } catch (thrown) {
      if (failureOf(thrown).reason !== "unreadable") throw thrown;
      return undefined;
    }
  }

  async hold(image: ImageRef, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const isHeld = await this.#inPlace(image, (records) => records.hold().then(() => true));
    if (!isHeld) await this.#kept.hold(image);
  }

  async change(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord> {
    throwIfAborted(signal);
    if (this.#isClosed) throw new ExpectedError("aborted", "The program is closing.");
    const written = await this.#inPlace(image, async (records, { key }) => {
      const standing = await this.#standing(image);
      const kept = await this.#kept.read(image);
      const record = await records.change(key, (current) => {
        const now = startOf(current, standing);
        return change(kept ? putTogether(kept.base, kept.record, now) : now);
      });
      if (kept) await this.#kept.silence(image);
      return record;
    });
    return written ?? this.#kept.change(image, change, await this.#standing(image));
  }

  async changeAway(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord> {
    throwIfAborted(signal);
    const { folder } = this.#placeFor(image);
    if (this.#keptFolders.isStored(folder)) return this.change(image, change, signal);
    this.#away.tell(folder, new ExpectedError("volumeMissing", "its drive is not there"));
    return this.#kept.change(image, change, await this.#standing(image));
  }

  async writeBack(folder: LibraryFolder, signal: AbortSignal): Promise<readonly FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    for (const kept of await this.#keptFolders.within(folder)) {
      throwIfAborted(signal);
      try {
        const written = await writeBackFolder(folder, kept, this.#writeBackParts(folder));
        stamps.push(...(await this.#stampsOf(written)));
        if (written.length > 0) this.#away.tellBack(kept.origin);
      } catch (thrown) {
        // busy, full or gone again: they stay where they are safe, and the next time tries again
        if (!(thrown instanceof ExpectedError)) throw thrown;
        this.#away.waitsFor(kept.origin);
      }
    }
    return stamps;
  }

  #writeBackParts(library: LibraryFolder): WriteBackParts {
    return {
      folders: this.#keptFolders,
      kept: this.#kept,
      storage: this.#storage,
      placeFor: (image) => this.#placeFor(image),
      standing: (image) => this.#standing(image),
      recordsIn: (folder) => this.#folder(folder, library),
      inTime: (call) => this.#slow.call(library.root, call),
    };
  }

  async #stampsOf(folders: readonly string[]): Promise<readonly FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    for (const absolute of folders) {
      const held = this.#held.get(absolute);
      const text = held ? await held.records.stamps() : "";
      if (held?.at) stamps.push({ ...held.at, stamps: text.trim() === "" ? "" : text });
      this.#held.wrote(absolute);
    }
    return stamps;
  }

  get isWaiting(): boolean {
    return this.#away.isWaiting;
  }

  async storedPaths(folder: LibraryFolder, signal: AbortSignal): Promise<readonly KnownPath[]> {
    throwIfAborted(signal);
    const stored = await this.#folder(this.#keptFolders.ofLibrary(folder), folder).entries();
    const known = [...knownPaths(stored, "")];
    for (const kept of await this.#keptFolders.within(folder))
      known.push(...knownPaths(await this.#kept.entries(kept, folder), kept.path));
    return known;
  }

  async remove(
    folder: LibraryFolder,
    imagePaths: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly FolderStamps[]> {
    const places = imagePaths.flatMap((imagePath) => this.#readingOrder({ id: "", folder, path: imagePath }));
    const changed = await removeRecords(byFolder(places), (absolute) => this.#folder(absolute, folder), signal);
    for (const kept of await this.#keptFolders.within(folder)) {
      const inside = imagePaths.filter((imagePath) => folderOf(imagePath) === kept.path);
      if (inside.length > 0) await this.#kept.drop(kept, folder, inside.map(fileNameOf));
    }
    return this.#stampsOf(changed);
  }

  found(folder: LibraryFolder, found: FoundRecords): string {
    const stamps = [found.index, found.details, found.journal].map(stampText);
    const text = stamps.every((stamp) => stamp === "") ? "" : stamps.join(" ");
    this.#held.found(path.join(folder.root, found.folder), folder, text);
    return text;
  }

  async paths(folder: LibraryFolder, recordFolder: string, signal: AbortSignal): Promise<readonly KnownPath[]> {
    throwIfAborted(signal);
    const entries = await this.#folder(path.join(folder.root, recordFolder), folder).entries();
    return knownPaths(entries, recordFolder);
  }

  async recover(folder: LibraryFolder, recordFolder: string): Promise<void> {
    await this.#folder(path.join(folder.root, recordFolder), folder).recover();
  }

  async sweep(folder: LibraryFolder, recordFolder: string): Promise<void> {
    await this.#storage.removeLeftovers(path.join(folder.root, recordFolder));
  }

  async flush(): Promise<readonly FolderStamps[]> {
    const stamps = await this.#releaseAll();
    for (const folder of this.#held.libraries)
      if (!this.#ending.signal.aborted) stamps.push(...(await this.writeBack(folder, this.#ending.signal)));
    await this.#held.giveUpOldest();
    return stamps;
  }

  async #releaseAll(): Promise<FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    const held = this.#held.all.filter(([, { records }]) => records.isHeld);
    const releaseSome = async (): Promise<void> => {
      for (let next = held.pop(); next && !this.#ending.signal.aborted; next = held.pop())
        stamps.push(...(await this.#release(...next)));
    };
    await Promise.all(Array.from({ length: foldersAtOnce }, releaseSome));
    return stamps;
  }

  async #release(absolute: string, { records, library, at }: Held): Promise<readonly FolderStamps[]> {
    try {
      await this.#slow.call(library.root, () => records.release());
      this.#held.wrote(absolute);
      this.#away.isBack(absolute);
      return at ? [{ ...at, stamps: await records.stamps() }] : [];
    } catch (thrown) {
      if (turnsAway(thrown) && at) await this.#turnedAway(absolute, thrown);
      else {
        const failure = failureOf(thrown);
        this.#notify({ ...failure, path: absolute, message: `${failure.message} What is new is safe in the journal.` });
      }
      return [];
    }
  }

  /**
   * Every acknowledged record is in a synced journal already: what cannot be folded in the time that a closing program has is
   * folded by the next one.
   */
  async close(): Promise<readonly FolderStamps[]> {
    this.#isClosed = true;
    const stamps: FolderStamps[] = [];
    await atMost(
      this.#closingMs,
      this.#releaseAll().then((released) => stamps.push(...released)),
    );
    this.#ending.abort();
    await atMost(this.#closingMs, Promise.all(this.#held.all.map(([, { records }]) => records.abandon())));
    this.#held.clear();
    return stamps;
  }

  onNotice(listener: (notice: RecordNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The configured place first, then the files from the image's folder outwards: the nearest with content wins. */
  #readingOrder(image: ImageRef): readonly Place[] {
    return thenOutwards([this.#placeFor(image), this.#storagePlace(image)], image);
  }

  #placeFor(image: ImageRef): Place {
    const place = this.#placeOf(image.folder);
    if (place === "storage") return this.#storagePlace(image);
    if (place === "root") return { folder: image.folder.root, key: image.path };
    return besideImage(image);
  }

  /** Works in the folder where the image's record belongs; undefined where that folder cannot be written for now. */
  async #inPlace<T extends {}>(
    image: ImageRef,
    work: (records: FolderRecords, place: Place) => Promise<T>,
  ): Promise<T | undefined> {
    const place = this.#placeFor(image);
    const records = this.#folder(place.folder, image.folder);
    if (this.#keptFolders.isStored(place.folder)) {
      await this.#storage.makeFolder(place.folder);
      return work(records, place);
    }
    if (this.#away.isAway(place.folder)) return undefined;
    try {
      return await this.#slow.call(image.folder.root, () => this.#ifWritable(place, () => work(records, place)));
    } catch (thrown) {
      if (!turnsAway(thrown)) throw thrown;
      await this.#turnedAway(place.folder, thrown);
      return undefined;
    }
  }

  async #ifWritable<T>({ folder }: Place, work: () => Promise<T>): Promise<T | undefined> {
    if (await this.#storage.isWritable(folder)) return work();
    this.#away.tell(folder, await this.#storage.obstacle(folder));
    return undefined;
  }

  #storagePlace({ folder, path: imagePath }: ImageRef): Place {
    return { folder: this.#keptFolders.ofLibrary(folder), key: imagePath };
  }

  #folder(lexical: string, library: LibraryFolder): FolderRecords {
    return this.#held.of(lexical, library);
  }

  #records(place: { readonly folder: string; readonly boundary: string }, library: LibraryFolder): FolderRecords {
    const rescue = async (unfolded: readonly Unfolded[], failure: ExpectedError): Promise<void> => {
      for (const { key, record, base } of unfolded)
        await this.#kept.keep(imageOfKey(place.folder, key, library), record, base);
      if (turnsAway(failure)) await this.#turnedAway(place.folder, failure);
    };
    const isStored = this.#keptFolders.isStored(place.folder);
    return new FolderRecords(place, this.#storage, this.#clock, {
      notify: (notice) => this.#notify(notice),
      ...(isStored ? {} : { rescue }),
    });
  }

  async #turnedAway(folder: string, failure: ExpectedError): Promise<void> {
    this.#away.tell(folder, failure);
    // where the permissions say so by themselves, asking for them each time is enough
    const isToldByAsking = failure.reason === "folderReadOnly" && !(await this.#storage.isWritable(folder));
    if (!isToldByAsking) this.#away.failed(folder);
  }

  #notify(notice: RecordNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
