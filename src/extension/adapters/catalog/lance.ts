/** Loads LanceDB when it is first needed: nothing native comes into a process that does not open a catalog. */
import { availableParallelism } from "node:os";
import type * as Arrow from "apache-arrow";
import type * as Lancedb from "@lancedb/lancedb";

/** The two packages, loaded. */
export interface Lance {
  readonly lancedb: typeof Lancedb;
  readonly arrow: typeof Arrow;
}

let loading: Promise<Lance> | undefined;

/** LanceDB and the Arrow that it speaks; the same for every catalog of the process. */
export function loadLance(): Promise<Lance> {
  prepareEnvironment();
  loading ??= Promise.all([import("@lancedb/lancedb"), import("apache-arrow")]).then(([lancedb, arrow]) => ({
    lancedb,
    arrow,
  }));
  // a failed load is not remembered: the file may be there at the next try (an antivirus that held it)
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * What the native part reads once, while it loads. Building a full text index waits for ever where every thread of its pool is
 * one that writes a part of the index; the pool is the number of cores less two, so that is every small machine
 * (lance-format/lance#7350). So the pool has at least four threads, and at most half of them build.
 */
function prepareEnvironment(): void {
  const threads = Math.max(4, availableParallelism());
  process.env["LANCEDB_LOG"] ??= "error";
  process.env["LANCE_CPU_THREADS"] ??= String(threads);
  process.env["LANCE_FTS_NUM_SHARDS"] ??= String(Math.floor(threads / 2));
}
