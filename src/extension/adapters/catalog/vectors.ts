/** Vectors: storing them, keeping them in step with their images, and searching them. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type * as Arrow from "apache-arrow";
import type * as Lancedb from "@lancedb/lancedb";
import { ExpectedError } from "../../../shared/failures.ts";
import type { CatalogDocument, CatalogFilter, VectorHit } from "../../core/catalogPort.ts";
import { vectorsBatch, type VectorRow } from "./batches.ts";
import { numberColumn, textColumn } from "./columns.ts";
import { deleteRows } from "./deleting.ts";
import { guardedWrite } from "./failures.ts";
import type { FrontVectors } from "./frontVectors.ts";
import { countShown } from "./hiddenVectors.ts";
import { readDocuments } from "./reading.ts";
import { narrowing } from "./narrowing.ts";
import { storedLength } from "./schema.ts";
import { cosineDistance, dot, magnitude } from "./similarity.ts";
import { allOf, isOneOf } from "./sql.ts";
import { findNewVectors, makeVectors, vectorsName, vectorsOf, type OpenTables } from "./tables.ts";

/** Vectors of the embedder before are kept, so that a change back costs nothing; older ones go. */
const keptEmbedders = 2;
/**
 * The index answers from packed vectors, a bit for each number; so many candidates at least are compared in full, more of short
 * vectors, which are told apart by fewer bits. Of the ten nearest among 20,000 captions 99.6 % are found with 180 (128 and 100
 * numbers), and all with 60 where the same captions lie in 768 numbers; of the sixty nearest 96 % with 80.
 */
const fewestCandidates = { long: 80, short: 180 } as const;
/** And this many times as many as are asked for. */
const moreThanAsked = 1.3;
const longVector = 512;
/** Answers up to this length are compared with each other afterwards, and bring their vectors along. */
const largestFront = 100;
/** Above this many results the index would look into most of its partitions anyway, and must not miss any. */
const largestIndexedLimit = 1000;

/** A vector as it is handed in, with the record hash that it belongs to. */
export interface GivenVector {
  readonly id: string;
  readonly recordHash: string;
  readonly vector: Float32Array;
}

/** Stores vectors; one whose image is gone or has another record by now is dropped. */
export function storeVectors(
  tables: OpenTables,
  directory: string,
  embedderKey: string,
  given: readonly GivenVector[],
): Promise<void> {
  return tables.turns.run(() => storeInTurn(tables, directory, embedderKey, given));
}

async function storeInTurn(
  tables: OpenTables,
  directory: string,
  embedderKey: string,
  given: readonly GivenVector[],
): Promise<void> {
  if (!vectorsOf(tables, embedderKey)) await findNewVectors(tables);
  const byId = new Map(given.map((vector) => [vector.id, vector]));
  const dimensions = dimensionsOf(given);
  const known = vectorsOf(tables, embedderKey);
  if (known) checkDimensions(known.dimensions, dimensions);
  const rows: VectorRow[] = [];
  const { documents } = await readDocuments(tables.images, [...byId.keys()]);
  for (const document of documents) {
    const vector = byId.get(document.id);
    if (vector?.recordHash === document.recordHash) rows.push({ document, vector: vector.vector });
  }
  if (rows.length === 0) return;
  const name = vectorsName(embedderKey, dimensions);
  const table = known?.table ?? (await addTable(tables, directory, name, dimensions));
  await writeVectors(tables, table, rows, dimensions);
}

/** LanceDB pads short vectors and cuts long ones in silence, and a row with a number that is none is never found. */
function dimensionsOf(given: readonly GivenVector[]): number {
  const dimensions = given[0]?.vector.length ?? 0;
  for (const { id, vector } of given) {
    if (vector.length === dimensions && dimensions > 0 && vector.every(Number.isFinite)) continue;
    throw new ExpectedError(
      "invalidCall",
      `The vector of "${id}" cannot be stored: it has ${vector.length} numbers where ${dimensions} finite ones were expected.`,
    );
  }
  return dimensions;
}

