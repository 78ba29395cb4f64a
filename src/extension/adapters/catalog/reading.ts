/** Reads rows and documents out of the catalog as plain data. */
import type * as Arrow from "apache-arrow";
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogDocument, CatalogRow, FolderStamps } from "../../core/catalogPort.ts";
import { keyOf } from "../../core/search/words.ts";
import { numberColumn, textColumn, textListColumn } from "./columns.ts";
import { documentColumns, rowColumns } from "./schema.ts";
import { idConditions, isOneOf } from "./sql.ts";

/** Slim rows of these library folders. */
export async function readRows(images: Lancedb.Table, folderKeys: readonly string[]): Promise<CatalogRow[]> {
  const condition = isOneOf("folderKey", folderKeys);
  return uniqueById(
    rowsOf<CatalogRow>(
      await images
        .query()
        .where(condition)
        .select([...rowColumns])
        .toArrow(),
      rowColumns,
    ),
  );
}

/** Slim rows by id. */
export async function readRowsById(
  images: Lancedb.Table,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CatalogRow>> {
  return readById<CatalogRow>(images, ids, rowColumns);
}

/** Whole documents in the order of the ids. */
export async function readDocuments(images: Lancedb.Table, ids: readonly string[]): Promise<CatalogDocument[]> {
  const found = await readById<CatalogDocument>(images, ids, documentColumns);
  return ids.map((id) => found.get(id)).filter((document) => document !== undefined);
}

/** Stamps of the image folders of these library folders. */
export async function readFolders(folders: Lancedb.Table, folderKeys: readonly string[]): Promise<FolderStamps[]> {
  const columns = ["folderKey", "folder", "stamps"] as const;
  const found = await folders
    .query()
    .where(isOneOf("folderKey", folderKeys))
    .select([...columns])
    .toArrow();
  return rowsOf<FolderStamps>(found, columns);
}

/** Tags with how many images carry them, most used first; spellings that differ in case or accents count together. */
export async function countTags(
  images: Lancedb.Table,
  folderKeys: readonly string[],
  limit: number,
): Promise<{ tag: string; count: number }[]> {
  const found = await images.query().where(isOneOf("folderKey", folderKeys)).select(["tags"]).toArrow();
  const spellings = new Map<string, number>();
  for (const tag of textListColumn(found, "tags").flat()) spellings.set(tag, (spellings.get(tag) ?? 0) + 1);
  const counts = new Map<string, { tag: string; count: number; most: number }>();
  for (const [tag, count] of spellings) {
    const key = keyOf(tag);
    const known = counts.get(key);
    if (!known) counts.set(key, { tag, count, most: count });
    else {
      known.count += count;
      if (count > known.most) Object.assign(known, { tag, most: count });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1))
    .slice(0, limit)
    .map(({ tag, count }) => ({ tag, count }));
}

async function readById<Row extends CatalogRow>(
  table: Lancedb.Table,
  ids: readonly string[],
  columns: readonly (keyof Row & string)[],
): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  for (const condition of idConditions(ids)) {
    const answer = await table
      .query()
      .where(condition)
      .select([...columns])
      .toArrow();
    for (const row of rowsOf<Row>(answer, columns)) found.set(row.id, row);
  }
  return found;
}

/** Rows of an answer, column by column: five times faster than through Arrow's row objects. */
function rowsOf<Row>(answer: Arrow.Table, names: readonly (keyof Row & string)[]): Row[] {
  const columns = names.map((name) => {
    if (name === "tags") return textListColumn(answer, name);
    return name === "size" || name === "mtimeMs" ? numberColumn(answer, name) : textColumn(answer, name);
  });
  return Array.from({ length: answer.numRows }, (_, row) => {
    const values: Partial<Record<keyof Row, unknown>> = {};
    names.forEach((name, column) => (values[name] = columns[column]?.[row]));
    return values as Row;
  });
}

/** Two programs that add the same image at the same time leave two rows of it. */
function uniqueById(rows: CatalogRow[]): CatalogRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return byId.size === rows.length ? rows : [...byId.values()];
}
