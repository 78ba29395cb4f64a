/** Whom the records of a folder tell what a person should know, and who takes them where the folder turns them away. */
import type { ExpectedError } from "../../../shared/failures.ts";
import type { ImageRecord } from "../../../shared/model.ts";
import type { RecordNotice } from "../../core/ports.ts";

/** A record that is in no index file yet, and what stood in its place before. */
export interface Unfolded {
  readonly key: string;
  readonly record: ImageRecord;
  readonly base: ImageRecord | undefined;
}

/** Whom a folder's records tell what happens. */
export interface RecordHooks {
  readonly notify: (notice: RecordNotice) => void;
  /** Puts records where they are safe while the folder cannot be written; absent for folders in storage, which are that place. */
  readonly rescue?: (unfolded: readonly Unfolded[], failure: ExpectedError) => Promise<void>;
}
