/** What may be asked of each native room, how much at once, and what the rooms tell by themselves: methods of one request object, plain data only. */
import type { PlainMethods } from "../../shared/calls.ts";
import type {
  CatalogDocument,
  CatalogFilter,
  CatalogRow,
  ComparedVector,
  FacetScope,
  Facets,
  FolderStamps,
  Likenesses,
  TextHit,
  TextQuery,
  VectorHit,
  WordHit,
} from "../core/catalogPort.ts";
import type { SearchLanguage } from "../core/search/languages.ts";
import type { ImageAnalysis, PreparedImage, PrepareRequest, ReadWords, ThumbnailOrder } from "../core/ports.ts";
import type { Facts } from "../../shared/model.ts";

/** The two kinds of room; the word is the entry's first argument. */
export type RoomKind = "images" | "catalog";

/** What every room tells by itself: lines for the one log. */
export interface RoomEvents {
  readonly log: { readonly level: "debug" | "info" | "warn" | "error"; readonly message: string };
}

/** What every room can be asked: to end in order, letting go of what it holds. */
export interface Closing {
  close(request: undefined): void;
}

/** What every room does beside its work; `versions`: the libraries that it has loaded, by name. */
interface Common extends Closing {
  versions(request: undefined): Readonly<Record<string, string>>;
}

/**
 * Images that the images room works on at once: two are decoded while a third is opened, written or answered. A fourth
 * would leave no thread of the pool to the file system.
 */
export const imagesAtOnce = 3;

/** Pictures that are read beside them: one, so that reading never takes more than one processor from the rest. */
export const readingsAtOnce = 1;

/** The images room: sharp and tesseract. */
export type ImagesRoom = PlainMethods<
  Common & {
    prepare(request: PrepareRequest): PreparedImage;
    thumbnail(request: { readonly path: string } & ThumbnailOrder): { readonly facts: Facts };
    analyse(request: {
      readonly path: string;
      readonly ocr: boolean;
      readonly thumbnail?: ThumbnailOrder;
    }): ImageAnalysis;
    readWords(request: { readonly path: string }): ReadWords;
  }
>;

/** The catalog room: LanceDB. `open` comes first in every new process. */
export type CatalogRoom = PlainMethods<
  Common & {
    /** `setAside`: the directory crashed an earlier process; it is renamed, and an empty catalog takes its place. */
    open(request: { readonly directory: string; readonly setAside: boolean }): { readonly fresh: boolean };
    rows(request: { readonly folderKeys: readonly string[] }): readonly CatalogRow[];
    folders(request: { readonly folderKeys: readonly string[] }): readonly FolderStamps[];
    upsert(request: { readonly documents: readonly CatalogDocument[] }): void;
    remove(request: { readonly ids: readonly string[] }): void;
    putFolders(request: { readonly folders: readonly FolderStamps[] }): void;
    documents(request: { readonly ids: readonly string[] }): readonly CatalogDocument[];
    textSearch(request: {
      readonly query: TextQuery;
      readonly filter: CatalogFilter;
      readonly limit: number;
    }): readonly WordHit[];
    textScores(request: { readonly query: TextQuery; readonly ids: readonly string[] }): readonly WordHit[];
    exactSearch(request: {
      readonly words: readonly string[];
      readonly filter: CatalogFilter;
      readonly limit: number;
    }): readonly TextHit[];
    vectorSearch(request: {
      readonly embedderKey: string;
      readonly vector: Float32Array;
      readonly filter: CatalogFilter;
      readonly limit: number;
    }): readonly VectorHit[];
    compareVectors(request: {
      readonly embedderKey: string;
      readonly vector: Float32Array;
      readonly nearest: readonly string[];
      readonly others: readonly string[];
    }): readonly ComparedVector[];
    vectorOf(request: { readonly embedderKey: string; readonly id: string }): Float32Array | undefined;
    useLanguage(request: { readonly language: SearchLanguage }): void;
    note(request: { readonly name: string }): string;
    putNote(request: { readonly name: string; readonly text: string }): void;
    lackingVectors(request: {
      readonly embedderKey: string;
      readonly folderKeys: readonly string[];
      readonly limit: number;
    }): readonly CatalogDocument[];
    lackingVectorCount(request: { readonly embedderKey: string; readonly folderKeys: readonly string[] }): number;
    putVectors(request: {
      readonly embedderKey: string;
      readonly vectors: readonly {
        readonly id: string;
        readonly recordHash: string;
        readonly vector: Float32Array;
      }[];
    }): void;
    tagCounts(request: {
      readonly folderKeys: readonly string[];
      readonly limit: number;
    }): readonly { readonly tag: string; readonly count: number }[];
    likenesses(request: { readonly folderKeys: readonly string[] }): Likenesses;
    facets(request: { readonly scope: FacetScope; readonly most: number }): Facets;
    optimise(request: undefined): void;
    /** Of another catalog, which is only read: for each text its vector, where it has one. Needs no `open`. */
    readVectors(request: {
      readonly directory: string;
      readonly embedderKey: string;
      readonly texts: readonly string[];
    }): readonly (Float32Array | undefined)[];
  }
>;
