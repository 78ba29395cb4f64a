/** Vectors of images that are gone: hidden and not deleted, because a branch or a drive brings many images back as they were. */
import type * as Lancedb from "@lancedb/lancedb";
import { guardedWrite } from "./failures.ts";
import { idConditions } from "./sql.ts";
import type { OpenTables } from "./tables.ts";

/** Of no library folder: no filter admits it. */
const nowhere = "folderKey = ''";
/** Condition of vectors that are not hidden. */
const shown = `NOT (${nowhere})`;
/** So many vectors of images that are gone are kept at least, and never more than of those that are there. */
const fewestHidden = 1000;

const shownCounts = new WeakMap<Lancedb.Table, { readonly version: number; readonly count: Promise<number> }>();

/** How many vectors are not hidden; counted once for each version of the table, since every search asks. */
export async function countShown(table: Lancedb.Table): Promise<number> {
  const version = await table.version();
  const known = shownCounts.get(table);
  if (known?.version === version) return known.count;
  const count = table.countRows(shown);
  shownCounts.set(table, { version, count });
  // what could not be counted is counted again by the next search
  count.catch(() => shownCounts.delete(table));
  return count;
}

/** Takes the vectors of these images out of every search, and keeps them for the case that the images come back as they were. */
async function hideVectorsIn(table: Lancedb.Table, ids: readonly string[]): Promise<void> {
  for (const condition of idConditions(ids)) {
    const where = `${condition} AND ${shown}`;
    if ((await table.countRows(where)) > 0)
      await guardedWrite("hiding vectors", () => table.update({ where, values: { folderKey: "" } }));
  }
}

/** Hides the vectors of these images, of every embedder. */
export async function hideVectors(tables: OpenTables, ids: readonly string[]): Promise<void> {
  for (const table of tables.vectors.values()) await hideVectorsIn(table, ids);
}

/** Deletes hidden vectors where they have become too many. */
export async function sweepHidden(table: Lancedb.Table): Promise<void> {
  const hidden = await table.countRows(nowhere);
  if (hidden > Math.max(fewestHidden, (await table.countRows()) - hidden))
    await guardedWrite("removing vectors", () => table.delete(nowhere));
}
