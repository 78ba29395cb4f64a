/** Records that are kept in the program's storage while their folder cannot be written, with what stood in the folder then. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";
import type { ImageRef, LibraryFolder, RecordChange } from "../../core/ports.ts";
import type { FolderRecords } from "./folderRecords.ts";
import type { KeptFolder, KeptFolders } from "./keptFolders.ts";
import { isSilent, putTogether, saysTheSame } from "./newest.ts";

/** The record that was kept of an image, and what stood in its folder when it was made. */
interface Kept {
  readonly record: ImageRecord;
  readonly base: ImageRecord | undefined;
}

/** Kept records of all folders. A record that was carried back says nothing until it is dropped. */
export class KeptRecords {
  readonly #folders: KeptFolders;
  readonly #recordsIn: (folder: string, library: LibraryFolder) => FolderRecords;

  constructor(folders: KeptFolders, recordsIn: (folder: string, library: LibraryFolder) => FolderRecords) {
    this.#folders = folders;
    this.#recordsIn = recordsIn;
  }

  async read(image: ImageRef): Promise<Kept | undefined> {
    const folder = this.#folderOf(image);
    if (!(await this.#folders.has(folder))) return undefined;
    const key = path.basename(image.path);
    const record = await this.#recordsIn(folder.records, image.folder).read(key);
    if (!record || isSilent(record)) return undefined;
    return { record, base: await this.#recordsIn(folder.bases, image.folder).read(key) };
  }

  /** Becomes the one writer of the kept records of the image's folder. */
  async hold(image: ImageRef): Promise<void> {
    const folder = this.#folderOf(image);
    await this.#folders.prepare(folder);
    await this.#recordsIn(folder.records, image.folder).hold();
  }

  /** Changes what is kept of an image. `standing`: what its folder says now, which is not to win over this later. */
  async change(image: ImageRef, change: RecordChange, standing: ImageRecord | undefined): Promise<ImageRecord> {
    const folder = this.#folderOf(image);
    await this.#folders.prepare(folder);
    const key = path.basename(image.path);
    const bases = this.#recordsIn(folder.bases, image.folder);
    const base = await bases.read(key);
    const record = await this.#recordsIn(folder.records, image.folder).change(key, (current) =>
      change(isSilent(current) ? (standing ?? emptyRecord) : putTogether(base, current, standing)),
    );
    if (standing)
      await bases.change(key, (now) => (now !== emptyRecord && saysTheSame(now, standing) ? now : standing));
    return record;
  }

  /** Takes a record as it is that could not be put into its folder's files, over an older one of the image. */
  async keep(image: ImageRef, record: ImageRecord, base: ImageRecord | undefined): Promise<void> {
    await this.change(image, (now) => (isSilent(now) ? record : putTogether(base, record, now)), base);
  }

  /** The image's folder holds by now what was kept of it. */
  async silence(image: ImageRef): Promise<void> {
    await this.#recordsIn(this.#folderOf(image).records, image.folder).change(
      path.basename(image.path),
      () => emptyRecord,
    );
  }

  /** Names in a kept folder whose records say something. */
  async entries(folder: KeptFolder, library: LibraryFolder): Promise<readonly (readonly [string, ImageRecord])[]> {
    const entries = await this.#recordsIn(folder.records, library).entries();
    return entries.filter(([, record]) => !isSilent(record));
  }

  /** Images that are there and whose records wait in storage, and all that waits for nothing any more. */
  async waiting(
    folder: KeptFolder,
    library: LibraryFolder,
  ): Promise<{ readonly present: readonly string[]; readonly silent: readonly string[] }> {
    const records = this.#recordsIn(folder.records, library);
    // another program may have kept more since
    if (!records.isBusy) records.forget();
    const [present, silent]: [string[], string[]] = [[], []];
    for (const [key, record] of await records.entries())
      if (isSilent(record)) silent.push(key);
      else if (await isThere(path.join(folder.origin, key))) present.push(key);
    return { present, silent };
  }

  /** Takes records out of the storage. */
  async drop(folder: KeptFolder, library: LibraryFolder, keys: readonly string[]): Promise<void> {
    for (const place of [folder.records, folder.bases]) {
      const records = this.#recordsIn(place, library);
      const known = new Set((await records.entries()).map(([key]) => key));
      if (!keys.some((key) => known.has(key))) continue;
      await records.drop(keys);
      await records.release();
    }
  }

  #folderOf({ folder, path: imagePath }: ImageRef): KeptFolder {
    return this.#folders.of(folder, path.join(folder.root, path.dirname(imagePath)));
  }
}

/** A record is carried back only to its image: an empty mount point is a folder that can be written as well. */
async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
