/** Puts changed records into a folder's files, with what other programs wrote there meanwhile. */
import path from "node:path";
import type { ImageRecord } from "../../../shared/model.ts";
import type { Storage } from "../../core/ports.ts";
import { detailsOf, entryHash, entryOf, formatDetailsFile, type Details } from "./detailsFile.ts";
import { detailsName, indexName, recordOfItem, stampsOfFiles, type FolderFiles } from "./folderFiles.ts";
import { emptyEntry, formatIndexFile } from "./indexFile.ts";
import { mergeRecords } from "./mergeRecords.ts";

/** The items of the files with these records in their places. */
export function withRecords(files: FolderFiles, records: ReadonlyMap<string, ImageRecord>): FolderFiles["items"] {
  const items = new Map(files.items);
  for (const [key, record] of records) {
    const extra = items.get(key)?.extra;
    const entry = entryOf(record);
    items.set(key, { ...(entry ? { entry } : {}), details: detailsOf(record, extra), ...(extra ? { extra } : {}) });
  }
  return items;
}

/**
 * Merges what another program wrote of images that we changed as well. `bases`: what stood there when we changed it; where that
 * is not known it is what we read then (`files`).
 */
export function mergeForeign(
  changed: Map<string, ImageRecord>,
  bases: Map<string, ImageRecord | undefined>,
  files: FolderFiles,
  fresh: FolderFiles,
): void {
  for (const [key, record] of changed) {
    const theirs = recordOfItem(fresh.items.get(key));
    const base = bases.has(key) ? bases.get(key) : recordOfItem(files.items.get(key));
    if (!theirs || isSame(theirs, base)) continue;
    changed.set(key, mergeRecords(base, record, theirs));
    bases.set(key, theirs);
  }
}

/**
 * Writes both files, or takes them away where nothing is left. False where another program wrote them in the last moment: then
 * nothing was written.
 */
export async function writeFolderFiles(folder: string, files: FolderFiles, storage: Storage): Promise<boolean> {
  const never = new AbortController().signal;
  const [index, details] = [path.join(folder, indexName), path.join(folder, detailsName)];
  const isAsRead = async (): Promise<boolean> => {
    const { indexStamp, detailsStamp } = await stampsOfFiles(folder);
    return indexStamp === files.indexStamp && detailsStamp === files.detailsStamp;
  };
  if (files.items.size === 0) {
    if (!(await isAsRead())) return false;
    for (const file of [index, details]) await storage.remove(file);
    return true;
  }
  const entries = [...files.items].flatMap(([key, { entry }]) => (entry ? [[key, entry] as const] : []));
  if (!(await storage.replaceKnown(index, formatIndexFile(entries), isAsRead, never))) return false;
  await storage.replace(details, formatDetailsFile(allDetails(files)), never);
  return true;
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
