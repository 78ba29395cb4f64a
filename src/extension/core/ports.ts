/** The outside world as the core sees it: every interface that an adapter fulfils, and the plain types that they share. */
import type { ExpectedError, FailureData } from "../../shared/failures.ts";
import type { ColourName, Facts, ImageRecord, LookPhase, Step, TextOrigin } from "../../shared/model.ts";
import type { FolderStamps } from "./catalogPort.ts";
import type { Vocabulary } from "./tagging/vocabulary.ts";
import type { AppendLog } from "./appendLog.ts";
import type { FoundRecords } from "./scanning.ts";

export type { FoundImage, FoundRecords, Scanner, ScanResult } from "./scanning.ts";

/** One root of the library: a workspace folder or a browsed one. */
export interface LibraryFolder {
  /** Hash of the folder's real path; stable over sessions. */
  readonly key: string;
  /** Absolute, as the editor or the user named it. */
  readonly root: string;
  readonly name: string;
}

/** One image file: `path` is relative to the library folder, with `/`, as the file system gives it. */
export interface ImageRef {
  readonly id: string;
  readonly folder: LibraryFolder;
  readonly path: string;
}

// ---------------------------------------------------------------- writing

/** A file that is made beside another one, to take its place. */
export interface MadeFile {
  /** Makes the file; whatever it leaves there is removed where it fails. */
  readonly make: (temporary: string) => Promise<void>;
  /** The last moment before the swap; the made file is on the disk and as it will be. */
  readonly isAsKnown: (temporary: string) => Promise<boolean>;
  /** The time that it shall have; absent for now. */
  readonly mtimeMs?: number;
}

/** All file writes of the program. Paths are absolute. Failures: folderReadOnly, diskFull, volumeMissing, writeFailed. */
export interface Storage {
  /** Replaces a file as a whole: after a crash the old or the new content stands there, never a part. Parents are made. */
  replace(path: string, content: string | Uint8Array, signal: AbortSignal): Promise<void>;
  /** As `replace`, unless `isAsKnown` denies it in the last moment: another program wrote. Answers whether it was replaced. */
  replaceKnown(path: string, text: string, isAsKnown: () => Promise<boolean>, signal: AbortSignal): Promise<boolean>;
  /** As `replaceKnown`, for a file that another program makes. */
  replaceMade(path: string, made: MadeFile, signal: AbortSignal): Promise<boolean>;
  /** Opens a file for appending lines; `exclusive` fails with `folderBusy` where it exists already. */
  openLog(path: string, options: { readonly exclusive: boolean }): Promise<AppendLog>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Removes temporary files that dead runs left in a folder; never those of a living process, never a file of a person. */
  removeLeftovers(folder: string): Promise<void>;
  /** What time it is by the clock of the disk on which a folder lies, in milliseconds since the epoch. */
  diskTime(folder: string): Promise<number>;
  /** Whether files can be created in this folder now (checked by permission, not by trying to write). */
  isWritable(folder: string): Promise<boolean>;
  /** Why not; undefined where they can. */
  obstacle(folder: string): Promise<ExpectedError | undefined>;
}

// ---------------------------------------------------------------- records

/** Where a library folder's records are written: beside the images, at its root, or in the program's storage only. */
export type RecordPlace = "folder" | "root" | "storage";

/** Makes a new record out of the one that stands now; called again if another writer came between. */
export type RecordChange = (current: ImageRecord) => ImageRecord;