function checkDimensions(expected: number, dimensions: number): void {
  if (expected === dimensions) return;
  throw new ExpectedError(
    "invalidCall",
    `The embedder gives vectors of ${dimensions} numbers where its earlier ones have ${expected}.`,
  );
}

async function addTable(
  tables: OpenTables,
  directory: string,
  name: string,
  dimensions: number,
): Promise<Lancedb.Table> {
  const oldestFirst = await Promise.all(
    [...tables.vectors.keys()].map(async (table) => ({
      table,
      writtenMs: (await stat(path.join(directory, `${table}.lance`, "_versions"))).mtimeMs,
    })),
  );
  oldestFirst.sort((a, b) => a.writtenMs - b.writtenMs);
  for (const { table } of oldestFirst.slice(0, Math.max(0, oldestFirst.length - keptEmbedders + 1))) {
    tables.vectors.delete(table);
    await tables.connection.dropTable(table);
  }
  const made = await makeVectors(tables, name, dimensions);
  tables.vectors.set(name, made);
  return made;
}

async function writeVectors(
  { lance }: OpenTables,
  table: Lancedb.Table,
  rows: readonly VectorRow[],
  dimensions: number,
): Promise<void> {
  const batch = vectorsBatch(lance, rows, dimensions);
  await guardedWrite("storing vectors", () =>
    table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(batch),
  );
}

/** Deletes the vectors of these images, of every embedder. */
export async function dropVectors(tables: OpenTables, ids: readonly string[]): Promise<void> {
  for (const table of tables.vectors.values()) await deleteRows(table, ids, "removing vectors");
}

/** Writes what filters read of these documents to the rows of their vectors, which stay as they are. */
export async function carryVectors(tables: OpenTables, documents: readonly CatalogDocument[]): Promise<void> {
  const byId = new Map(documents.map((document) => [document.id, document]));
  for (const [name, table] of tables.vectors) {
    const dimensions = Number(name.slice(name.lastIndexOf("_") + 1));
    const length = storedLength(dimensions);
    const answer = await table
      .query()
      .where(isOneOf("id", [...byId.keys()]))
      .select(["id", "recordHash", "vector"])
      .toArrow();
    const numbers = vectorNumbers(answer);
    const hashes = textColumn(answer, "recordHash");
    const rows = textColumn(answer, "id").flatMap((id, row) => {
      const document = byId.get(id);
      const vector = numbers.subarray(row * length, row * length + dimensions);
      return document && document.recordHash === hashes[row] ? [{ document, vector }] : [];
    });
    if (rows.length > 0) await writeVectors(tables, table, rows, dimensions);
  }
}

/** The numbers of an answer's vectors, one after the other; they may be a view on the answer. */
export function vectorNumbers(answer: Arrow.Table): Float32Array {
  const parts = (answer.getChild("vector")?.data ?? []).map(
    ({ children }) => (children[0]?.values ?? new Float32Array()) as Float32Array,
  );
  // each copy of some hundred kilobytes brings the next long pause for freeing memory nearer
  if (parts.length === 1 && parts[0]) return parts[0];
  const numbers = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    numbers.set(part, at);
    at += part.length;
  }
  return numbers;
}

/** Deletes vectors that belong to no present row: after a version was taken back. */
export async function dropStrayVectors(tables: OpenTables): Promise<void> {
  const present = await hashesById(tables.images);
  for (const table of tables.vectors.values()) {
    const strays = [...(await hashesById(table))].filter(([id, hash]) => present.get(id) !== hash).map(([id]) => id);
    await deleteRows(table, strays, "removing vectors");
  }
}

/** Record hash by id, of the rows that a condition admits. */
export async function hashesById(table: Lancedb.Table, condition?: string): Promise<Map<string, string>> {
  const query = table.query().select(["id", "recordHash"]);
  const answer = await (condition === undefined ? query : query.where(condition)).toArrow();
  const hashes = textColumn(answer, "recordHash");
  return new Map(textColumn(answer, "id").map((id, row) => [id, hashes[row] ?? ""]));
}

