/** What comparing a folder with the disk works with: its ports, and an image whose row has to be made anew. */
import type { ImageRecord } from "../../shared/model.ts";
import type { CatalogSync } from "./catalogSync.ts";
import type { Library } from "./library.ts";
import type { OtherWriters } from "./otherWriters.ts";
import type { FoundImage, Hash, Log, Records, Scanner } from "./ports.ts";
import type { ImageRow } from "./rows.ts";

/** What reconciling needs of the world. */
export interface ReconcileParts {
  readonly library: Library;
  readonly scanner: Scanner;
  readonly records: Records;
  readonly sync: CatalogSync;
  readonly others: OtherWriters;
  readonly hash: Hash;
  readonly log: Log;
}

/** An image whose row has to be made anew. */
export interface Candidate {
  readonly found: FoundImage;
  readonly old: ImageRow | undefined;
  record: ImageRecord | undefined;
  contentKey: string;
  /** Its record files could not be read: nothing is known, which is not the same as no record. */
  readonly isUnread?: true;
}
