/** Compares a query's vector with those of given images, and these with their neighbours. */
import type { ComparedVector } from "../../core/catalogPort.ts";
import { textColumn } from "./columns.ts";
import type { FrontVectors } from "./frontVectors.ts";
import { storedLength } from "./schema.ts";
import { cosineDistance, dot, magnitude } from "./similarity.ts";
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
  const sizeAsked = magnitude(asked);
  const stored = [...found.values(), ...answers.flatMap((answer) => vectorsIn(vectorNumbers(answer), length))];
  const sized = stored.map((numbers) => ({ numbers, size: magnitude(numbers) }));
  const places = new Map(ids.map((id, place) => [id, place]));
  const crowdPlaces = nearest.slice(0, crowd).flatMap((id) => places.get(id) ?? []);
  return sized.map(({ numbers, size }, place) => ({
    id: ids[place] ?? "",
    distance: cosineDistance(dot(asked, numbers), sizeAsked, size),
    crowding: crowding(sized, place, crowdPlaces),
  }));
}

interface Sized {
  readonly numbers: Float32Array;
  readonly size: number;
}

function vectorsIn(numbers: Float32Array, length: number): Float32Array[] {
  return Array.from({ length: numbers.length / length }, (_, row) =>
    numbers.subarray(row * length, (row + 1) * length),
  );
}

function crowding(sized: readonly Sized[], own: number, crowdPlaces: readonly number[]): number {
  const mine = sized[own];
  const similarities = crowdPlaces.flatMap((place) => {
    const other = sized[place];
    return place === own || !mine || !other ? [] : dot(mine.numbers, other.numbers) / (mine.size * other.size);
  });
  const nearest = similarities.sort((a, b) => b - a).slice(0, neighbours);
  return nearest.reduce((sum, similarity) => sum + similarity, 0) / Math.max(1, nearest.length);
}
