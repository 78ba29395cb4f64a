/** The catalog as the core sees it: the derived index of the library, and the plain types that it takes and gives. */
import type { FileMetadata, ImageState } from "../../shared/model.ts";
import type { SearchLanguage } from "./search/languages.ts";
import type { Condition } from "./search/condition.ts";

/** The slim part of a row: what the library keeps in memory, and reopens with without reading any file. */
export interface CatalogRow {
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
  /** Stands for the facts of the file that the record holds; "" where it holds none. */
  readonly factsKey: string;
  /** Engine kind or author of the record: ollama, builtin, imported, person; "" where there is none. */
  readonly by: string;
  readonly model: string;
  /** Prompt and vocabulary with which a machine wrote its part, as `recipeKey` joins them; "" where that is not known. */
  readonly recipe: string;
  readonly failureReason: string;
  readonly failureMessage: string;
  /** Stands for what other programs wrote into the file: "" while nobody looked at this version of it, "-" where it says nothing. */
  readonly metadataKey: string;
  /** Sidecars beside the file with their stamps, as the scan tells them; "" where there is none. */
  readonly sidecars: string;
  /** "yes" where a person reviewed the record as it is, else "". */
  readonly reviewed: string;
}

/** Facts of the file by which images are filtered and counted; "" and 0 where they are not known. */
export interface CatalogFacts {
  /** Pixels as the picture is seen. */
  readonly width: number;
  readonly height: number;
  /** As the decoder names it, else by the extension: jpeg, png, heic … */
  readonly format: string;
  /** ISO 8601 local date and time. */
  readonly takenAt: string;
  readonly camera: string;
  /** "latitude,longitude" in decimal degrees. */
  readonly place: string;
  readonly kind: string;
  readonly colours: readonly string[];
  /** Perceptual hash, 16 hex digits. */
  readonly dHash: string;
}

/** One image as the catalog holds it for search. */
export interface CatalogDocument extends CatalogRow, CatalogFacts {
  readonly tags: readonly string[];
  readonly description: string;
  readonly text: string;
  readonly alt: string;
  /** What other programs wrote into the file; absent where the catalog shall keep what it has of it. */
  readonly file?: FileMetadata;
}

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

/** How the words of a query fit: all of them are there, some, a word begins or holds one, is spelt nearly so, or none was asked for. */
export type WordMatch = "all" | "some" | "part" | "spelling" | "listed";

/** A hit of full text search; scores compare hits of one query and one kind of match. */
export interface WordHit extends TextHit {
  readonly match: WordMatch;
}

export interface VectorHit {
  readonly id: string;
  /** Cosine distance, 0 to 2. */
  readonly distance: number;
}

/** A vector beside a query's. */
export interface ComparedVector extends VectorHit {
  /** Its mean similarity to those of the nearest images that lie nearest to itself. */
  readonly crowding: number;
}

/** What full text search ranks by; the catalog translates it into its own query. Words are plain text, never syntax. */
export interface TextQuery {
  /** Alternatives of which one must be found; hits with all of them first. Where there are none, all that the filter admits is listed. */
  readonly words: readonly string[];
  /** Words and phrases that the filter speaks of: they rank, and are no condition here. */
  readonly conditionWords: readonly string[];
}

/** Conditions applied before ranking. */
export interface CatalogFilter {
  /** Rows of these library folders; never empty. */
  readonly folderKeys: readonly string[];
  /** Absent: all images. */
  readonly where?: Condition;
}

/** How many images have a value. */
export interface FacetCount {
  readonly value: string;
  readonly count: number;
}

/** Counts over a set of images, the most frequent first; of tags, folders and models only the first so many. */
export interface Facets {
  readonly total: number;
  /** Images whose width and height are not known. */
  readonly unmeasured: number;
  /** Image folders, themselves and not below; `value` is the path, "" for the library folder itself. */
  readonly folders: readonly (FacetCount & { readonly folderKey: string })[];
  readonly tags: readonly FacetCount[];
  readonly kinds: readonly FacetCount[];
  readonly formats: readonly FacetCount[];
  /** Of the day they were taken, else of the file's time. */
  readonly years: readonly FacetCount[];
  readonly colours: readonly FacetCount[];
  readonly states: readonly FacetCount[];
  readonly models: readonly FacetCount[];
}

/** How pictures look, as columns: the n-th entry of each is of the n-th image. */
export interface Likenesses {
  readonly ids: readonly string[];
  /** Perceptual hashes of 16 hex digits; "" where nobody has looked at the picture. */
  readonly dHashes: readonly string[];
  /** Pixels as the picture is seen; 0 where they are not known. */
  readonly widths: readonly number[];
  readonly heights: readonly number[];
}

/** The images that facets are counted of: what a filter admits, or these. */
export type FacetScope =
  { readonly filter: CatalogFilter } | { readonly folderKeys: readonly string[]; readonly ids: readonly string[] };

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
  textSearch(query: TextQuery, filter: CatalogFilter, limit: number, signal: AbortSignal): Promise<readonly WordHit[]>;
  /**
   * The scores of these images for the words of a query, as `textSearch` gives them; those without any of the words are left out.
   * Rows that no index holds yet are scored among themselves, so that their words may seem less rare than they are.
   */
  textScores(query: TextQuery, ids: readonly string[], signal: AbortSignal): Promise<readonly WordHit[]>;
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
  /** Compares these images in full, the `nearest` of a search and `others`; those without a vector are left out. */
  compareVectors(
    embedderKey: string,
    vector: Float32Array,
    nearest: readonly string[],
    others: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ComparedVector[]>;
  /** The vector of this embedder for the image's present text; undefined where there is none. */
  vectorOf(embedderKey: string, id: string, signal: AbortSignal): Promise<Float32Array | undefined>;
  /** Makes words in this language from now on, and those of all rows anew where they are in another; answers when that is done. */
  useLanguage(language: SearchLanguage, signal: AbortSignal): Promise<void>;
  /** A short text that was kept with the catalog under this name; "" where there is none. It is lost when the catalog is made anew. */
  note(name: string, signal: AbortSignal): Promise<string>;
  putNote(name: string, text: string, signal: AbortSignal): Promise<void>;
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
  /** Counts for the narrowing of a search; at most `most` values of each sort. */
  facets(scope: FacetScope, most: number, signal: AbortSignal): Promise<Facets>;
  /** How all pictures of these library folders look, for finding those that show the same. */
  likenesses(folderKeys: readonly string[], signal: AbortSignal): Promise<Likenesses>;
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
