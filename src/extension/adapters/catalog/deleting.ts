/** Deletes rows by id, in parts that LanceDB's parser takes, and writes no version where there is nothing to delete. */
import type * as Lancedb from "@lancedb/lancedb";
import { guardedWrite } from "./failures.ts";
import { idConditions } from "./sql.ts";

/** Deletes these rows; `what` names the work where it fails. */
export async function deleteRows(table: Lancedb.Table, ids: readonly string[], what: string): Promise<void> {
  for (const condition of idConditions(ids))
    if ((await table.countRows(condition)) > 0) await guardedWrite(what, () => table.delete(condition));
}
