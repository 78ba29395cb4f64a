/** Takes records out of every file that names them. */
import { throwIfAborted } from "../../../shared/failures.ts";
import type { FolderRecords } from "./folderRecords.ts";

/** Keys to be taken out, by the absolute folder of their record files. */
export type KeysByFolder = ReadonlyMap<string, readonly string[]>;

/** Takes the keys out of the files that name them, and answers the folders whose files were written. */
export async function removeRecords(
  keys: KeysByFolder,
  recordsIn: (folder: string) => FolderRecords,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [folder, asked] of keys) {
    throwIfAborted(signal);
    const records = recordsIn(folder);
    const known = new Set((await records.entries()).map(([key]) => key));
    const named = asked.filter((key) => known.has(key));
    if (named.length === 0) continue;
    await records.drop(named);
    await records.release();
    changed.push(records.folder);
  }
  return changed;
}

/** Puts places together by folder. */
export function byFolder(places: Iterable<{ readonly folder: string; readonly key: string }>): KeysByFolder {
  const keys = new Map<string, string[]>();
  for (const { folder, key } of places) {
    const known = keys.get(folder);
    if (known) known.push(key);
    else keys.set(folder, [key]);
  }
  return keys;
}
