/** Compares a query's vector with those of given images, and these with their neighbours. */
import type { ComparedVector } from "../../core/catalogPort.ts";
import { textColumn } from "./columns.ts";
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
  embedderKey: string,
  vector: Float32Array,
  nearest: readonly string[],
  others: readonly string[],
): Promise<ComparedVector[]> {
  const known = vectorsOf(tables, embedderKey);
  if (!known || vector.length !== known.dimensions) return [];
  const length = storedLength(known.dimensions);
  const units = new Map<string, Float32Array>();
  for (const condition of idConditions([...new Set([...nearest, ...others])])) {
    const answer = await known.table.query().where(condition).select(["id", "vector"]).toArrow();
    const numbers = vectorNumbers(answer);
    textColumn(answer, "id").forEach((id, row) => {
      units.set(id, unit(numbers.subarray(row * length, (row + 1) * length)));
    });
  }
  const asked = new Float32Array(length);
  asked.set(vector);
  const query = unit(asked);
  const crowdIds = nearest.slice(0, crowd).filter((id) => units.has(id));
  return [...units].map(([id, own]) => ({
    id,
    distance: Math.min(2, Math.max(0, 1 - dot(query, own))),
    crowding: crowding(id, own, crowdIds, units),
  }));
}

function crowding(
  id: string,
  own: Float32Array,
  crowdIds: readonly string[],
  units: ReadonlyMap<string, Float32Array>,
): number {
  const similarities: number[] = [];
  for (const other of crowdIds) {
    const theirs = units.get(other);
    if (theirs && other !== id) similarities.push(dot(own, theirs));
  }
  const nearest = similarities.sort((a, b) => b - a).slice(0, neighbours);
  return nearest.reduce((sum, similarity) => sum + similarity, 0) / Math.max(1, nearest.length);
}

/** Four sums at once keep the processor busy; stored vectors have a multiple of eight numbers. */
function dot(a: Float32Array, b: Float32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = 0; at < a.length; at += 4) {
    first += (a[at] ?? 0) * (b[at] ?? 0);
    second += (a[at + 1] ?? 0) * (b[at + 1] ?? 0);
    third += (a[at + 2] ?? 0) * (b[at + 2] ?? 0);
    fourth += (a[at + 3] ?? 0) * (b[at + 3] ?? 0);
  }
  return first + second + third + fourth;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}
