/** Comparing vectors by the plainest means, for a catalog in memory. */
import type { ComparedVector } from "../../src/extension/core/catalogPort.ts";

const crowd = 30;
const neighbours = 5;

/** What `compareVectors` promises, of the vectors that are there. */
export function comparedInMemory(
  vectorOf: (id: string) => Float32Array | undefined,
  vector: Float32Array,
  nearest: readonly string[],
  others: readonly string[],
): ComparedVector[] {
  const known = [...new Set([...nearest, ...others])].flatMap((id) => {
    const own = vectorOf(id);
    return own ? [{ id, own }] : [];
  });
  const crowded = known.filter(({ id }) => nearest.slice(0, crowd).includes(id));
  return known.map(({ id, own }) => {
    const similar = crowded.filter((other) => other.id !== id).map((other) => cosine(own, other.own));
    const closest = similar.sort((a, b) => b - a).slice(0, neighbours);
    const crowding = closest.reduce((sum, one) => sum + one, 0) / Math.max(1, closest.length);
    return { id, distance: 1 - cosine(own, vector), crowding };
  });
}

/** The cosine of the angle between two vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  a.forEach((value, index) => {
    const other = b[index] ?? 0;
    dot += value * other;
    lengthA += value * value;
    lengthB += other * other;
  });
  return dot / Math.sqrt(lengthA * lengthB);
}
