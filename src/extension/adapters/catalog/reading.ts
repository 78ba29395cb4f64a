/** Reads rows and documents out of the catalog as plain data. */
import type * as Arrow from "apache-arrow";
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogDocument, CatalogRow, FolderStamps } from "../../core/catalogPort.ts";
import { keyOf } from "../../core/search/words.ts";
import { numberColumn, textColumn, textListColumn } from "./columns.ts";
import { checker, readStoredDocument, type checkColumns, type Checker } from "./checks.ts";
import { documentColumn, numberColumns, rowColumns } from "./schema.ts";
import { idConditions, isOneOf } from "./sql.ts";

/** Slim rows of these library folders; damaged ones are left out. */
export async function readRows(images: Lancedb.Table, folderKeys: readonly string[]): Promise<CatalogRow[]> {
  return uniqueById((await readSound(images, isOneOf("folderKey", folderKeys), slim)).sound);
}

/** Slim rows by id; damaged ones are left out. */
export async function readRowsById(
  images: Lancedb.Table,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CatalogRow>> {
  return (await readById(images, ids, slim)).found;
}

/** Whole documents in the order of the ids, and the ids of those that are damaged. */
export async function readDocuments(
  images: Lancedb.Table,
  ids: readonly string[],
): Promise<{ readonly documents: readonly CatalogDocument[]; readonly damaged: readonly string[] }> {
  const { found, damaged } = await readById(images, ids, whole);
  return { documents: ids.map((id) => found.get(id)).filter((document) => document !== undefined), damaged };
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
  const found = await images.query().where(isOneOf("folderKey", folderKeys)).select(["shownTags"]).toArrow();
  const spellings = new Map<string, number>();
  for (const tag of textListColumn(found, "shownTags").flat()) spellings.set(tag, (spellings.get(tag) ?? 0) + 1);
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

/** What is read of a row, and the checksum that it must fit. */
interface Form<Row> {
  readonly columns: readonly string[];
  readonly check: (typeof checkColumns)[number];
  /** The rows of an answer; undefined where one does not fit. */
  readonly rowsIn: (answer: Arrow.Table, expected: readonly string[], checks: Checker) => readonly (Row | undefined)[];
}

const slim: Form<CatalogRow> = {
  columns: rowColumns,
  check: "rowCheck",
  rowsIn: (answer, expected, checks) =>
    rowsOf<CatalogRow>(answer, rowColumns).map((row, index) => (checks.row(row) === expected[index] ? row : undefined)),
};
const whole: Form<CatalogDocument> = {
  columns: ["id", documentColumn],
  check: "documentCheck",
  rowsIn: (answer, expected, checks) => {
    const ids = textColumn(answer, "id");
    return textColumn(answer, documentColumn).map((stored, index) => {
      if (checks.document(stored) !== expected[index]) return undefined;
      const document = readStoredDocument(stored);
      return document.id === ids[index] ? document : undefined;
    });
  },
};

async function readById<Row extends CatalogRow>(table: Lancedb.Table, ids: readonly string[], form: Form<Row>) {
  const found = new Map<string, Row>();
  const damaged: string[] = [];
  for (const condition of idConditions(ids)) {
    const part = await readSound(table, condition, form);
    for (const row of part.sound) found.set(row.id, row);
    damaged.push(...part.damaged);
  }
  return { found, damaged };
}

/** The rows that fit their checksum, and the ids of the others. */
async function readSound<Row extends CatalogRow>(table: Lancedb.Table, condition: string, form: Form<Row>) {
  const checks = await checker();
  const columns = [...form.columns, form.check];
  const answer = await table.query().where(condition).select(columns).toArrow();
  const ids = textColumn(answer, "id");
  const sound: Row[] = [];
  const damaged: string[] = [];
  form.rowsIn(answer, textColumn(answer, form.check), checks).forEach((row, index) => {
    if (row) sound.push(row);
    else damaged.push(ids[index] ?? "");
  });
  return { sound, damaged };
}

/** Rows of an answer, column by column: five times faster than through Arrow's row objects. */
function rowsOf<Row>(answer: Arrow.Table, names: readonly (keyof Row & string)[]): Row[] {
  const columns = names.map((name) =>
    numberColumns.has(name) ? numberColumn(answer, name) : textColumn(answer, name),
  );
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
