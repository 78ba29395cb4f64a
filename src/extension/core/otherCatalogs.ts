/** Other catalogs of the same folders, as the core sees them: what they hold need not be computed again. */
import type { Embedder, LibraryFolder } from "./ports.ts";

/**
 * Catalogs of other windows and programs, and what was set aside of our own. They are only read; one that cannot be read is as
 * good as not there.
 */
export interface OtherCatalogs {
  /** Says which folders our catalog holds, so that others find it. Writes nothing where that was said before. */
  announce(folders: readonly LibraryFolder[], signal: AbortSignal): Promise<void>;
  /**
   * The key under which our own catalog or another one has vectors of this embedder, found out without asking its model;
   * undefined where there are none.
   */
  keyOf(embedder: Embedder, folders: readonly LibraryFolder[], signal: AbortSignal): Promise<string | undefined>;
  /** For each text the vector that another catalog of one of these folders has of it; undefined where none has. */
  vectors(
    embedderKey: string,
    folders: readonly LibraryFolder[],
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (Float32Array | undefined)[]>;
  /** A short text that another catalog of one of these folders keeps under this name; "" where none does. */
  note(name: string, folders: readonly LibraryFolder[], signal: AbortSignal): Promise<string>;
  /** Nothing lacks a vector any more: what was set aside of our own catalog for its vectors may go. */
  finished(): Promise<void>;
  close(): Promise<void>;
}
