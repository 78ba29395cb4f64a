/** The open tables of a catalog: making, opening and checking them. */
import { createHash } from "node:crypto";
import type * as Lancedb from "@lancedb/lancedb";
import { loadLance, type Lance } from "./lance.ts";
import type { WriterTurns } from "./writerTurns.ts";
import {
  allWordsColumn,
  foldersSchema,
  foldersTable,
  imagesSchema,
  imagesTable,
  vectorsPrefix,
  vectorsSchema,
} from "./schema.ts";

/** A connection and its tables. */
export interface OpenTables {
  readonly lance: Lance;
  readonly connection: Lancedb.Connection;
  /** Rows are added in turn with other programs. */
  readonly turns: WriterTurns;
  readonly images: Lancedb.Table;
  readonly folders: Lancedb.Table;
  /** By table name: one for each embedder that was used lately. */
  readonly vectors: Map<string, Lancedb.Table>;
}

/** LanceDB's own limits are 6 GB and 1 GB; the queries of this catalog are as fast with these. */
const indexCacheBytes = 128n << 20n;
const metadataCacheBytes = 64n << 20n;

/** Connects to the folder; nothing is opened or written yet. */
export async function connect(directory: string): Promise<{ lance: Lance; connection: Lancedb.Connection }> {
  const lance = await loadLance();
  const connection = await lance.lancedb.connect(directory, {
    readConsistencyInterval: 0,
    session: new lance.lancedb.Session(indexCacheBytes, metadataCacheBytes),
  });
  return { lance, connection };
}

/** Name of the table of an embedder's vectors: a hash, since the key may hold any character, and the length of the vectors. */
export function vectorsName(embedderKey: string, dimensions: number): string {
  return `${vectorsStart(embedderKey)}${dimensions}`;
}

/** The table of an embedder's vectors, with the length that these have. */
export function vectorsOf(
  { vectors }: OpenTables,
  embedderKey: string,
): { readonly table: Lancedb.Table; readonly dimensions: number } | undefined {
  const start = vectorsStart(embedderKey);
  for (const [name, table] of vectors) {
    if (name.startsWith(start)) return { table, dimensions: Number(name.slice(start.length)) };
  }
  return undefined;
}

/** How the names of all tables of an embedder's vectors begin; the length of the vectors follows. */
export function vectorsStart(embedderKey: string): string {
  const hash = createHash("sha256").update(embedderKey.toWellFormed()).digest("hex").slice(0, 16);
  return `${vectorsPrefix}${hash}_`;
}

/** Makes `images` with its indices; on an empty table they cost nothing, and optimise fills them. */
export async function makeImages(lance: Lance, connection: Lancedb.Connection): Promise<Lancedb.Table> {
  const { Index } = lance.lancedb;
  const table = await connection.createEmptyTable(imagesTable, imagesSchema(lance));
  for (const column of ["id", "path", "nameKey"]) await table.createIndex(column, { config: Index.btree() });
  for (const column of ["folderKey", "state"]) await table.createIndex(column, { config: Index.bitmap() });
  await table.createIndex("tagKeys", { config: Index.labelList() });
  await table.createIndex(allWordsColumn, { config: fullText(lance) });
  return table;
}

/**
 * Words come to the index folded, cut and stemmed by core/search/words.ts, the same code that reads the query and that says why
 * a hit matched. So all of LanceDB's own filters are off. That also keeps clear of two traps of 0.31: its ICU tokenizer drops
 * "dog" and "cat" as foreign stop words and takes no list of ours, and an index with positions breaks when the table is compacted
 * ("Max offset … exceeds length of values"), so phrases are found by their text.
 */
function fullText({ lancedb }: Lance): Lancedb.Index {
  return lancedb.Index.fts({
    baseTokenizer: "whitespace",
    lowercase: false,
    stem: false,
    removeStopWords: false,
    asciiFolding: false,
    withPosition: false,
    maxTokenLength: 250,
  });
}

/** Makes `folders`. */
export function makeFolders(lance: Lance, connection: Lancedb.Connection): Promise<Lancedb.Table> {
  return connection.createEmptyTable(foldersTable, foldersSchema(lance));
}

/** Opens tables of vectors that another program has made since the catalog was opened. */
export async function findNewVectors({ connection, vectors }: OpenTables): Promise<void> {
  for (const name of await connection.tableNames())
    if (name.startsWith(vectorsPrefix) && !vectors.has(name)) vectors.set(name, await connection.openTable(name));
}

/** Makes a table of vectors. */
export async function makeVectors(
  { lance, connection }: OpenTables,
  name: string,
  dimensions: number,
): Promise<Lancedb.Table> {
  const { Index } = lance.lancedb;
  const table = await connection.createEmptyTable(name, vectorsSchema(lance, dimensions));
  await table.createIndex("id", { config: Index.btree() });
  await table.createIndex("path", { config: Index.btree() });
  for (const column of ["folderKey", "state"]) await table.createIndex(column, { config: Index.bitmap() });
  await table.createIndex("tagKeys", { config: Index.labelList() });
  return table;
}

/** Fails if the table cannot answer: reads its count, one whole row, one column of every data file, and one word of each index. */
export async function checkTable(lance: Lance, table: Lancedb.Table): Promise<void> {
  const { MatchQuery } = lance.lancedb;
  const key = table.name === foldersTable ? "key" : "id";
  const count = await table.countRows();
  await table.query().limit(1).toArrow();
  const keys = await table.query().select([key]).toArrow();
  if (keys.numRows !== count) throw new Error(`The table "${table.name}" has ${count} rows and gives ${keys.numRows}.`);
  if (table.name !== imagesTable) return;
  await table.query().fullTextSearch(new MatchQuery("dog", allWordsColumn)).select(["id", "_score"]).limit(1).toArrow();
}
