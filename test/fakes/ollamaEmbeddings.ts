/** Embeddings of the stand-in: words hashed into a vector, so that texts that share words lie near each other. */

const usualDimensions = 64;

/** A unit vector for a text; equal for equal texts, on every machine. */
export function embedWords(text: string, dimensions = usualDimensions): number[] {
  const vector = Array.from({ length: dimensions }, () => 0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = fnv(word);
    const at = hash % dimensions;
    vector[at] = (vector[at] ?? 0) + (hash & 0x10000 ? 1 : -1);
  }
  const norm = Math.hypot(...vector);
  // a text without words still has a direction, as with a real model
  if (norm === 0) return vector.map((_, index) => (index === 0 ? 1 : 0));
  return vector.map((value) => value / norm);
}

/** The first so many numbers, brought to length one again, as the server does. */
export function cutDimensions(vector: readonly number[], dimensions: number | undefined): readonly number[] {
  if (!dimensions || dimensions >= vector.length) return vector;
  const cut = vector.slice(0, dimensions);
  const norm = Math.hypot(...cut) || 1;
  return cut.map((value) => value / norm);
}

function fnv(word: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
