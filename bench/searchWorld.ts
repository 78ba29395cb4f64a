/** A library as large as asked for a search benchmark: made in parts by a seeded generator, so that a million records need not lie in memory. */
import type { CatalogDocument } from "../src/extension/core/catalogPort.ts";
import type { Embedder } from "../src/extension/core/ports.ts";
import { documentOf } from "../test/fixtures/catalogDocuments.ts";
import { pseudoRandom } from "../test/fixtures/drawnImages.ts";

/** What most embedders of text give. */
export const dimensions = 768;
const wordsInRecord = 40;
const vocabulary = 5_000;
const consonants = "bdfghklmnprstvz";
const vowels = "aeiou";
/** Vectors of real embedders use far fewer directions than they have numbers, and lie in groups. */
const directions = 48;
const groups = 500;
const spreadInGroup = 0.5;
const queryCount = 40;

/** Records of frequent and rare words, and vectors one after the other in one array. */
export interface SearchWorld {
  readonly size: number;
  readonly vectors: Float32Array;
  readonly queries: readonly string[];
  /** Makes record number `index`; the same one at each call. `edit`: another wording of it. */
  document(index: number, edit?: number): CatalogDocument;
  vector(index: number): Float32Array;
  readonly embedder: Embedder;
  queryVector(query: string): Float32Array;
}

/** The world of so many records in one library folder. */
export function searchWorld(size: number, folderKey: string): SearchWorld {
  const random = pseudoRandom(7);
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => normal(random));
  const basis = normals(directions * dimensions);
  const centres = normals(groups * directions);
  const fillNear = (vector: Float32Array): Float32Array => {
    const group = Math.floor(random() * groups) * directions;
    vector.fill(0);
    for (let one = 0; one < directions; one++) {
      const share = (centres[group + one] ?? 0) + spreadInGroup * normal(random);
      for (let at = 0; at < dimensions; at++) vector[at]! += share * (basis[one * dimensions + at] ?? 0);
    }
    return toUnit(vector);
  };
  const vectors = new Float32Array(size * dimensions);
  const vector = (index: number): Float32Array => vectors.subarray(index * dimensions, (index + 1) * dimensions);
  for (let index = 0; index < size; index++) fillNear(vector(index));
  const queries = Array.from({ length: queryCount }, () => `${word(random)} ${word(random)} ${word(random)}`);
  const queryVectors = new Map(queries.map((query) => [query, fillNear(new Float32Array(dimensions))]));
  const queryVector = (query: string): Float32Array => queryVectors.get(query) ?? new Float32Array(dimensions);
  return {
    size,
    vectors,
    queries,
    vector,
    queryVector,
    document: (index, edit = 0) => documentAt(index, edit, folderKey),
    embedder: {
      model: "bench",
      open: async () => ({ key: `bench/${dimensions}`, dimensions }),
      embedDocuments: () => Promise.reject(new Error("not asked for")),
      embedQuery: async (text) => queryVector(text),
    },
  };
}

function documentAt(index: number, edit: number, folderKey: string): CatalogDocument {
  const random = pseudoRandom(1 + index * 31 + edit);
  const text = Array.from({ length: wordsInRecord }, () => word(random));
  return documentOf(`id${index}`, {
    folderKey,
    path: `album ${index % 50}/picture ${index}.jpg`,
    mtimeMs: index,
    recordHash: `h${index}.${edit}`,
    tags: text.slice(0, 7),
    description: text.slice(7, 27).join(" "),
    text: text.slice(27).join(" "),
  });
}

/** Words of two to four syllables; the first of the vocabulary are the most frequent. */
const words: readonly string[] = (() => {
  const random = pseudoRandom(3);
  const letter = (letters: string): string => letters[Math.floor(random() * letters.length)] ?? "";
  const made = new Set<string>();
  while (made.size < vocabulary) {
    const syllables = 2 + Math.floor(random() * 3);
    made.add(Array.from({ length: syllables }, () => letter(consonants) + letter(vowels)).join(""));
  }
  return [...made];
})();

function word(random: () => number): string {
  return words[Math.floor(vocabulary * random() ** 3)] ?? "";
}

/** A number of the normal distribution, by the method of Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function toUnit(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}
