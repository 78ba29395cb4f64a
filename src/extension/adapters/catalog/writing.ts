/** Writes rows into the catalog; what stands there already in the same form is not written again. */
import type { CatalogDocument, CatalogRow, FolderStamps } from "../../core/catalogPort.ts";
import { folderRowKey, foldersBatch, imagesBatch } from "./batches.ts";
import { checker } from "./checks.ts";
import { deleteRows } from "./deleting.ts";
import { guardedWrite } from "./failures.ts";
import { readFolders, readRowsById } from "./reading.ts";
import type { OpenTables } from "./tables.ts";
import { carryVectors, dropVectors } from "./vectors.ts";
import { rowColumns } from "./schema.ts";

/** Rows in one commit: enough to make a commit cheap, few enough to hold in memory three times. */
export const rowsPerCommit = 4000;

/** Adds or replaces one commit's worth of documents, each id once. */
export async function writeDocuments(tables: OpenTables, documents: readonly CatalogDocument[]): Promise<void> {
  const ids = documents.map(({ id }) => id);
  const before = await readRowsById(tables.images, ids);
  const changed = documents.filter((document) => !isSameRow(before.get(document.id), document));
  if (changed.length === 0) return;
  const known = changed.filter(({ id }) => before.has(id));
  const isSameRecord = (document: CatalogDocument): boolean =>
    before.get(document.id)?.recordHash === document.recordHash;
  // vectors first: if the process ends here, the row still differs and everything is done again
  if (known.length > 0 && tables.vectors.size > 0) {
    const outdated = known.filter((document) => !isSameRecord(document)).map(({ id }) => id);
    await dropVectors(tables, outdated);
    await carryVectors(tables, known.filter(isSameRecord));
  }
  const batch = imagesBatch(tables.lance, changed, await checker());
  await guardedWrite("storing images", () =>
    tables.images.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch),
  );
}

/** Tags and texts belong to the record hash, so the slim row tells whether anything is new. */
function isSameRow(before: CatalogRow | undefined, document: CatalogDocument): boolean {
  return before !== undefined && rowColumns.every((column) => before[column] === document[column]);
}

/** Removes images with their vectors. */
export async function removeDocuments(tables: OpenTables, ids: readonly string[]): Promise<void> {
  await dropVectors(tables, ids);
  await deleteRows(tables.images, ids, "removing images");
}

/** Stores the stamps of image folders. */
export async function writeFolders(tables: OpenTables, folders: readonly FolderStamps[]): Promise<void> {
  const byKey = new Map(folders.map((folder) => [folderRowKey(folder), folder]));
  const before = new Map(
    (await readFolders(tables.folders, [...new Set(folders.map(({ folderKey }) => folderKey))])).map((folder) => [
      folderRowKey(folder),
      folder.stamps,
    ]),
  );
  const changed = [...byKey].filter(([key, folder]) => before.get(key) !== folder.stamps).map(([, folder]) => folder);
  if (changed.length === 0) return;
  const batch = foldersBatch(tables.lance, changed);
  await guardedWrite("storing folders", () =>
    tables.folders.mergeInsert("key").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch),
  );
}
