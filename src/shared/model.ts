/** The words of the domain as plain data: record, step, source, facts, row, task, hit. */
import type { FailureData } from "./failures.ts";

/** The steps of the work on one image, in the order in which they complete. */
export const steps = ["description", "tags", "text"] as const;
export type Step = (typeof steps)[number];

/** All states of an image. */
export const imageStates = ["untagged", "tagged", "edited", "interrupted", "failed"] as const;
/** What the library knows of an image at a glance; drives badges, counts and the choice of work. */
export type ImageState = (typeof imageStates)[number];

/** Who wrote a value. `imported`: an index file of another program said so. */
export type Author = "person" | "model" | "builtin" | "file" | "imported";

/** What an engine does before the first words of its answer: the server loads the model, or the model looks. */
export type LookPhase = "loading" | "looking";

/** Where a line of the text in a picture comes from. */
export type TextOrigin = "model" | "ocr" | "both";

/** Where a value came from: who, by what name (engine and model), and when (ISO 8601). */
export interface Source {
  readonly by: Author;
  readonly name?: string;
  readonly at?: string;
}

/** The kinds of images that are told apart by measured features. */
export const imageKinds = ["photo", "screenshot", "icon", "logo", "diagram", "document", "drawing"] as const;
export type ImageKind = (typeof imageKinds)[number];

/** The colour words that are used for pictures. */
export const colourNames = [
  "red",
  "orange",
  "yellow",
  "green",
  "teal",
  "cyan",
  "blue",
  "purple",
  "pink",
  "brown",
  "beige",
  "black",
  "grey",
  "white",
] as const;
export type ColourName = (typeof colourNames)[number];

/** Technical facts of an image file, as far as its header and metadata tell them. */
export interface Facts {
  /** Pixels, after the EXIF orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** As the decoder names it: jpeg, png, webp, gif, avif, tiff, svg. */
  readonly format: string;
  /** Frames of an animation; absent for a still picture. */
  readonly frames?: number;
  readonly hasAlpha?: boolean;
  /** ISO 8601 local date and time, without a zone where the file gives none. */
  readonly takenAt?: string;
  readonly camera?: string;
  /** Decimal degrees, north and east positive. */
  readonly place?: { readonly latitude: number; readonly longitude: number };
  /** Keywords, caption and alt text that stood in the file. */
  readonly keywords?: readonly string[];
  readonly caption?: string;
  readonly altText?: string;
  /** What kind of image it is by its measures; absent where it was not measured yet. */
  readonly kind?: ImageKind;
  /** The colours that take up much of it or catch the eye, the largest first. */
  readonly colours?: readonly ColourName[];
  /** Perceptual hash, 16 hex digits. */
  readonly dHash?: string;
}

/** What programs and cameras wrote into an image file or a sidecar beside it; foreign text. */
export interface FileMetadata {
  readonly keywords: readonly string[];
  /** Keywords with those above them, joined by "|". */
  readonly hierarchy?: readonly string[];
  readonly title?: string;
  readonly caption?: string;
  readonly altText?: string;
  /** 1 to 5 stars; -1 for a picture that was rejected. */
  readonly rating?: number;
  /** ISO 8601 local date and time. */
  readonly takenAt?: string;
  readonly camera?: string;
  readonly place?: NonNullable<Facts["place"]>;
  /** Location, city, state and country, as far as they are named. */
  readonly placeNames?: readonly string[];
  readonly creator?: string;
  readonly copyright?: string;
  /** Names of the sidecars that said something. */
  readonly sidecars?: readonly string[];
}

/** A failure kept with a record: why the last attempt on this image did not succeed. */
export interface KeptFailure extends FailureData {
  /** ISO 8601. */
  readonly at: string;
}

/** Size and time of a file, by which a later version of it is told apart. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Alt text is one sentence; screen readers and HTML checkers complain beyond this. */
export const maxAltCharacters = 250;

/**
 * What we added to a file's metadata: words by field, and of texts a hash, by which they are known as ours as long as they stand; two
 * with a blank between while it is not certain which of two texts a crash has left there.
 */
export interface AddedMetadata {
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly texts: Readonly<Record<string, string>>;
  /** Set where there was no IPTC before: its frame goes with our words. */
  readonly madeIptc?: true;
  /** The versions in the frame of the IPTC that was there before: ExifTool adds and drops them, and they come back with our words' going. */
  readonly iptcFrame?: Readonly<Record<string, string>>;
}

/** What we added, in the image file and in its sidecar: what can be taken back, and nothing else. */
export interface WrittenMetadata {
  readonly file?: AddedMetadata;
  readonly sidecar?: AddedMetadata;
}

/** What a machine said before it was asked again: it can come back as long as nobody accepted what came of that. */
export interface FormerWords {
  readonly description: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly alt: string;
  readonly sources: ImageRecord["sources"];
  readonly engine?: string;
  readonly model?: string;
  readonly taggedAt?: string;
  readonly prompt?: string;
  readonly vocabulary?: string;
}

