/** All records of the library: finds the files that hold an image's record, and changes the one that is its place. */
import { realpathSync } from "node:fs";
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
import { FolderRecords } from "./folderRecords.ts";
import { KeptFolders } from "./keptFolders.ts";
import { KeptRecords } from "./keptRecords.ts";
import { isNewer, putTogether } from "./newest.ts";
import { stampText } from "./recordFile.ts";
import { besideImage, knownPaths, thenOutwards, type Place } from "./recordPlaces.ts";
import { byFolder, removeRecords } from "./removeRecords.ts";
import { startOf, writeBackFolder, type WriteBackParts } from "./writeBack.ts";

/** Entries kept in memory over all folders that are not being written. */
const mostEntriesHeld = 20_000;

interface Held {
  readonly records: FolderRecords;
  /** The library folder and relative folder that it belongs to; absent for files in storage. */
  readonly at?: { readonly folderKey: string; readonly folder: string };
}

/** Records over many folders, read lazily and given up again when they are many. */
export class RecordStore implements Records {
  readonly #storage: Storage;
  readonly #clock: Clock;
  /** Records that cannot or shall not lie beside the images. */
  readonly #keptFolders: KeptFolders;
  readonly #kept: KeptRecords;
  readonly #placeOf: (folder: LibraryFolder) => RecordPlace;
  /** Which folders are in memory, the one used longest ago first? */
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<(notice: RecordNotice) => void>();
  /** Which read-only folders has the user been told of? */
  readonly #toldReadOnly = new Set<string>();
  /** Where does a folder lie once links are followed? */
  readonly #reached = new Map<string, string>();
  /** Which library folders were asked for? */
  readonly #libraries = new Map<string, LibraryFolder>();
  #isClosed = false;

  constructor(options: {
    storage: Storage;
    clock: Clock;
    stateFolder: string;
    placeOf: (folder: LibraryFolder) => RecordPlace;
  }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#keptFolders = new KeptFolders(options.storage, options.stateFolder);
    this.#kept = new KeptRecords(this.#keptFolders, (folder, library) => this.#folder(folder, library));
    this.#placeOf = options.placeOf;
  }

