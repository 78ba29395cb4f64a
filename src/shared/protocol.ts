/** The contract between the webviews and the host: what a view may ask, and what it is told. Only ids cross, no paths come in. */
import type { BatchMethodsShape } from "./batch.ts";
import type { PlainMethods } from "./calls.ts";
import type { CopyNotes, CopyView } from "./copies.ts";
import type { FailureData } from "./failures.ts";
import {
  imageStates,
  type Facts,
  type FileMetadata,
  type FormerWords,
  type GridItem,
  type ImageRecord,
  type ImageState,
  type QueueStatus,
  type RecordEdit,
  type Source,
  type TextOrigin,
  type Why,
} from "./model.ts";
import type { FieldName } from "./queryFields.ts";
import type { ReviewMethodsShape } from "./review.ts";
import type { Strings } from "./strings.ts";
import type { ImageUses } from "./uses.ts";

/** Every page that we show. */
export const viewNames = ["library", "search"] as const;
export type ViewName = (typeof viewNames)[number];

/** Every order of the grid; a request is checked against it. */
export const gridSorts = ["path", "name", "newest", "oldest", "largest", "state"] as const;
/** How the grid is ordered where no search ranks it. */
export type GridSort = (typeof gridSorts)[number];

/** Every order of what a search found; a request is checked against it. */
export const searchSorts = ["relevance", "path", "name", "newest", "oldest", "largest"] as const;
export type SearchSort = (typeof searchSorts)[number];

/** Everything that the grid can be narrowed to; a request is checked against it. Stale records are tagged ones besides. */
export const gridFilters = [...imageStates, "stale"] as const;
/** A state, or a mark that images of several states carry. */
export type GridFilter = (typeof gridFilters)[number];

/** Which images the grid shows, in which order. A search has no folder sections. */
export interface GridQuery {
  readonly search: string;
  readonly sort: GridSort;
  /** How what a search found is ordered; absent: by relevance. */
  readonly searchSort?: SearchSort;
  /** With the results of a search that are far weaker than the best, which are left out otherwise. */
  readonly allHits?: true;
  /** Only images to which one of these applies; empty: all. */
  readonly states: readonly GridFilter[];
  /** Only images of this folder and below; empty: all. As in `GridSection.folder`. */
  readonly folder: string;
  /** Only images that are like the one of this id, the nearest first; the image itself is left out. */
  readonly similarTo?: string;
  /** Only images of this set, as `keepSet` named it. */
  readonly within?: string;
  /** Only images that are there more than once, copies of one picture beside each other: a section for each picture. */
  readonly duplicates?: true;
}

/** A run of the grid that belongs to one folder, or holds the copies of one picture; the counts of all sections add up to the page's total. */
export interface GridSection {
  readonly folder: string;
  readonly count: number;
}

/** A card of the grid; with the reasons and the description where a search found it. */
export interface GridCard extends GridItem {
  readonly why?: readonly Why[];
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Present where copies are shown. */
  readonly copy?: CopyView;
}

/** What came of a search beyond its hits: said to the person in words. */
export interface SearchNotes {
  /** Was the meaning of the query used, and if not, why and what helps? */
  readonly meaning: "used" | "off" | "unavailable";
  readonly meaningReason?: string;
  /** Errors in the query, in its order; the rest of the query was used. */
  readonly problems: readonly SearchProblem[];
  /** Images of the library that a filter on size, kind or colours leaves out because they were not measured yet. */
  readonly unmeasured?: number;
  /** How many of the hits are records whose images are gone. */
  readonly missing?: number;
  /** What an image was compared by: its vector, or only its words, for the reason in `meaningReason`. */
  readonly comparedBy?: "meaning" | "words";
  /** Where copies are shown: which may be missing. */
  readonly copies?: CopyNotes;
}

/** What is wrong at a place of the query (in UTF-16 units), in a sentence that says what helps. */
export interface SearchProblem {
  readonly at: number;
  readonly length: number;
  readonly message: string;
  /** Written in that place it would most likely say what was meant. */
  readonly instead?: string;
}

