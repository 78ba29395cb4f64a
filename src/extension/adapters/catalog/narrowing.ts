/** The conditions of a search on one table, less what holds of all its rows: most catalogs have one library folder, and it is asked for. */
import type * as Lancedb from "@lancedb/lancedb";
import type { CatalogFilter } from "../../core/catalogPort.ts";
import { conditionSql, isOneOf } from "./sql.ts";

interface Known {
  readonly version: number;
  /** Whether all rows are of the folders that this condition names. */
  readonly areAll: Map<string, Promise<boolean>>;
}

const known = new WeakMap<Lancedb.Table, Known>();

/** Like `filterConditions`, without the folders where the table has no row outside of them: to narrow to them costs each query. */
export async function narrowing(table: Lancedb.Table, { folderKeys, where }: CatalogFilter): Promise<string[]> {
  const folders = isOneOf("folderKey", folderKeys);
  const conditions = where ? [conditionSql(where)] : [];
  return (await areAllIn(table, folders)) ? conditions : [folders, ...conditions];
}

/** Counted once for each version of the table. */
async function areAllIn(table: Lancedb.Table, folders: string): Promise<boolean> {
  const version = await table.version();
  let { areAll } = known.get(table) ?? {};
  if (!areAll || known.get(table)?.version !== version) {
    areAll = new Map();
    known.set(table, { version, areAll });
  }
  const counted = areAll.get(folders) ?? table.countRows(`NOT (${folders})`).then((others) => others === 0);
  areAll.set(folders, counted);
  try {
    return await counted;
  } catch (thrown) {
    // what could not be counted is counted again by the next search
    areAll.delete(folders);
    throw thrown;
  }
}