  async read(image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined> {
    throwIfAborted(signal);
    const standing = await this.#standing(image);
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
    const place = await this.#writingPlace(image);
    await (place ? this.#folder(place.folder, image.folder).hold() : this.#kept.hold(image));
  }

  async change(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord> {
    throwIfAborted(signal);
    if (this.#isClosed) throw new ExpectedError("aborted", "The program is closing.");
    const place = await this.#writingPlace(image);
    const standing = await this.#standing(image);
    if (!place) return this.#kept.change(image, change, standing);
    const kept = await this.#kept.read(image);
    const record = await this.#folder(place.folder, image.folder).change(place.key, (current) => {
      const now = startOf(current, standing);
      return change(kept ? putTogether(kept.base, kept.record, now) : now);
    });
    if (kept) await this.#kept.silence(image);
    return record;
  }

  async writeBack(folder: LibraryFolder, signal: AbortSignal): Promise<readonly FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    for (const kept of await this.#keptFolders.within(folder)) {
      throwIfAborted(signal);
      try {
        const written = await writeBackFolder(folder, kept, this.#writeBackParts);
        stamps.push(...(await this.#stampsOf(written)));
        if (written.length > 0) this.#sayWrittenBack(kept.origin);
      } catch (thrown) {
        // busy, full or gone again: they stay where they are safe, and the next time tries again
        if (!(thrown instanceof ExpectedError)) throw thrown;
      }
    }
    return stamps;
  }

  get #writeBackParts(): WriteBackParts {
    return {
      folders: this.#keptFolders,
      kept: this.#kept,
      storage: this.#storage,
      placeFor: (image) => this.#placeFor(image),
      standing: (image) => this.#standing(image),
      recordsIn: (folder, library) => this.#folder(folder, library),
    };
  }

  async #stampsOf(folders: readonly string[]): Promise<readonly FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    for (const absolute of folders) {
      const held = this.#held.get(absolute);
      const text = held ? await held.records.stamps() : "";
      if (held?.at) stamps.push({ ...held.at, stamps: text.trim() === "" ? "" : text });
      this.#readUnder.delete(absolute);
    }
    return stamps;
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
    const lexical = path.join(folder.root, found.folder);
    this.#reached.delete(lexical);
    const absolute = this.#behindLinks(lexical, folder);
    const held = this.#held.get(absolute);
    // what was read under other stamps is read again
    if (held && !held.records.isHeld && this.#readUnder.get(absolute) !== text) held.records.forget();
    this.#readUnder.set(absolute, text);
    return text;
  }

  /** Under which stamps was a folder last found? */
  readonly #readUnder = new Map<string, string>();

  async paths(folder: LibraryFolder, recordFolder: string, signal: AbortSignal): Promise<readonly KnownPath[]> {
    throwIfAborted(signal);
    const entries = await this.#folder(path.join(folder.root, recordFolder), folder).entries();
    return knownPaths(entries, recordFolder);
  }

  async recover(folder: LibraryFolder, recordFolder: string): Promise<void> {
    await this.#folder(path.join(folder.root, recordFolder), folder).recover();
  }

  async flush(): Promise<readonly FolderStamps[]> {
    const stamps: FolderStamps[] = [];
    for (const [absolute, { records, at }] of this.#held) {
      if (!records.isHeld) continue;
      try {
        await records.release();
        if (at) stamps.push({ ...at, stamps: await records.stamps() });
        this.#readUnder.delete(absolute);
      } catch (thrown) {
        const failure = failureOf(thrown);
        const message = `${failure.message} What is new is safe in the journal.`;
        this.#notifyOfFolder({ ...failure, path: absolute, message });
      }
    }
    if (stamps.length > 0 && !this.#isClosed) stamps.push(...(await this.#writeAllBack()));
    await this.#giveUpOldest();
    return stamps;
  }

  /** At rest: what could not be written at its time, in all folders that this process knows. */
  async #writeAllBack(): Promise<readonly FolderStamps[]> {
    const never = new AbortController().signal;
    const stamps: FolderStamps[] = [];
    for (const folder of this.#libraries.values()) stamps.push(...(await this.writeBack(folder, never)));
    return stamps;
  }

  async close(): Promise<readonly FolderStamps[]> {
    this.#isClosed = true;
    const stamps = await this.flush();
    for (const { records } of this.#held.values()) await records.abandon();
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

  /** Where a change goes: the configured place; undefined while that folder cannot be written. */
  async #writingPlace(image: ImageRef): Promise<Place | undefined> {
    const place = this.#placeFor(image);
    if (this.#keptFolders.isStored(place.folder)) {
      await this.#storage.makeFolder(place.folder);
      return place;
    }
    if (await this.#storage.isWritable(place.folder)) {
      this.#toldReadOnly.delete(place.folder);
      return place;
    }
    const message = `${place.folder} cannot be written. Its records are kept in the program's storage until it can.`;
    this.#notifyOfFolder({ reason: "folderReadOnly", path: place.folder, message });
    return undefined;
  }

  #storagePlace({ folder, path: imagePath }: ImageRef): Place {
    return { folder: this.#keptFolders.ofLibrary(folder), key: imagePath };
  }

  /** One folder that is reached by two paths is one folder: two writers would find it claimed by each other. */
  #behindLinks(lexical: string, library: LibraryFolder): string {
    const known = this.#reached.get(lexical);
    if (known !== undefined) return known;
    let found = lexical;
    try {
      const inside = path.relative(realpathSync(library.root), realpathSync(lexical));
      if (!inside.startsWith("..") && !path.isAbsolute(inside)) found = path.join(library.root, inside);
    } catch {
      return lexical; // not made yet, or not to be reached: working in it says why
    }
    this.#reached.set(lexical, found);
    return found;
  }

  #folder(lexical: string, library: LibraryFolder): FolderRecords {
    this.#libraries.set(library.key, library);
    const absolute = this.#behindLinks(lexical, library);
    const held = this.#held.get(absolute);
    this.#held.delete(absolute);
    const at = { folderKey: library.key, folder: path.relative(library.root, absolute).replaceAll(path.sep, "/") };
    const isInLibrary = !at.folder.startsWith("..") && !path.isAbsolute(at.folder);
    const now: Held = held ?? {
      records: new FolderRecords(
        { folder: absolute, boundary: isInLibrary ? library.root : absolute },
        this.#storage,
        this.#clock,
        (notice) => this.#notify(notice),
      ),
      ...(isInLibrary ? { at } : {}),
    };
    this.#held.set(absolute, now);
    if (!held && this.#held.size % 64 === 0) void this.#giveUpOldest();
    return now.records;
  }

  async #giveUpOldest(): Promise<void> {
    let entries = 0;
    for (const { records } of this.#held.values()) entries += await records.size();
    for (const [absolute, { records }] of this.#held) {
      if (entries <= mostEntriesHeld && this.#held.size <= mostEntriesHeld / 4) return;
      if (records.isBusy) continue;
      entries -= await records.size();
      this.#held.delete(absolute);
    }
  }

  /** A folder that turned read-only fails in many places: it is said once, until it can be written again. */
  #notifyOfFolder(notice: RecordNotice): void {
    if (notice.reason === "folderReadOnly") {
      if (this.#toldReadOnly.has(notice.path)) return;
      this.#toldReadOnly.add(notice.path);
    }
    this.#notify(notice);
  }

  #sayWrittenBack(origin: string): void {
    this.#toldReadOnly.delete(origin);
    const message = `The records of ${origin} were written back.`;
    this.#notify({ reason: "folderReadOnly", path: origin, message, isOver: true });
  }

  #notify(notice: RecordNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