export interface GridPage {
  readonly revision: number;
  readonly total: number;
  readonly offset: number;
  readonly items: readonly GridCard[];
  /** Empty for a search. */
  readonly sections: readonly GridSection[];
  readonly notes?: SearchNotes;
  /** How many results are left out because they are far weaker than the best. */
  readonly weakHits?: number;
  /** There are more of them than that. */
  readonly hasMoreWeak?: true;
  /** The file name of the image that the others are like. */
  readonly likeName?: string;
  /** How many images the set has that is searched within. */
  readonly withinCount?: number;
}

/** A value that the images of a query have, as the filter of the query language takes it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** The values of one field, the most frequent first. */
export interface FacetGroup {
  readonly field: FieldName;
  readonly values: readonly FacetValue[];
}

/** What the images of a query can be narrowed by. */
export interface FacetView {
  readonly revision: number;
  readonly total: number;
  readonly groups: readonly FacetGroup[];
}

/** A search that a person made before: kept by name, or only remembered. */
export interface KnownSearch {
  readonly search: string;
  /** What the person called it. */
  readonly name?: string;
  readonly isSaved: boolean;
}

/** Everything that the image view shows and edits. */
export interface RecordView {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly folder: string;
  readonly state: ImageState;
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt: string;
  readonly sources: {
    readonly description?: Source;
    readonly text?: Source;
    readonly alt?: Source;
    readonly tags?: Readonly<Record<string, Source>>;
  };
  /** Who read which line of the text, where OCR had a part in it. */
  readonly textFrom?: readonly TextOrigin[];
  readonly size: number;
  readonly modifiedAt: string;
  readonly facts?: Facts;
  /** What other programs wrote into the file or a sidecar; absent where that is nothing. */
  readonly file?: FileMetadata;
  readonly engine?: string;
  readonly model?: string;
  readonly taggedAt?: string;
  readonly failure?: FailureData;
  readonly stale?: true;
  /** The image itself is gone: its record is shown, and cannot be edited. */
  readonly missing?: true;
  readonly doubt?: NonNullable<ImageRecord["doubt"]>;
  /** When a person found all of it right (ISO 8601). */
  readonly reviewedAt?: string;
  /** What a machine said here before it looked again, until somebody reviews the record. */
  readonly former?: Pick<FormerWords, "description" | "tags" | "text" | "alt">;
  /** A preview of the image that fits a screen, as a webview address; absent where it does not decode. */
  readonly previewUri?: string;
}

export interface Thumbnail {
  readonly id: string;
  /** A webview address; it changes with the file's content. */
  readonly uri?: string;
  readonly failure?: FailureData;
}

/** Which engine is at work and what it can do, for a person to read. */
export interface EngineStatus {
  readonly engine: "ollama" | "openai" | "vscode" | "builtin" | "none";
  readonly model?: string;
  /** Host as a person wrote it; absent for the built-in engine. */
  readonly host?: string;
  /** How many servers share the work now, of how many; absent where one works alone. */
  readonly hosts?: { readonly well: number; readonly all: number };
  readonly embedModel?: string;
  /** Why this engine and not another, and what would change it. */
  readonly reason?: string;
}

/** What a view needs once, when it opens. */
export interface Hello {
  readonly strings: Strings;
  readonly revision: number;
  readonly total: number;
  readonly queue: QueueStatus;
  readonly engine: EngineStatus;
  /** False in Restricted Mode: browse and search only. */
  readonly trusted: boolean;
  readonly hasFolders: boolean;
  readonly scanning: boolean;
  /** Absent: nothing to tell of them. */
  readonly vectors?: VectorStatus;
  /** What to show first, where a command or a link asked for something. */
  readonly show?: ShowRequest;
}

/** How far the search vectors are that were lacking; what has none yet is found by its words. */
export interface VectorStatus {
  readonly state: "rest" | "working" | "stopped" | "failed";
  readonly made: number;
  readonly total: number;
  /** Why they cannot be made now, and what helps. */
  readonly failure?: FailureData;
}

/** Asks a view to show something: an image, a search, or a folder. */
export interface ShowRequest {
  readonly id?: string;
  readonly search?: string;
  readonly folder?: string;
  /** The id of an image: those that are like it. */
  readonly similarTo?: string;
  /** Images that are there more than once. */
  readonly duplicates?: true;
  /** Ids of images that are to be edited together. */
  readonly edit?: readonly string[];
  /** Reviews what is shown then, or the images of these ids. */
  readonly review?: "shown" | readonly string[];
  /** Leads the keyboard into the search box. */
  readonly focus?: "search";
}

