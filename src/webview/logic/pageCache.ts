/** Cards of the grid in chunks of a hundred, each with the revision that it shows. */
import type { GridCard, GridPage } from "../../shared/protocol.ts";
import type { IndexRange } from "./gridLayout.ts";

/** Cards asked for in one call. */
export const chunkSize = 100;
/** Several screens of the widest panel; more would only be memory. */
const maxChunks = 40;

interface Chunk {
  readonly revision: number;
  readonly items: readonly GridCard[];
}

/** The chunks that a range of cards lies in. */
export function chunksOf(range: IndexRange): readonly number[] {
  const first = Math.floor(range.first / chunkSize);
  const end = Math.ceil(range.end / chunkSize);
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n);
}

/** Keeps what was answered; what is old stays visible until its successor is there. */
export class PageCache {
  /** Which cards are known? By chunk number, least recently put first. */
  readonly #chunks = new Map<number, Chunk>();

  item(index: number): GridCard | undefined {
    return this.#chunks.get(Math.floor(index / chunkSize))?.items[index % chunkSize];
  }

  /** True where the chunk is there and of this revision. */
  isFresh(chunk: number, revision: number): boolean {
    return (this.#chunks.get(chunk)?.revision ?? -1) >= revision;
  }

  put(page: GridPage): void {
    const chunk = Math.floor(page.offset / chunkSize);
    this.#chunks.delete(chunk);
    this.#chunks.set(chunk, { revision: page.revision, items: page.items });
    for (const known of this.#chunks.keys()) {
      if (known * chunkSize >= page.total && known > 0) this.#chunks.delete(known);
      else if (this.#chunks.size > maxChunks && known !== chunk) this.#chunks.delete(known);
    }
  }

  /** Where this image is among the known cards; -1 where it is not. */
  indexOf(id: string): number {
    for (const [chunk, { items }] of this.#chunks) {
      const at = items.findIndex((item) => item.id === id);
      if (at >= 0) return chunk * chunkSize + at;
    }
    return -1;
  }

  clear(): void {
    this.#chunks.clear();
  }
}
