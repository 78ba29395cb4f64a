/** Compacts tables and brings indices up to date, where enough has changed to be worth it. */
import type * as Lancedb from "@lancedb/lancedb";
import type { Log } from "../../core/ports.ts";
import { isConflict } from "./failures.ts";
import { allWordsColumn, imagesTable } from "./schema.ts";
import type { OpenTables } from "./tables.ts";
import { sweepHidden } from "./hiddenVectors.ts";

const enoughCommits = 50;
const enoughFragments = 20;
/** Below this an exact scan of the vectors is as fast as the index. */
const fewestIndexedVectors = 2000;
/** Other programs may still read older versions. */
const keptVersionsMs = 10 * 60_000;

/** What a pass remembers for the next one: the version at which each table was left. */
export type OptimisedVersions = Map<string, number>;

/** One table after the other; another program's commit in between only puts the work off. */
export async function optimiseTables(
  tables: OpenTables,
  versions: OptimisedVersions,
  log: Log,
  stopped: () => boolean,
): Promise<void> {
  for (const table of [tables.images, tables.folders, ...tables.vectors.values()]) {
    if (stopped()) return;
    try {
      await optimiseTable(tables, table, versions);
    } catch (error) {
      if (!isConflict(error)) throw error;
      log.debug(`Another program wrote to "${table.name}" while it was compacted; that is done later.`);
    }
  }
}

async function optimiseTable(tables: OpenTables, table: Lancedb.Table, versions: OptimisedVersions): Promise<void> {
  const isVectors = tables.vectors.get(table.name) === table;
  const needsVectorIndex = isVectors && (await lacksVectorIndex(table));
  if (!needsVectorIndex && !(await isWorthIt(table, isVectors, versions))) return;
  if (needsVectorIndex) {
    await table.createIndex("vector", { config: tables.lance.lancedb.Index.ivfRq({ distanceType: "cosine" }) });
  }
  if (isVectors) await sweepHidden(table);
  await table.optimize({ cleanupOlderThan: new Date(Date.now() - keptVersionsMs) });
  versions.set(table.name, await table.version());
}

async function lacksVectorIndex(table: Lancedb.Table): Promise<boolean> {
  return (await table.countRows()) >= fewestIndexedVectors && (await table.indexStats("vector_idx")) === undefined;
}

async function isWorthIt(table: Lancedb.Table, isVectors: boolean, versions: OptimisedVersions): Promise<boolean> {
  const version = await table.version();
  const left = versions.get(table.name);
  if (version === left) return false;
  if (left !== undefined && version - left >= enoughCommits) return true;
  const { fragmentStats } = await table.stats();
  if (fragmentStats.numFragments >= enoughFragments) return true;
  const telling = isVectors ? "vector_idx" : table.name === imagesTable ? `${allWordsColumn}_idx` : undefined;
  return telling !== undefined && ((await table.indexStats(telling))?.numUnindexedRows ?? 0) > 0;
}
