/** Writing metadata into image files and sidecars, as the core sees it: the port that the ExifTool adapter fulfils. */
import type { FailureData } from "../../shared/failures.ts";
import type { FileStamp } from "../../shared/model.ts";
import type { EmbeddingFormat, MetadataPlace } from "./metadata/fields.ts";
import type { MetadataChange, MetadataWords } from "./metadata/plan.ts";
import type { ImageRef } from "./ports.ts";

/** How metadata is written in a folder. */
export const writeModes = ["off", "sidecar", "embed"] as const;
export type WriteMode = (typeof writeModes)[number];

/** What a person chose of the manner of writing. */
export interface WriteManner {
  readonly keepsTime: boolean;
  /** Keeps the file as it was before the first write as `name.jpg_original`. */
  readonly backsUp: boolean;
}

/** What can be done with an image's file, asked before anything is planned. */
export interface MetadataTarget {
  /** The file behind all links, and its stamp. */
  readonly real: string;
  readonly stamp: FileStamp;
  /** Absent where the file itself cannot be written into; `unfit` says why, and a sidecar is. */
  readonly format?: EmbeddingFormat;
  readonly unfit?: FailureData;
}

/** What stands in a file or sidecar now. */
export interface FoundMetadata extends MetadataWords {
  /** The file that was read; of a sidecar the one that would be written. */
  readonly file: string;
  /** Absent where there is none yet. */
  readonly stamp?: FileStamp;
  /** Can IPTC take any text? Not where it is damaged, or in an older character set, which would have to be changed for all of it. */
  readonly takesIptc: boolean;
  /** IPTC and XMP are marked as being in step. */
  readonly isIptcInStep: boolean;
  readonly hasIptc: boolean;
  /** Versions that are no words, by field. */
  readonly iptcFrame: Readonly<Record<string, string>>;
  /** IPTC, and a sidecar, hold more than the fields above. */
  readonly hasMoreIptc: boolean;
  readonly hasMore: boolean;
}

/** Reads and writes the fields. Every failure is an ExpectedError that names the file and the reason. */
export interface MetadataFiles {
  /** Fails for what is never written, not even beside it: what is gone, is no regular file, or lies outside of the folder. */
  target(image: ImageRef, signal: AbortSignal): Promise<MetadataTarget>;
  read(image: ImageRef, target: MetadataTarget, place: MetadataPlace, signal: AbortSignal): Promise<FoundMetadata>;
  /**
   * Writes beside, reads it again, compares, and only then takes the place of the file, unless that was changed meanwhile
   * (`fileChanged`). `beforeSwap` hears the stamp that the file will have. Answers it; undefined where the sidecar was removed,
   * because nothing stood in it but what was taken away.
   */
  write(
    order: {
      readonly target: MetadataTarget;
      readonly place: MetadataPlace;
      readonly found: FoundMetadata;
      readonly change: MetadataChange;
      readonly manner: WriteManner;
      readonly beforeSwap: (stamp: FileStamp | undefined) => Promise<void>;
    },
    signal: AbortSignal,
  ): Promise<FileStamp | undefined>;
  /** Ends the processes, if there are any. */
  close(): Promise<void>;
}
