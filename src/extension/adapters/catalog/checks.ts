/**
 * Checksums of rows. LanceDB keeps none: a flipped bit in a data file comes back as another text without a word. A row whose
 * checksum does not fit is as good as not there, and is read again from the record files.
 */
import xxhash from "xxhash-wasm";
import type { CatalogDocument, CatalogRow } from "../../core/catalogPort.ts";
import { documentColumns, rowColumns } from "./schema.ts";

const hasher = xxhash();

/** The checksum columns of `images`. */
export const checkColumns = ["rowCheck", "documentCheck"] as const;

/** Makes checksums; loaded once. */
export interface Checker {
  /** Over the slim columns. */
  row(row: CatalogRow): string;
  /** Over all columns that are shown. */
  document(document: CatalogDocument): string;
}

/** The checker; the first call loads it. */
export async function checker(): Promise<Checker> {
  const xx = await hasher;
  // as it is stored: lone surrogates are replaced there
  const checkOf = (values: readonly unknown[]): string => xx.h64ToString(JSON.stringify(values).toWellFormed());
  const wellFormed = (value: unknown): unknown => (typeof value === "string" ? value.toWellFormed() : value);
  return {
    row: (row) => checkOf(rowColumns.map((column) => wellFormed(row[column]))),
    document: (document) =>
      checkOf(
        documentColumns.map((column) => {
          const value = document[column];
          return Array.isArray(value) ? value.map(wellFormed) : wellFormed(value);
        }),
      ),
  };
}
