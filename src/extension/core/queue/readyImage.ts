/** What the work on one image needs, what it is while it goes on, and what it tells. */
import type { FileStamp, ImageRecord, LookPhase, Step } from "../../../shared/model.ts";
import type {
  Clock,
  Engine,
  ImageRef,
  LibraryFolder,
  LookRequest,
  Prepared,
  Records,
  Scanner,
  Thumbnails,
} from "../ports.ts";
import type { SameAnswers } from "../tagging/sameAnswers.ts";
import type { Vocabulary } from "../tagging/vocabulary.ts";

/** What the work on an image needs of the world. */
export interface TaggingParts {
  readonly engine: Engine;
  readonly records: Records;
  readonly scanner: Scanner;
  readonly thumbnails: Thumbnails | undefined;
  readonly clock: Clock;
  /** The words that the folder's library wants for tags, where it says so. */
  readonly vocabularyOf: (folder: LibraryFolder) => Vocabulary | undefined;
  /** Folds what is in the journals and gives the folders up, so that another program may write there. */
  readonly releaseFolders: () => Promise<void>;
  /** A record of an image with this very content that this engine and model made; its answer is taken without a call. */
  readonly twinOf: (contentKey: string, image: ImageRef, signal: AbortSignal) => Promise<ImageRecord | undefined>;
  /** What was said of the pictures of this run. */
  readonly sameAnswers: SameAnswers;
}

/** An image that is ready for the engine. */
export interface ReadyImage {
  readonly image: ImageRef;
  readonly stamp: FileStamp;
  readonly contentKey: string;
  /** Absent where nothing is left to ask the engine. */
  readonly work?: {
    readonly request: LookRequest;
    readonly prepared: Prepared;
    readonly isFresh: boolean;
    /** The answer for the same picture elsewhere will do. */
    readonly mayCopy: boolean;
    /** The engine has said all; only the words that OCR reads are still to be joined with its text. */
    readonly isAnswered: boolean;
  };
  readonly record: ImageRecord | undefined;
  /** True where the answer for the same picture elsewhere was taken over. */
  readonly isCopied?: true;
}

/** Told while the engine looks; `stored` steps are on the disk. */
export type TaggingEvent =
  | { readonly type: "progress"; readonly step: Step; readonly progress: number }
  | { readonly type: "stored"; readonly step: Step; readonly record: ImageRecord }
  | { readonly type: "phase"; readonly phase: LookPhase }
  | { readonly type: "calls"; readonly modelCalls: number };
