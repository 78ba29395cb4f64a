/** The record folders that are in memory: one instance for each folder however it is reached, given up again when they are many. */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { LibraryFolder } from "../../core/ports.ts";
import type { FolderRecords } from "./folderRecords.ts";

/** Entries kept in memory over all folders that are not being written. */
const mostEntriesHeld = 20_000;

/** A folder's records, and where in which library they lie. */
export interface Held {
  readonly records: FolderRecords;
  readonly library: LibraryFolder;
  /** Absent for files in storage. */
  readonly at?: { readonly folderKey: string; readonly folder: string };
}

/** Makes the records of a folder; no record file may be a link that leads out of `boundary`. */
export type MakeRecords = (
  place: { readonly folder: string; readonly boundary: string },
  library: LibraryFolder,
) => FolderRecords;

/** All record folders in memory. */
export class HeldFolders {
  readonly #make: MakeRecords;
  /** The one used longest ago first. */
  readonly #held = new Map<string, Held>();
  /** Where does a folder lie once links are followed? */
  readonly #reached = new Map<string, string>();
  /** Under which stamps was a folder last found? */
  readonly #readUnder = new Map<string, string>();
  /** Which library folders were asked for? */
  readonly #libraries = new Map<string, LibraryFolder>();

  constructor(make: MakeRecords) {
    this.#make = make;
  }

  get libraries(): readonly LibraryFolder[] {
    return [...this.#libraries.values()];
  }

  /** By absolute folder. */
  get all(): readonly (readonly [string, Held])[] {
    return [...this.#held];
  }

  get(absolute: string): Held | undefined {
    return this.#held.get(absolute);
  }

  /** The records of a folder. */
  of(lexical: string, library: LibraryFolder): FolderRecords {
    this.#libraries.set(library.key, library);
    const absolute = this.#behindLinks(lexical, library);
    const held = this.#held.get(absolute);
    this.#held.delete(absolute);
    const at = { folderKey: library.key, folder: path.relative(library.root, absolute).replaceAll(path.sep, "/") };
    const isInLibrary = !at.folder.startsWith("..") && !path.isAbsolute(at.folder);
    const place = { folder: absolute, boundary: isInLibrary ? library.root : absolute };
    const now: Held = held ?? { records: this.#make(place, library), library, ...(isInLibrary ? { at } : {}) };
    this.#held.set(absolute, now);
    if (!held && this.#held.size % 64 === 0) void this.giveUpOldest();
    return now.records;
  }

  /** The record files were just found with these stamps: what was read under others is read again. */
  found(lexical: string, library: LibraryFolder, stamps: string): void {
    this.#reached.delete(lexical);
    const absolute = this.#behindLinks(lexical, library);
    const held = this.#held.get(absolute);
    if (held && !held.records.isHeld && this.#readUnder.get(absolute) !== stamps) held.records.forget();
    this.#readUnder.set(absolute, stamps);
  }

  /** We wrote the files ourselves: what stamps they were found with says nothing any more. */
  wrote(absolute: string): void {
    this.#readUnder.delete(absolute);
  }

  async giveUpOldest(): Promise<void> {
    let entries = 0;
    for (const { records } of this.#held.values()) entries += await records.size();
    for (const [absolute, { records }] of this.#held) {
      if (entries <= mostEntriesHeld && this.#held.size <= mostEntriesHeld / 4) return;
      if (records.isBusy) continue;
      entries -= await records.size();
      this.#held.delete(absolute);
    }
  }

  clear(): void {
    this.#held.clear();
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
}
