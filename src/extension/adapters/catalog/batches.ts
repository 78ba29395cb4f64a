/**
 * Arrow batches built column by column: several times faster than handing LanceDB one object per row.
 *
 * LanceDB takes only objects of its own copy of Arrow: of another copy (the ES module beside its CommonJS one) it loses the
 * children of lists. So the classes are taken from a table that it made itself.
 */
import type * as Arrow from "apache-arrow";
import type { CatalogDocument, FolderStamps } from "../../core/catalogPort.ts";
import { storedDocument, type Checker } from "./checks.ts";
import type { Lance } from "./lance.ts";
import { deriveColumns, foldersSchema, imagesSchema, plainColumns, storedLength, vectorsSchema } from "./schema.ts";

/** A vector with the image whose row it repeats in part, for filters. */
export interface VectorRow {
  readonly document: CatalogDocument;
  readonly vector: Float32Array;
}

type Column =
  readonly string[] | readonly number[] | readonly (readonly string[])[] | { readonly vectors: Float32Array };

/** Documents as rows of `images`, with their search columns and checksums. */
export function imagesBatch(lance: Lance, documents: readonly CatalogDocument[], checks: Checker): Arrow.Table {
  const derived = documents.map((document) => {
    const stored = storedDocument(document);
    const columns = { document: stored, rowCheck: checks.row(document), documentCheck: checks.document(stored) };
    return { ...deriveColumns(document), ...columns };
  });
  return tableOf(lance, imagesSchema(lance), columnsOf(documents, derived), documents.length);
}

function columnsOf(documents: readonly CatalogDocument[], derived: readonly object[]) {
  return (name: string): Column =>
    (plainColumns.has(name)
      ? documents.map((document) => document[name as keyof CatalogDocument])
      : derived.map((columns) => (columns as Readonly<Record<string, unknown>>)[name])) as Column;
}

/** Rows of a table of vectors; the numbers are copied once into one buffer. */
export function vectorsBatch(lance: Lance, rows: readonly VectorRow[], dimensions: number): Arrow.Table {
  const length = storedLength(dimensions);
  const vectors = new Float32Array(rows.length * length);
  rows.forEach((row, index) => vectors.set(row.vector, index * length));
  const documents = rows.map(({ document }) => document);
  const column = columnsOf(documents, documents.map(deriveColumns));
  return tableOf(
    lance,
    vectorsSchema(lance, dimensions),
    (name) => (name === "vector" ? { vectors } : column(name)),
    rows.length,
  );
}

/** Rows of `folders`; the key joins what identifies a row. */
export function foldersBatch(lance: Lance, folders: readonly FolderStamps[]): Arrow.Table {
  const rows = folders.map((folder) => ({ ...folder, key: folderRowKey(folder) }));
  return tableOf(
    lance,
    foldersSchema(lance),
    (name) => rows.map((row) => row[name as keyof (typeof rows)[number]]),
    rows.length,
  );
}

/** What identifies a row of `folders`. */
export function folderRowKey(folder: FolderStamps): string {
  return `${folder.folderKey}\n${folder.folder}`;
}

/** LanceDB's own Arrow classes, with the schema in their terms. */
interface OwnArrow {
  readonly schema: Arrow.Schema;
  readonly Data: typeof Arrow.Data;
  readonly RecordBatch: typeof Arrow.RecordBatch;
  readonly Table: typeof Arrow.Table;
  readonly rowType: Arrow.Struct;
}

function ownArrow({ lancedb }: Lance, schema: Arrow.Schema): OwnArrow {
  const sample = lancedb.makeArrowTable([Object.fromEntries(schema.fields.map(({ name }) => [name, null]))], {
    schema,
  });
  const batch = sample.batches[0];
  if (!batch) throw new Error("LanceDB made a table without a batch.");
  return {
    schema: sample.schema,
    Data: batch.data.constructor as typeof Arrow.Data,
    RecordBatch: batch.constructor as typeof Arrow.RecordBatch,
    Table: sample.constructor as typeof Arrow.Table,
    rowType: batch.data.type,
  };
}

function tableOf(lance: Lance, schema: Arrow.Schema, column: (name: string) => Column, length: number): Arrow.Table {
  const own = ownArrow(lance, schema);
  const children = own.schema.fields.map((field) => dataOf(own, field.type, column(field.name), length));
  const rows = new own.Data(own.rowType, 0, length, 0, {}, children);
  return new own.Table(own.schema, [new own.RecordBatch(own.schema, rows)]);
}

function dataOf({ Data }: OwnArrow, type: Arrow.DataType, column: Column, length: number): Arrow.Data {
  const itemType = (): Arrow.DataType => type.children[0]?.type as Arrow.DataType;
  if ("vectors" in column) {
    const { vectors } = column;
    return new Data(type, 0, length, 0, {}, [new Data(itemType(), 0, vectors.length, 0, { 1: vectors })]);
  }
  if (typeof column[0] === "number") {
    return new Data(type, 0, length, 0, { 1: Float64Array.from(column as readonly number[]) });
  }
  if (typeof column[0] === "string") return textData(Data, type, column as readonly string[]);
  const lists = column as readonly (readonly string[])[];
  const offsets = new Int32Array(length + 1);
  lists.forEach((list, row) => (offsets[row + 1] = (offsets[row] ?? 0) + list.length));
  return new Data(type, 0, length, 0, { 0: offsets }, [textData(Data, itemType(), lists.flat())]);
}

/** Lone surrogates become U+FFFD here: two of them in neighbouring rows would otherwise join into one letter. */
function textData(Data: OwnArrow["Data"], type: Arrow.DataType, column: readonly string[]): Arrow.Data {
  const texts = column.map((text) => text.toWellFormed());
  const offsets = new Int32Array(texts.length + 1);
  texts.forEach((text, row) => (offsets[row + 1] = (offsets[row] ?? 0) + Buffer.byteLength(text)));
  return new Data(type, 0, texts.length, 0, { 0: offsets, 1: Buffer.from(texts.join("")) });
}
