/** Finds where images without a record moved, for what follows them by their place alone: the queue and the bookmarks. */
import { isAbort } from "../../shared/failures.ts";
import type { FileStamp } from "../../shared/model.ts";
import { fileNameOf } from "./paths.ts";
import type { ImageRef, LibraryFolder, Scanner } from "./ports.ts";
import type { Candidate, Move, ReconcileParts } from "./reconcileParts.ts";
import type { ImageRow } from "./rows.ts";

/**
 * Of an image without a record nobody knows the content. Who moves a file leaves size and time as they are, and that no other
 * file went with the same ones makes it sure enough for a queue and a bookmark to follow it.
 */
export async function movesWithoutRecord(
  folder: LibraryFolder,
  arrivals: readonly Candidate[],
  missing: readonly ImageRow[],
  { gone, library, scanner }: ReconcileParts,
  signal: AbortSignal,
): Promise<readonly Move[]> {
  if (arrivals.length === 0) return [];
  const from = new Map<string, ImageRef[]>();
  const add = (stamp: FileStamp, image: ImageRef): void => {
    const key = stampKey(stamp);
    from.set(key, [...(from.get(key) ?? []), image]);
  };
  for (const row of missing) if (row.recordHash === "") add(row, library.imageAt(folder, row.path));
  for (const image of gone.bare.values()) if (!library.get(image.id)) add(image.stamp, image);
  for (const other of library.folders)
    if (other.key !== folder.key)
      for (const row of library.rows(other.key)) if (row.recordHash === "") add(row, library.imageAt(other, row.path));
  const moved: Move[] = [];
  for (const { found } of arrivals) {
    const image = onlyOne(from.get(stampKey(found.stamp)) ?? [], fileNameOf(found.path));
    if (!image || !(await isGone(image, scanner, signal))) continue;
    moved.push(moveOf(image, found.path, folder));
  }
  return moved;
}

/** Files that are written one after the other may have one time: then the name has to be the same as well. */
function onlyOne(images: readonly ImageRef[], name: string): ImageRef | undefined {
  const named = images.length > 1 ? images.filter(({ path }) => fileNameOf(path) === name) : images;
  return named.length === 1 ? named[0] : undefined;
}

/** True where the file system says that the image is not there. */
export async function isGone({ folder, path }: ImageRef, scanner: Scanner, signal: AbortSignal): Promise<boolean> {
  try {
    return (await scanner.stamp(folder.root, path, signal)) === undefined;
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return false; // it cannot be looked at, so nobody knows
  }
}

function stampKey({ size, mtimeMs }: FileStamp): string {
  return `${size}:${mtimeMs}`;
}

/** The move of an image into a place of this folder. */
export function moveOf(from: ImageRef, to: string, folder: LibraryFolder): Move {
  return { from: from.path, to, ...(from.folder.key === folder.key ? {} : { fromFolder: from.folder }) };
}
