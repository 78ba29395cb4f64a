/** Compares a query's vector with those of given images, and these with their neighbours. */
import type { ComparedVector } from "../../core/catalogPort.ts";
import { textColumn } from "./columns.ts";
import type { FrontVectors } from "./frontVectors.ts";
import { storedLength } from "./schema.ts";
import { idConditions } from "./sql.ts";
import { vectorsOf, type OpenTables } from "./tables.ts";
import { vectorNumbers } from "./vectors.ts";

/** Crowding is told by the similarity to so many neighbours, out of the first so many: more gained nothing on captions. */
const neighbours = 5;
const crowd = 30;

/** Distance and crowding of each image that has a vector; the crowd are the first of `nearest`. */
export async function compareVectors(
  tables: OpenTables,
  fronts: FrontVectors,
  embedderKey: string,
  vector: Float32Array,
  nearest: readonly string[],
  others: readonly string[],
): Promise<ComparedVector[]> {
  const known = vectorsOf(tables, embedderKey);
  if (!known || vector.length !== known.dimensions) return [];
  const length = storedLength(known.dimensions);
  const wanted = [...new Set([...nearest, ...others])];
  const found = fronts.of(known.table, await known.table.version(), wanted);
  const conditions = idConditions(wanted.filter((id) => !found.has(id)));
  const answers = await Promise.all(
    conditions.map((condition) => known.table.query().where(condition).select(["id", "vector"]).toArrow()),
  );
  const ids = [...found.keys(), ...answers.flatMap((answer) => textColumn(answer, "id"))];
  const asked = new Float32Array(length);
  asked.set(vector);
  const units = unitRows([asked, ...found.values(), ...answers.map(vectorNumbers)], length);
  const crowdRows = rowsOf(nearest.slice(0, crowd), ids);
  return ids.map((id, index) => ({
    id,
    distance: Math.min(2, Math.max(0, 1 - dot(units, 0, index + 1, length))),
    crowding: crowding(units, index + 1, crowdRows, length),
  }));
}

/** Which row of the vectors each id has: the query's own is the first. Ids without a vector are left out. */
function rowsOf(wanted: readonly string[], ids: readonly string[]): number[] {
  const rows = new Map(ids.map((id, index) => [id, index + 1]));
  return wanted.map((id) => rows.get(id)).filter((row) => row !== undefined);
}

function crowding(units: Float32Array, own: number, crowdRows: readonly number[], length: number): number {
  const similarities = crowdRows.filter((row) => row !== own).map((row) => dot(units, own, row, length));
  const nearest = similarities.sort((a, b) => b - a).slice(0, neighbours);
  return nearest.reduce((sum, similarity) => sum + similarity, 0) / Math.max(1, nearest.length);
}

/** The dot product of two rows. Four sums at once keep the processor busy; stored vectors have a multiple of eight numbers. */
function dot(rows: Float32Array, a: number, b: number, length: number): number {
  const [left, right] = [rows.subarray(a * length, (a + 1) * length), rows.subarray(b * length, (b + 1) * length)];
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = 0; at < length; at += 4) {
    first += left[at]! * right[at]!;
    second += left[at + 1]! * right[at + 1]!;
    third += left[at + 2]! * right[at + 2]!;
    fourth += left[at + 3]! * right[at + 3]!;
  }
  return first + second + third + fourth;
}

/** All vectors one after the other, each divided by its length. */
function unitRows(parts: readonly Float32Array[], length: number): Float32Array {
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    rows.set(part, end);
    end += part.length;
  }
  for (let row = 0; row * length < end; row++) {
    const size = Math.sqrt(dot(rows, row, row, length)) || 1;
    for (let at = row * length; at < (row + 1) * length; at++) rows[at]! /= size;
  }
  return rows;
}
