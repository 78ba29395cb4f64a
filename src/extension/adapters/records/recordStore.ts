/** All records of the library: finds the files that hold an image's record, and changes the one that is its place. */
import { realpathSync } from "node:fs";
import path from "node:path";
import { ExpectedError, failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type { ImageRecord } from "../../../shared/model.ts";
import type { FolderStamps } from "../../core/catalogPort.ts";
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
import { shortHash } from "./hash.ts";
import { stampText } from "./recordFile.ts";

/** Entries kept in memory over all folders that are not being written. */
const mostEntriesHeld = 20_000;

interface Place {
  /** Absolute folder of the record files, and the image's key in them. */
  readonly folder: string;
  readonly key: string;
}

interface Held {
  readonly records: FolderRecords;
  /** The library folder and relative folder that it belongs to; absent for files in storage. */
  readonly at?: { readonly folderKey: string; readonly folder: string };
}

/** Records over many folders, read lazily and given up again when they are many. */
export class RecordStore implements Records {
  readonly #storage: Storage;
  readonly #clock: Clock;
  /** Absolute folder for records that cannot or shall not lie beside the images. */
  readonly #stateFolder: string;
  readonly #placeOf: (folder: LibraryFolder) => RecordPlace;
  /** Which folders are in memory, the one used longest ago first? */
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<(notice: RecordNotice) => void>();
  /** Which read-only folders has the user been told of? */
  readonly #toldReadOnly = new Set<string>();
  /** Where does a folder lie once links are followed? */
  readonly #reached = new Map<string, string>();
  #isClosed = false;

  constructor(options: {
    storage: Storage;
    clock: Clock;
    stateFolder: string;
    placeOf: (folder: LibraryFolder) => RecordPlace;
  }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#stateFolder = options.stateFolder;
    this.#placeOf = options.placeOf;
  }

  async read(image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined> {
    throwIfAborted(signal);
    const [own, ...others] = this.#readingOrder(image);
    const record = own && (await this.#folder(own.folder, image.folder).read(own.key));
    if (record) return record;
    for (const place of others) {
      const elsewhere = await this.#readElsewhere(place, image);
      if (elsewhere) return elsewhere;
    }
    return undefined;
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
    await this.#folder(place.folder, image.folder).hold();
  }

  async change(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord> {
    throwIfAborted(signal);
    if (this.#isClosed) throw new ExpectedError("aborted", "The program is closing.");
    const place = await this.#writingPlace(image);
    const records = this.#folder(place.folder, image.folder);
    // a record that so far stands further out (or in storage) is carried over, never shadowed by an empty one
    const elsewhere = (await records.read(place.key)) ? undefined : await this.read(image, signal);
    return records.change(place.key, (current) => change(elsewhere ?? current));
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
    const known: KnownPath[] = [];
    for (const [key, { contentKey }] of entries) {
      const name = key.slice(key.lastIndexOf("/") + 1);
      if (name.startsWith("._")) continue; // macOS litter that another program listed
      const imagePath = recordFolder === "" ? key : `${recordFolder}/${key}`;
      known.push(contentKey ? { path: imagePath, contentKey } : { path: imagePath });
    }
    return known;
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
    await this.#giveUpOldest();
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
    const { folder, path: imagePath } = image;
    const places: Place[] = [this.#placeFor(image), this.#storagePlace(image), this.#readOnlyPlace(image)];
    const parts = imagePath.split("/");
    for (let depth = parts.length - 1; depth >= 0; depth--) {
      places.push({ folder: path.join(folder.root, ...parts.slice(0, depth)), key: parts.slice(depth).join("/") });
    }
    const seen = new Set<string>();
    return places.filter((place) => !seen.has(place.folder) && seen.add(place.folder));
  }

  #placeFor(image: ImageRef): Place {
    const place = this.#placeOf(image.folder);
    if (place === "storage") return this.#storagePlace(image);
    if (place === "root") return { folder: image.folder.root, key: image.path };
    return besideImage(image);
  }

  /** Where a change goes: the configured place, or the storage while that folder cannot be written. */
  async #writingPlace(image: ImageRef): Promise<Place> {
    const place = this.#placeFor(image);
    if (place.folder.startsWith(this.#stateFolder + path.sep)) {
      await this.#storage.makeFolder(place.folder);
      return place;
    }
    if (await this.#storage.isWritable(place.folder)) {
      this.#toldReadOnly.delete(place.folder);
      return place;
    }
    const instead = this.#readOnlyPlace(image);
    await this.#storage.makeFolder(instead.folder);
    const message = `${place.folder} cannot be written. Its records are kept in the program's storage until it can.`;
    this.#notifyOfFolder({ reason: "folderReadOnly", path: place.folder, message });
    return instead;
  }

  #storagePlace({ folder, path: imagePath }: ImageRef): Place {
    return { folder: path.join(this.#stateFolder, "records", folder.key), key: imagePath };
  }

  #readOnlyPlace(image: ImageRef): Place {
    const beside = besideImage(image);
    return { folder: path.join(this.#stateFolder, "readonly", shortHash(beside.folder)), key: beside.key };
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

  #notify(notice: RecordNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}

function besideImage({ folder, path: imagePath }: ImageRef): Place {
  return { folder: path.join(folder.root, path.dirname(imagePath)), key: path.basename(imagePath) };
}
