/** Carries records that were kept in storage into their folder's own files, once these can be written again. */
import { isDeepStrictEqual } from "node:util";
import { ExpectedError } from "../../../shared/failures.ts";
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";
import type { ImageRef, LibraryFolder, Storage } from "../../core/ports.ts";
import type { FolderRecords } from "./folderRecords.ts";
import type { KeptFolder, KeptFolders } from "./keptFolders.ts";
import type { KeptRecords } from "./keptRecords.ts";
import { isNewer, putTogether } from "./newest.ts";

/** What carrying back works with. */
export interface WriteBackParts {
  readonly folders: KeptFolders;
  readonly kept: KeptRecords;
  readonly storage: Storage;
  /** Where records of an image belong. */
  readonly placeFor: (image: ImageRef) => { readonly folder: string; readonly key: string };
  /** What the library's own files say of an image. */
  readonly standing: (image: ImageRef) => Promise<ImageRecord | undefined>;
  readonly recordsIn: (folder: string) => FolderRecords;
  /** The answer of a call to the library's folders, which fails where it takes too long. */
  readonly inTime: <T>(call: () => Promise<T>) => Promise<T>;
}

/** What a change starts from: a record that stands elsewhere is carried over, never shadowed by an empty or an older one. */
export function startOf(current: ImageRecord, standing: ImageRecord | undefined): ImageRecord {
  return standing && (current === emptyRecord || isNewer(standing, current)) ? standing : current;
}

/**
 * Carries the records of one folder whose images are there, and answers into which absolute folders. Out of the storage they
 * are taken only once they stand in the folder's own files.
 */
export async function writeBackFolder(
  library: LibraryFolder,
  folder: KeptFolder,
  parts: WriteBackParts,
): Promise<readonly string[]> {
  const { present, silent } = await parts.inTime(() => parts.kept.waiting(folder, library));
  const targets = new Set<FolderRecords>();
  for (const key of present) {
    const image = { id: "", folder: library, path: folder.path === "" ? key : `${folder.path}/${key}` };
    const place = parts.placeFor(image);
    const isOpen =
      parts.folders.isStored(place.folder) || (await parts.inTime(() => parts.storage.isWritable(place.folder)));
    if (!isOpen) throw new ExpectedError("folderReadOnly", `${place.folder} cannot be written yet.`);
    const target = parts.recordsIn(place.folder);
    targets.add(target);
    await parts.inTime(() => carry(image, place.key, target, parts));
  }
  for (const target of targets) await parts.inTime(() => target.release());
  await parts.kept.drop(folder, library, [...present, ...silent]);
  return [...targets].map((target) => target.folder);
}

/** What is there already, because an earlier try came as far as the journal, is not written once more. */
async function carry(image: ImageRef, key: string, target: FolderRecords, parts: WriteBackParts): Promise<void> {
  const kept = await parts.kept.read(image);
  if (!kept) return;
  const standing = await parts.standing(image);
  await target.change(key, (current) => {
    const together = putTogether(kept.base, kept.record, startOf(current, standing));
    return isDeepStrictEqual(together, current) ? current : together;
  });
}