/** The vector of one image as it was stored; undefined where this embedder has none for it. */
export async function readVector(
  tables: OpenTables,
  embedderKey: string,
  id: string,
): Promise<Float32Array | undefined> {
  const known = vectorsOf(tables, embedderKey);
  if (!known) return undefined;
  const answer = await known.table
    .query()
    .where(isOneOf("id", [id]))
    .select(["id", "vector"])
    .limit(1)
    .toArrow();
  // a copy: what is sent between processes must not carry the whole answer with it
  return answer.numRows === 0 ? undefined : vectorNumbers(answer).slice(0, known.dimensions);
}

/** The nearest vectors of this embedder, nearest first; empty where it has none. */
export async function searchVectors(
  tables: OpenTables,
  fronts: FrontVectors,
  embedderKey: string,
  vector: Float32Array,
  filter: CatalogFilter,
  limit: number,
): Promise<VectorHit[]> {
  const known = vectorsOf(tables, embedderKey);
  if (!known || limit <= 0) return [];
  const { table, dimensions } = known;
  const most = Math.min(limit, await countShown(table));
  checkDimensions(dimensions, dimensionsOf([{ id: "query", recordHash: "", vector }]));
  if (most === 0) return [];
  const stored = new Float32Array(storedLength(dimensions));
  stored.set(vector);
  const where = allOf(await narrowing(table, filter));
  const candidates = Math.max(
    Math.ceil(moreThanAsked * most),
    dimensions < longVector ? fewestCandidates.short : fewestCandidates.long,
  );
  const nearestTo = (exact: boolean): Lancedb.VectorQuery => {
    const nearest = table.query().nearestTo(stored).distanceType("cosine");
    if (where !== undefined) nearest.where(where);
    return exact ? nearest.bypassVectorIndex() : nearest;
  };
  const find = async (exact: boolean): Promise<VectorHit[]> => {
    if (most <= largestFront) return findFront(table, fronts, nearestTo(exact), stored, { candidates, most });
    const refined = nearestTo(exact).refineFactor(Math.max(2, Math.ceil(candidates / most)));
    const answer = await refined.select(["id", "_distance"]).limit(most).toArrow();
    const distances = numberColumn(answer, "_distance");
    const hits = textColumn(answer, "id").map((id, row) => ({
      id,
      distance: Math.min(2, Math.max(0, distances[row] ?? 2)),
    }));
    return hits.sort(byDistance);
  };
  if (most > largestIndexedLimit) return find(true);
  const hits = await find(false);
  // a narrow filter may leave too little in the partitions that the index looked into
  return hits.length < most ? find(true) : hits;
}

/** Takes the candidates with their vectors and compares them here: LanceDB would read each twice, to refine and to answer. */
async function findFront(
  table: Lancedb.Table,
  fronts: FrontVectors,
  query: Lancedb.VectorQuery,
  asked: Float32Array,
  { candidates, most }: { readonly candidates: number; readonly most: number },
): Promise<VectorHit[]> {
  const version = await table.version();
  const answer = await query.select(["id", "vector", "_distance"]).limit(candidates).toArrow();
  const ids = textColumn(answer, "id");
  const numbers = vectorNumbers(answer);
  fronts.put(table, version, ids, { numbers, length: asked.length });
  const size = magnitude(asked);
  const hits = ids.map((id, row) => {
    const vector = numbers.subarray(row * asked.length, (row + 1) * asked.length);
    return { id, distance: cosineDistance(dot(asked, vector), size, magnitude(vector)) };
  });
  return hits.sort(byDistance).slice(0, most);
}

/** Equal ones stand in the same order in every search, whatever was written in between. */
function byDistance(a: VectorHit, b: VectorHit): number {
  return a.distance - b.distance || (a.id < b.id ? -1 : 1);
}
