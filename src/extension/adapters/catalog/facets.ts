/** Counts values over a set of images, for the narrowing of a search. */
import type * as Lancedb from "@lancedb/lancedb";
import type { FacetCount, Facets, FacetScope } from "../../core/catalogPort.ts";
import { textColumn } from "./columns.ts";
import { readFacetColumns, type FacetColumns } from "./facetColumns.ts";
import { allOf, filterConditions } from "./sql.ts";
import type { ListCodes, TextCodes } from "./textCodes.ts";

/** Counts facets; keeps what it read until the table changes. */
export class FacetCounter {
  #columns: Promise<FacetColumns> | undefined;
  #version = -1;

  async count(images: Lancedb.Table, scope: FacetScope, most: number): Promise<Facets> {
    const columns = await this.#read(images);
    if ("ids" in scope) return countRows(columns, rowsOf(columns, scope.ids, scope.folderKeys), most);
    const { folderKeys, where } = scope.filter;
    const ids = where ? await idsOf(images, allOf(filterConditions(scope.filter)) ?? "true") : columns.rowOfId.keys();
    return countRows(columns, rowsOf(columns, ids, folderKeys), most);
  }

  /** Calls at the same time share one reading. */
  async #read(images: Lancedb.Table): Promise<FacetColumns> {
    const version = await images.version();
    if (!this.#columns || this.#version !== version) {
      this.#version = version;
      const reading = readFacetColumns(images);
      this.#columns = reading;
      reading.catch(() => {
        // what could not be read is read again at the next call
        if (this.#columns === reading) this.#columns = undefined;
      });
    }
    return this.#columns;
  }
}

async function idsOf(images: Lancedb.Table, where: string): Promise<string[]> {
  return textColumn(await images.query().where(where).select(["id"]).toArrow(), "id");
}

/** Rows of these images, each once, in these library folders. */
function rowsOf({ rowOfId, folderKeys }: FacetColumns, ids: Iterable<string>, wanted: readonly string[]): Int32Array {
  const isWanted = folderKeys.values.map((key) => wanted.includes(key));
  const rows = new Int32Array(folderKeys.codes.length);
  const isSeen = new Uint8Array(folderKeys.codes.length);
  let count = 0;
  for (const id of ids) {
    const row = rowOfId.get(id);
    if (row === undefined || isSeen[row] === 1 || !isWanted[folderKeys.codes[row] ?? -1]) continue;
    isSeen[row] = 1;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function countRows(columns: FacetColumns, rows: Int32Array, most: number): Facets {
  const texts = (column: TextCodes): FacetCount[] => best(countTexts(column, rows), column.values, most);
  const lists = (column: ListCodes): FacetCount[] => best(countLists(column, rows), column.values, most);
  let unmeasured = 0;
  for (const row of rows) if (columns.widths[row] === 0) unmeasured++;
  return {
    total: rows.length,
    unmeasured,
    folders: folderCounts(columns, rows, most),
    tags: lists(columns.tags),
    kinds: texts(columns.kinds),
    formats: texts(columns.formats),
    years: texts(columns.years),
    colours: lists(columns.colours),
    states: texts(columns.states),
    models: texts(columns.models),
  };
}

function countTexts({ codes, values }: TextCodes, rows: Int32Array): Int32Array {
  const counts = new Int32Array(values.length);
  for (const row of rows) {
    const code = codes[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function countLists({ starts, codes, values }: ListCodes, rows: Int32Array): Int32Array {
  const counts = new Int32Array(values.length);
  const lastRow = new Int32Array(values.length).fill(-1);
  for (const row of rows) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const code = codes[at] ?? 0;
      if (lastRow[code] === row) continue;
      lastRow[code] = row;
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  return counts;
}

/** A folder is one in its library folder: two of these may hold the same path. */
function folderCounts({ folderKeys, folders }: FacetColumns, rows: Int32Array, most: number): Facets["folders"] {
  const size = folders.values.length;
  const counts = new Int32Array(size * folderKeys.values.length);
  for (const row of rows) {
    const code = (folderKeys.codes[row] ?? 0) * size + (folders.codes[row] ?? 0);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const found: { folderKey: string; value: string; count: number }[] = [];
  counts.forEach((count, code) => {
    if (count === 0) return;
    const folderKey = folderKeys.values[Math.floor(code / size)] ?? "";
    found.push({ folderKey, value: folders.values[code % size] ?? "", count });
  });
  return found.sort(byCount).slice(0, most);
}

/** What is not known of an image is no value. */
function best(counts: Int32Array, values: readonly string[], most: number): FacetCount[] {
  const found: FacetCount[] = [];
  counts.forEach((count, code) => {
    const value = values[code] ?? "";
    if (count > 0 && value !== "") found.push({ value, count });
  });
  return found.sort(byCount).slice(0, most);
}

function byCount(a: FacetCount, b: FacetCount): number {
  return b.count - a.count || (a.value < b.value ? -1 : 1);
}