/** The durable truth: index files, details files and journals. */
export interface Records {
  /** The record of one image; undefined where nothing is known. */
  read(image: ImageRef, signal: AbortSignal): Promise<ImageRecord | undefined>;
  /**
   * Tells with which stamps a folder's record files were just found; what is remembered of it is read again if they differ.
   * Answers the stamps as text, "" where no record file is there.
   */
  found(folder: LibraryFolder, records: FoundRecords): string;
  /** Paths of images that the record files of this folder name with content, with their content keys where known. */
  paths(folder: LibraryFolder, recordFolder: string, signal: AbortSignal): Promise<readonly KnownPath[]>;
  /** Paths of images whose records lie in the program's own storage: because they shall, or because a folder was not writable. */
  storedPaths(folder: LibraryFolder, signal: AbortSignal): Promise<readonly KnownPath[]>;
  /**
   * Carries records that were kept because their folders could not be written into the folders' own files, where these can be
   * written again and the images are there. Answers the stamps of the files it wrote.
   */
  writeBack(folder: LibraryFolder, signal: AbortSignal): Promise<readonly FolderStamps[]>;
  /** True while records are known to wait in storage for folders that could not be written. */
  readonly isWaiting: boolean;
  /** Takes the records of these images out of all files and the storage, for good. Answers the stamps of the files it wrote. */
  remove(folder: LibraryFolder, paths: readonly string[], signal: AbortSignal): Promise<readonly FolderStamps[]>;
  /** Folds a journal that a dead process left in a folder; fails with `folderBusy` where its owner lives. */
  recover(folder: LibraryFolder, recordFolder: string): Promise<void>;
  /** Takes away what dead runs left half written in a folder. */
  sweep(folder: LibraryFolder, recordFolder: string): Promise<void>;
  /** Becomes the one writer of the image's record folder before work is spent on it; `folderBusy` while another program is. */
  hold(image: ImageRef, signal: AbortSignal): Promise<void>;
  /** Changes a record; it is on the disk (journal) when this answers. Rejects with `folderBusy` where another program writes. */
  change(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord>;
  /** As `change`, for an image whose drive is away: the record is kept in storage until the image is there again. */
  changeAway(image: ImageRef, change: RecordChange, signal: AbortSignal): Promise<ImageRecord>;
  /** Folds all journals into the index and details files, releases the folders, and answers their stamps as they are now. */
  flush(): Promise<readonly FolderStamps[]>;
  /** As flush, and ends; nothing is accepted afterwards. */
  close(): Promise<readonly FolderStamps[]>;
  /** Told of things that a person should know: a read-only folder, an unreadable index file and its backup. */
  onNotice(listener: (notice: RecordNotice) => void): () => void;
}

/** An image that record files name; `path` relative to the library folder. */
export interface KnownPath {
  readonly path: string;
  readonly contentKey?: string;
  /** Bytes of the file when the record was made. */
  readonly size?: number;
}

export interface RecordNotice extends FailureData {
  /** The file or folder that it is about (absolute). */
  readonly path: string;
  /** In which line of the file, from 1, where that is known. */
  readonly line?: number;
  /** Set where what was told before is over. */
  readonly isOver?: true;
}

// ---------------------------------------------------------------- looking at images

/** What the images room makes of a file for an engine, in one decode. */
export interface PreparedImage {
  readonly facts: Facts;
  /** JPEG, oriented, flattened on white, sRGB, fitted to the engine's size, no metadata. */
  readonly jpeg: Uint8Array;
  readonly jpegWidth: number;
  readonly jpegHeight: number;
  /** Perceptual hash (dHash), 16 hex digits. */
  readonly dHash: string;
  /** Measures by which its kind is told and its colours are named; rougher than those of `analyse`. */
  readonly features?: ImageAnalysis["features"];
  readonly colours?: ImageAnalysis["colours"];
  /** Does it look as if words stood in it? Present where that was asked for. */
  readonly mayHoldWords?: boolean;
}

export interface ThumbnailOrder {
  /** Absolute path of the webp file to make; written by temp file and rename. */
  readonly to: string;
  /** The longer side, in pixels. */
  readonly sizePx: number;
}

/** Measured features of a picture, from which the built-in engine makes words. */
export interface ImageAnalysis {
  readonly facts: Facts;
  readonly dHash: string;
  /** Share of the picture by colour name, largest first. */
  readonly colours: readonly { readonly name: ColourName; readonly share: number }[];
  /** 0 to 1 each unless said otherwise. */
  readonly features: {
    readonly meanLightness: number;
    readonly lightnessSpread: number;
    readonly saturation: number;
    /** Share of pixels with a strong edge. */
    readonly edges: number;
    /** Share of pixels equal to their right neighbour. */
    readonly flat: number;
    /** Distinct colours in a 64 px version, quantised to 5 bits a channel. */
    readonly distinctColours: number;
    /** Share of pixels that are (nearly) transparent. */
    readonly transparent: number;
    /** Entropy of lightness in bits, 0 to 8. */
    readonly entropy: number;
    /** Share of rows that are of one colour nearly throughout, but not of the commonest one: title and tool bars. */
    readonly bands: number;
  };
  /** Words that OCR read with confidence, in reading order; lines separated by \n. */
  readonly text: string;
  /** Mean confidence of those words, 0 to 100. */
  readonly textConfidence: number;
}

/** What is to be made of a file for an engine. */
export interface PrepareRequest {
  readonly path: string;
  readonly maxSidePx: number;
  readonly thumbnail?: ThumbnailOrder;
  /** Whether to look for traces of letters. */
  readonly looksForWords?: boolean;
}

/** The images room: sharp and tesseract in a child process. Failures: notFound, unreadable, undecodable, tooLarge, nativeCrashed. */
export interface Images {
  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedImage>;
  thumbnail(
    request: { readonly path: string } & ThumbnailOrder,
    signal: AbortSignal,
  ): Promise<{ readonly facts: Facts }>;
  analyse(
    request: { readonly path: string; readonly ocr: boolean; readonly thumbnail?: ThumbnailOrder },
    signal: AbortSignal,
  ): Promise<ImageAnalysis>;
  /** Reads the words that stand in a picture, by OCR; takes longer than everything else together. */
  readWords(request: { readonly path: string }, signal: AbortSignal): Promise<ReadWords>;
}

/** Small pictures of images, kept in the program's storage by content. */
export interface Thumbnails {
  /** Where the thumbnail of this content belongs; undefined where it is there already. */
  order(contentKey: string, signal: AbortSignal): Promise<ThumbnailOrder | undefined>;
  /** Makes what is missing; answers the absolute path of the webp file. */
  ensure(image: ImageRef, contentKey: string, sizePx: number, signal: AbortSignal): Promise<string>;
}

// ---------------------------------------------------------------- engines

/** Every kind of engine. */
export type EngineKind = "ollama" | "openai" | "vscode" | "builtin";

/** What an engine says of an image; of a step that is not complete there is nothing. */
export interface Answer {
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly text?: string;
  readonly alt?: string;
  /** Who read which line of the text; absent where the engine read all of it by itself. */
  readonly textFrom?: readonly TextOrigin[];
}

export type LookEvent =
  /** What goes on before the first words of the answer, as far as the server tells. */
  | { readonly type: "phase"; readonly phase: LookPhase }
  /** How far inside the step, 0 to 1; never backwards within a step. */
  | { readonly type: "progress"; readonly step: Step; readonly fraction: number }
  /** The step is complete: `description`, `tags`, or `text` (which carries text and alt). */
  | { readonly type: "step"; readonly step: Step; readonly answer: Answer }
  /** Requests that carried the image: told once at the end of every look, also of one that fails. */
  | { readonly type: "calls"; readonly modelCalls: number };

export interface LookRequest {
  /** Absolute path and the path within the library, for name words and context. */
  readonly file: string;
  readonly path: string;
  /** The steps that are missing, in order. */
  readonly steps: readonly Step[];
  /** What earlier steps gave, so that a later step can be asked for alone. */
  readonly known: Answer;
  /** Tags that the record has now, for the prompt. */
  readonly tags?: readonly string[];
  /** The library's own list of words, where there is one. */
  readonly vocabulary?: Vocabulary;
  /** Size in pixels and place of the thumbnail to make on the way, if one is missing. */
  readonly thumbnail?: ThumbnailOrder;
}

/** What OCR read in a picture, surely enough to be used: lines in reading order. */
export interface ReadWords {
  readonly lines: readonly string[];
}

/** The reading of a picture's words, which goes on while the engine looks at the picture. */
export interface WordReading {
  /** Undefined as long as it goes on. */
  readonly words: ReadWords | undefined;
  /** Answers when it has ended; undefined where a stop ended it. Never rejects: a picture that cannot be read has no words. */
  readonly ended: Promise<ReadWords | undefined>;
}

/** What was made ready for an image while the engine looked at the one before. */
export type Prepared =
  | { readonly kind: "jpeg"; readonly image: PreparedImage; readonly reading?: WordReading }
  | { readonly kind: "analysis"; readonly analysis: ImageAnalysis };

/** Looks at one image. Every failure is an ExpectedError with its reason; a stop aborts the request in flight. */
export interface Engine {
  readonly kind: EngineKind;
  /** Model name; for the built-in engine its version. */
  readonly model: string;
  /** Stands for the wording of its prompts: records of another one are stale; "" where there is no prompt. */
  readonly promptKey: string;
  /** How many images it may look at at once. */
  readonly concurrency: number;
  prepare(request: LookRequest, signal: AbortSignal): Promise<Prepared>;
  /** Resolves when all asked steps were delivered through `onEvent`. */
  look(
    request: LookRequest,
    prepared: Prepared,
    onEvent: (event: LookEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** For a pause: answers when the engine may be tried again, rejects with the reason while it may not. */
  checkHealth(signal: AbortSignal): Promise<void>;
  /** The run is over: until the next look nothing goes on in the background once this has answered. Absent where nothing ever does. */
  rest?(): Promise<void>;
}

/** Turns texts into vectors. */
export interface Embedder {
  readonly model: string;
  /** Model, digest and template version: vectors of different keys are never mixed. Known after the first call of `open`. */
  open(signal: AbortSignal): Promise<{ readonly key: string; readonly dimensions: number }>;
  /** The key that vectors of this length have, without asking the model; absent where only its answers tell which model it is. */
  readonly keyOfLength?: (dimensions: number, signal: AbortSignal) => Promise<string>;
  /** One unit vector per text, in order. */
  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  embedQuery(text: string, signal: AbortSignal): Promise<Float32Array>;
}

// ---------------------------------------------------------------- the rest

/** One log for everything; sentences. Nothing at `info` per image. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}

/** A short text (22 characters of base64url) that stands for a longer one: SHA-256, cut. */
export type Hash = (text: string) => string;

/** Time, passed in so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Answers after that many milliseconds; rejects with `aborted` at a stop. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}
