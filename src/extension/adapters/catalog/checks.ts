/**
 * Checksums of rows. LanceDB keeps none: a flipped bit in a data file comes back as another text without a word. A row whose
 * checksum does not fit is as good as not there, and is read again from the record files.
 */
import xxhash from "xxhash-wasm";
import type { CatalogDocument, CatalogRow } from "../../core/catalogPort.ts";
import { documentFields, rowColumns } from "./schema.ts";

const hasher = xxhash();

/** The checksum columns of `images`. */
export const checkColumns = ["rowCheck", "documentCheck"] as const;

/** Makes checksums; loaded once. */
export interface Checker {
  /** Over the slim columns. */
  row(row: CatalogRow): string;
  /** Over a document as it is stored. */
  document(stored: string): string;
}

/** The checker; the first call loads it. */
export async function checker(): Promise<Checker> {
  const xx = await hasher;
  return {
    row: (row) => xx.h64ToString(JSON.stringify(rowColumns.map((column) => wellFormed(row[column])))),
    document: (stored) => xx.h64ToString(stored),
  };
}

/** A document as it is stored: its values in the order of `documentFields`. */
export function storedDocument(document: CatalogDocument): string {
  return JSON.stringify(
    documentFields.map((field) => {
      const value = document[field];
      return Array.isArray(value) ? value.map(wellFormed) : wellFormed(value);
    }),
  );
}

/** The document of a stored text that fits its checksum. */
export function readStoredDocument(stored: string): CatalogDocument {
  const values = JSON.parse(stored) as readonly unknown[];
  // what is absent was stored as null
  const known = documentFields.map((field, index) => [field, values[index]]).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as CatalogDocument;
}

/** Lone surrogates are replaced in all that is stored. */
function wellFormed(value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}
