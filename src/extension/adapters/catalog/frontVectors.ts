/** The vectors of the nearest images of the last searches: they are compared right after they were found, and need not be read again. */
import type * as Lancedb from "@lancedb/lancedb";

/** Some searches at once; each has at most a hundred. */
const mostKept = 1000;

/** Vectors of one table at one version. */
export class FrontVectors {
  readonly #vectors = new Map<string, Float32Array>();
  #table: Lancedb.Table | undefined;
  #version = -1;

  /** Keeps what a search of this version, or of a later one, gave: one vector of `length` numbers after the other. */
  put(
    table: Lancedb.Table,
    version: number,
    ids: readonly string[],
    { numbers, length }: { readonly numbers: Float32Array; readonly length: number },
  ): void {
    if (!this.#isOf(table, version) || this.#vectors.size + ids.length > mostKept) this.#vectors.clear();
    this.#table = table;
    this.#version = version;
    ids.forEach((id, row) => this.#vectors.set(id, numbers.subarray(row * length, (row + 1) * length)));
  }

  /** The vectors of these ids that are known at this version. */
  of(table: Lancedb.Table, version: number, ids: readonly string[]): ReadonlyMap<string, Float32Array> {
    const known = new Map<string, Float32Array>();
    if (!this.#isOf(table, version)) return known;
    for (const id of ids) {
      const vector = this.#vectors.get(id);
      if (vector) known.set(id, vector);
    }
    return known;
  }

  #isOf(table: Lancedb.Table, version: number): boolean {
    return this.#table === table && this.#version === version;
  }
}