/** Everything that is known of one image and must last. */
export interface ImageRecord {
  readonly description: string;
  readonly tags: readonly string[];
  /** The words that stand in the picture; empty where there are none. */
  readonly text: string;
  /** At most `maxAltCharacters`. */
  readonly alt: string;
  /** Which steps are complete? All three for a tagged image, some for an interrupted one. */
  readonly done: readonly Step[];
  readonly sources: {
    readonly description?: Source;
    readonly text?: Source;
    readonly alt?: Source;
    readonly tags?: Readonly<Record<string, Source>>;
  };
  /** Tags that a person took away; they are not proposed again. */
  readonly removedTags: readonly string[];
  /** The engine and model of the last machine run, and when it ended (ISO 8601). */
  readonly engine?: string;
  readonly model?: string;
  readonly taggedAt?: string;
  /** Which content was described? Size and hash of head and tail of the file. */
  readonly contentKey?: string;
  readonly stamp?: FileStamp;
  readonly facts?: Facts;
  readonly failure?: KeptFailure;
  /** Keys of the prompt and of the vocabulary with which a machine wrote its part; "" for none, absent where not known. */
  readonly prompt?: string;
  readonly vocabulary?: string;
  /** Who read which line of the text: one for each line, as long as no person changed the text. */
  readonly textFrom?: readonly TextOrigin[];
  /** The text is the model's alone so far: it is not complete before it is joined with the words that OCR reads. */
  readonly awaitsWords?: true;
  /** Set where the answer shows that the picture was not seen: the same words for pictures that differ. */
  readonly doubt?: "sameAnswer";
  /** What was written into the file or beside it; absent where nothing of ours is there. */
  readonly written?: WrittenMetadata;
  /** When a person looked at all of it and found it right (ISO 8601); a machine that looks again ends that. */
  readonly reviewedAt?: string;
  readonly former?: FormerWords;
}

/** A record that says nothing yet. */
export const emptyRecord: ImageRecord = {
  description: "",
  tags: [],
  text: "",
  alt: "",
  done: [],
  sources: {},
  removedTags: [],
};

/** What a person may change on a record; absent fields stay as they are. */
export interface RecordEdit {
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly text?: string;
  readonly alt?: string;
  /** The person looked at all of the record, and found it right with these changes. */
  readonly isReviewed?: true;
}

/** One image in the grid: what a card shows. `path` is relative to the library folder, with `/`. */
export interface GridItem {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly folder: string;
  readonly state: ImageState;
  /** Changes with the file's content: a thumbnail of another version is asked for again. */
  readonly version?: string;
  readonly failure?: FailureData;
  /** Another engine, model, prompt or vocabulary would be used now than the one that wrote the machine's part. */
  readonly stale?: true;
  /** The image itself is gone, and its record is kept. */
  readonly missing?: true;
  /** Present while the image's task is at work: 0 to 1, and the step it is in. */
  readonly progress?: number;
  readonly step?: Step;
}

/**
 * What becomes of a task. `interrupted` waits as `pending` does, but had come some way; `skipped`: nothing was left to do.
 */
export type TaskState = "pending" | "processing" | "completed" | "skipped" | "failed" | "interrupted";

/** One task as the queue's views show it: the work on one image. Times are milliseconds since the epoch. */
export interface TaskView {
  /** Tells the tasks of one list apart; an image may have several in the history. */
  readonly key: string;
  /** The image's id, and its path within its library folder at that time. */
  readonly id: string;
  readonly path: string;
  readonly state: TaskState;
  /** All steps again, whatever the record said. */
  readonly again: boolean;
  readonly waitingSinceMs: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** While it is at work, and for an interrupted one: how far, from 0 to 1. */
  readonly step?: Step;
  readonly progress?: number;
  readonly phase?: LookPhase;
  readonly failure?: FailureData;
  readonly engine?: string;
  readonly model?: string;
}

/** Progress of the queue as a whole: one object that every view shows. */
export interface QueueStatus {
  readonly state: "idle" | "running" | "stopping" | "stopped" | "paused";
  /** Why it is paused (a server that is down), with the remedy in the message. */
  readonly pausedBy?: FailureData;
  /** Since when, in milliseconds since the epoch. */
  readonly pausedSinceMs?: number;
  readonly engine?: string;
  readonly model?: string;
  readonly pending: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  /** Images being worked on, with their step and progress from 0 to 1. */
  readonly current: readonly {
    readonly id: string;
    readonly path: string;
    readonly step: Step;
    readonly progress: number;
    readonly phase?: LookPhase;
  }[];
  /** Images a minute over the recent past; absent until it can be told. */
  readonly ratePerMinute?: number;
  readonly secondsLeft?: number;
}

/** A piece of a text, in UTF-16 units. */
export interface TextRange {
  readonly at: number;
  readonly length: number;
}

/** Why a search result is there: which field matched, with which words, how strongly (0 to 1). */
export interface Why {
  readonly field: "tags" | "description" | "text" | "alt" | "name" | "file" | "meaning";
  readonly words?: readonly string[];
  readonly strength: number;
  /**
   * What to mark in the field's own text: of the name, the file name with its extension; of tags, these joined by a comma and a space.
   * Of what stands in the file, nothing that is shown as one text.
   * In order, without overlaps, at most twenty; absent for meaning.
   */
  readonly ranges?: readonly TextRange[];
}

/** How a search looks for its results: words and meaning fused, or one of the two. */
export type SearchMode = "hybrid" | "text" | "meaning";

/** A ranked search result. */
export interface SearchHit {
  readonly id: string;
  readonly path: string;
  /** Puts hits into their order and says nothing else. */
  readonly score: number;
  /** How strong a hit it is beside the best of its search, 0 to 1. */
  readonly strength: number;
  readonly why: readonly Why[];
  readonly description: string;
  readonly tags: readonly string[];
}
