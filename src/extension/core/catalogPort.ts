/** The catalog as the core sees it: the derived index of the library, and the plain types that it takes and gives. */
import type { ImageState } from "../../shared/model.ts";

/** One image as the catalog holds it for search and for reopening without reading any file. */
export interface CatalogDocument {
  readonly id: string;
  /** Key of the library folder. */
  readonly folderKey: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly contentKey: string;
  readonly state: ImageState;
  /** Hash of the record that this row was made from; "" where there is none. */
  readonly recordHash: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly text: string;
  readonly alt: string;
  /** Engine kind or author of the record: ollama, builtin, imported, person; "" where there is none. */
  readonly by: string;
  readonly model: string;
  /** Prompt and vocabulary with which a machine wrote its part, as `recipeKey` joins them; "" where that is not known. */
  readonly recipe: string;
  readonly failureReason: string;
  readonly failureMessage: string;
}

/** The slim part of a row: what the library keeps in memory. */
export type CatalogRow = Omit<CatalogDocument, "tags" | "description" | "text" | "alt">;

/** A row of the folder table: the stamps with which a folder's record files were last read. */
export interface FolderStamps {
  readonly folderKey: string;
  readonly folder: string;
  /** `size:mtime` of index, details and journal; "" where absent. */
  readonly stamps: string;
}

export interface TextHit {
  readonly id: string;
  readonly score: number;
}

export interface VectorHit {
  readonly id: string;
  /** Cosine distance, 0 to 2. */
  readonly distance: number;
}

/** What full text search looks for; the catalog translates it into its own query. Words are plain text, never syntax. */
export interface TextQuery {
  /** Alternatives, ranked; hits with all of them first. */
  readonly words: readonly string[];
  readonly required: readonly string[];
  readonly phrases: readonly string[];
  readonly excluded: readonly string[];
}

/** Conditions applied before ranking; all must hold. */
export interface CatalogFilter {
  /** Rows of these library folders; never empty. */
  readonly folderKeys: readonly string[];
  /** Only images below this folder path; "" for all. */
  readonly under: string;
  readonly tags: readonly string[];
  readonly notTags: readonly string[];
  readonly states: readonly ImageState[];
}

/** The derived index of the library: LanceDB in a child process. Failures: catalogUnavailable, nativeCrashed. */
export interface Catalog {
  /** Opens or makes it. `fresh`: it was empty or had to be rebuilt, so everything must be read from the files again. */
  open(signal: AbortSignal): Promise<{ readonly fresh: boolean }>;
  rows(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly CatalogRow[]>;
  folders(folderKeys: readonly string[], signal: AbortSignal): Promise<readonly FolderStamps[]>;
  /** Adds or replaces rows by id; duplicates in one call: the last one counts. A changed document text drops its vector. */
  upsert(documents: readonly CatalogDocument[], signal: AbortSignal): Promise<void>;
  remove(ids: readonly string[], signal: AbortSignal): Promise<void>;
  putFolders(folders: readonly FolderStamps[], signal: AbortSignal): Promise<void>;
  /** Whole documents in the order of the ids; those that are not there are left out. */
  documents(ids: readonly string[], signal: AbortSignal): Promise<readonly CatalogDocument[]>;
  textSearch(query: TextQuery, filter: CatalogFilter, limit: number, signal: AbortSignal): Promise<readonly TextHit[]>;
  /** Rows where a tag or the name equals, or the text contains, one of these words; best first. */
  exactSearch(
    words: readonly string[],
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TextHit[]>;
  vectorSearch(
    embedderKey: string,
    vector: Float32Array,
    filter: CatalogFilter,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly VectorHit[]>;
  /** Ids of tagged images that have no vector of this embedder for their present text, at most `limit`. */
  lackingVectors(
    embedderKey: string,
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly CatalogDocument[]>;
  /** How many `lackingVectors` would give without a limit. */
  lackingVectorCount(embedderKey: string, folderKeys: readonly string[], signal: AbortSignal): Promise<number>;
  /** Vectors with the record hash that they belong to; all of one length, finite. */
  putVectors(
    embedderKey: string,
    vectors: readonly { readonly id: string; readonly recordHash: string; readonly vector: Float32Array }[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Tags with how many images carry them, most used first. */
  tagCounts(
    folderKeys: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly { tag: string; count: number }[]>;
  /** Compacts and updates the indices where there is enough to do; called when idle. */
  optimise(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
