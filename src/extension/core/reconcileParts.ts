/** What comparing a folder with the disk works with: its ports, and an image whose row has to be made anew. */
import type { FileStamp, ImageRecord } from "../../shared/model.ts";
import type { CatalogSync } from "./catalogSync.ts";
import type { Library } from "./library.ts";
import type { OtherWriters } from "./otherWriters.ts";
import type { FoundImage, Hash, ImageRef, LibraryFolder, Log, Records, Scanner } from "./ports.ts";
import type { ImageRow } from "./rows.ts";

/** An image that moved, with its paths in their library folders. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** Present where it came from another library folder. */
  readonly fromFolder?: LibraryFolder;
}

/** New ids of moved images by those that they had. */
export function idsOfMoved(
  library: Library,
  folder: LibraryFolder,
  moved: readonly Move[],
): ReadonlyMap<string, string> {
  const idAt = (place: LibraryFolder, path: string): string => library.imageAt(place, path).id;
  return new Map(moved.map(({ from, to, fromFolder }) => [idAt(fromFolder ?? folder, from), idAt(folder, to)]));
}

/** For so many images of each sort it is remembered where they were. */
const mostGone = 20_000;

/** Images that were lately found to be gone from any library folder: they may come up in another one. */
export class GoneImages {
  /** Those with a record, by content key. */
  readonly byContent = new Map<string, ImageRef & { readonly size: number }>();
  /** Those without, by id. */
  readonly bare = new Map<string, ImageRef & { readonly stamp: FileStamp }>();

  add(image: ImageRef, { contentKey, recordHash, size, mtimeMs }: ImageRow): void {
    if (contentKey !== "") keep(this.byContent, contentKey, { ...image, size });
    if (recordHash === "") keep(this.bare, image.id, { ...image, stamp: { size, mtimeMs } });
  }
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > mostGone && oldest !== undefined) kept.delete(oldest);
}

/** What reconciling needs of the world. */
export interface ReconcileParts {
  readonly library: Library;
  readonly scanner: Scanner;
  readonly records: Records;
  readonly sync: CatalogSync;
  readonly others: OtherWriters;
  readonly hash: Hash;
  readonly log: Log;
  readonly gone: GoneImages;
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
