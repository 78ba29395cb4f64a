/** Writes rows into the catalog; what stands there already in the same form is not written again. */
import type { CatalogDocument, CatalogRow, FolderStamps } from "../../core/catalogPort.ts";
import { folderRowKey, foldersBatch, imagesBatch } from "./batches.ts";
import { checker } from "./checks.ts";
import { deleteRows } from "./deleting.ts";
import { guardedWrite } from "./failures.ts";
import { hideVectors } from "./hiddenVectors.ts";
import { readDocuments, readFolders, readRowsById } from "./reading.ts";
import type { OpenTables } from "./tables.ts";
import { carryVectors, dropVectors } from "./vectors.ts";
import { rowColumns } from "./schema.ts";

/** Rows in one commit: enough to make a commit cheap, few enough to hold in memory three times. */
export const rowsPerCommit = 4000;

/** Adds or replaces one commit's worth of documents, each id once. */
export async function writeDocuments(tables: OpenTables, documents: readonly CatalogDocument[]): Promise<void> {
  const changed = await changedOf(tables, documents);
  if (changed.length === 0) return;
  await tables.turns.run(async () =>
    writeChanged(
      tables,
      await changedOf(
        tables,
        changed.map(({ document }) => document),
      ),
    ),
  );
}

interface Changed {
  readonly document: CatalogDocument;
  readonly before: CatalogRow | undefined;
}

async function changedOf(tables: OpenTables, documents: readonly CatalogDocument[]): Promise<readonly Changed[]> {
  const ids = documents.map(({ id }) => id);
  const rows = await readRowsById(tables.images, ids);
  return documents
    .map((document) => ({ document, before: rows.get(document.id) }))
    .filter(({ document, before }) => !isSameRow(before, document));
}

/** What is known of a file stays where the new document does not speak of it: rows in memory do not hold it. */
async function withKeptFiles(tables: OpenTables, changed: readonly Changed[]): Promise<readonly Changed[]> {
  const isSilent = ({ document, before }: Changed): boolean =>
    document.file === undefined && before !== undefined && before.metadataKey !== "-";
  const ids = changed.filter(isSilent).map(({ document }) => document.id);
  if (ids.length === 0) return changed;
  const { documents } = await readDocuments(tables.images, ids);
  const files = new Map(documents.flatMap(({ id, file }) => (file ? [[id, file] as const] : [])));
  return changed.map((one) => {
    const file = isSilent(one) ? files.get(one.document.id) : undefined;
    return file ? { ...one, document: { ...one.document, file } } : one;
  });
}

async function writeChanged(tables: OpenTables, asked: readonly Changed[]): Promise<void> {
  if (asked.length === 0) return;
  const changed = await withKeptFiles(tables, asked);
  // vectors first: if the process ends here, the row still differs and everything is done again
  if (tables.vectors.size > 0) {
    const isOther = ({ document, before }: Changed): boolean => before?.recordHash !== document.recordHash;
    const outdated = changed.filter((one) => one.before && isOther(one)).map(({ document }) => document.id);
    await dropVectors(tables, outdated);
    // of an image that was gone for a while the vector may still be there
    await carryVectors(
      tables,
      changed.filter((one) => !one.before || !isOther(one)).map(({ document }) => document),
    );
  }
  const batch = imagesBatch(
    tables.lance,
    changed.map(({ document }) => document),
    await checker(),
  );
  await guardedWrite("storing images", () =>
    tables.images.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch),
  );
}

/** Tags and texts belong to the record hash, so the slim row tells whether anything is new. */
function isSameRow(before: CatalogRow | undefined, document: CatalogDocument): boolean {
  return before !== undefined && rowColumns.every((column) => before[column] === document[column]);
}

/** Removes images. Their vectors are hidden: a branch that is switched or a drive that is unplugged brings them back. */
export async function removeDocuments(tables: OpenTables, ids: readonly string[]): Promise<void> {
  await hideVectors(tables, ids);
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
  const merge = (): Promise<unknown> =>
    tables.folders.mergeInsert("key").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch);
  await tables.turns.run(() => guardedWrite("storing folders", merge));
}