/** Every action on images; a request is checked against it. */
export const imageActions = [
  "tag",
  "tagAgain",
  "tagFirst",
  "insert",
  "copyPath",
  "copyMarkdown",
  "reveal",
  "open",
  "bookmark",
  "openInLibrary",
  "findSimilar",
  "writeMetadata",
  "edit",
] as const;
/** What can be done with images from a view. */
export type ImageAction = (typeof imageActions)[number];

/** Every command that a view may run; a request is checked against it. */
export const viewCommands = [
  "tagFolder",
  "stopTagging",
  "resumeTagging",
  "retryFailed",
  "clearQueue",
  "refresh",
  "openFolder",
  "browseFolder",
  "chooseEngine",
  "openLibrary",
  "showLog",
  "bookmarkSearch",
  "removeMissingRecords",
  "stopVectors",
  "makeVectors",
] as const;
/** What can be asked of the whole from a view; each is the command of the same name. */
export type ViewCommand = (typeof viewCommands)[number];

export interface ViewMethodsShape extends BatchMethodsShape, ReviewMethodsShape {
  hello(request: { readonly view: ViewName }): Hello;
  page(request: { readonly query: GridQuery; readonly offset: number; readonly limit: number }): GridPage;
  /** Makes what is missing; answers in the order asked. At most 200 ids. */
  thumbnails(request: { readonly ids: readonly string[] }): readonly Thumbnail[];
  record(request: { readonly id: string }): RecordView;
  /** Stores the changed fields; answers with the record as it stands then. */
  save(request: { readonly id: string; readonly edit: RecordEdit }): RecordView;
  /** Where the image stands in the grid of this query; -1 where it is not in it. */
  place(request: { readonly query: GridQuery; readonly id: string }): { readonly index: number };
  /** Keeps these images, or all of a query, as a set to search within; answers with the key for `GridQuery.within`. */
  keepSet(request: { readonly ids: readonly string[] } | { readonly query: GridQuery }): { readonly within: string };
  /** Counts over all images of the query, those left out as weak excepted. */
  facets(request: { readonly query: GridQuery }): FacetView;
  /** Saved searches, then those made before, the newest first. */
  searches(request: { readonly start: string }): readonly KnownSearch[];
  /** A person used what this search found: it is remembered. */
  rememberSearch(request: { readonly search: string }): void;
  forgetSearch(request: { readonly search: string }): void;
  /** Tags in use that start with this, most used first, at most 10; to be written, also words of vocabularies. */
  suggestTags(request: { readonly start: string; readonly toWrite?: true }): readonly string[];
  /** In which documents an image is used; the first call reads them all. */
  uses(request: { readonly id: string }): ImageUses;
  /** Opens the document at the place. */
  openUse(request: { readonly id: string; readonly use: string }): void;
  /** Paths of documents that use images and hold this text, for `used:`. */
  suggestDocuments(request: { readonly start: string }): readonly string[];
  /** Where the files of images are, for a drag out of the view; null for an image without one. At most 200 ids. */
  imageUris(request: { readonly ids: readonly string[] }): readonly (string | null)[];
  act(request: { readonly action: ImageAction; readonly ids: readonly string[] }): void;
  /** `search`: for bookmarkSearch. */
  run(request: { readonly command: ViewCommand; readonly search?: string }): void;
  report(request: {
    readonly level: "error" | "warn";
    readonly message: string;
    readonly stack: string;
    readonly view: ViewName;
  }): void;
}

/** The methods as checked: one that carries anything but plain data is a compile error where it is served. */
export type ViewMethods = PlainMethods<ViewMethodsShape>;

export interface ViewEvents {
  /** The library changed; ask again for what is shown. */
  changed: {
    readonly revision: number;
    readonly total: number;
    readonly scanning: boolean;
    readonly hasFolders: boolean;
    /** True once the workspace is trusted. */
    readonly trusted?: boolean;
  };
  queue: QueueStatus;
  engine: EngineStatus;
  vectors: VectorStatus;
  show: ShowRequest;
}
