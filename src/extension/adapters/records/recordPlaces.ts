/** Which record files may name an image, and which images the entries of a record file name. */
import path from "node:path";
import type { ImageRecord } from "../../../shared/model.ts";
import { fileNameOf } from "../../core/paths.ts";
import type { ImageRef, KnownPath, LibraryFolder } from "../../core/ports.ts";

/** Absolute folder of the record files, and the image's key in them. */
export interface Place {
  readonly folder: string;
  readonly key: string;
}

/** The files in the image's own folder. */
export function besideImage({ folder, path: imagePath }: ImageRef): Place {
  return { folder: path.join(folder.root, path.dirname(imagePath)), key: path.basename(imagePath) };
}

/** The image that a key of a library's record file names. */
export function imageOfKey(recordFolder: string, key: string, library: LibraryFolder): ImageRef {
  const folder = path.relative(library.root, recordFolder).replaceAll(path.sep, "/");
  return { id: "", folder: library, path: folder === "" ? key : `${folder}/${key}` };
}

/** These places first, then the files from the image's folder outwards; each folder once. */
export function thenOutwards(first: readonly Place[], { folder, path: imagePath }: ImageRef): readonly Place[] {
  const places = [...first];
  const parts = imagePath.split("/");
  for (let depth = parts.length - 1; depth >= 0; depth--)
    places.push({ folder: path.join(folder.root, ...parts.slice(0, depth)), key: parts.slice(depth).join("/") });
  const seen = new Set<string>();
  return places.filter((place) => !seen.has(place.folder) && seen.add(place.folder));
}

/** What entries name, as paths of the library. */
export function knownPaths(
  entries: readonly (readonly [string, ImageRecord])[],
  recordFolder: string,
): readonly KnownPath[] {
  const known: KnownPath[] = [];
  for (const [key, { contentKey, stamp }] of entries) {
    if (fileNameOf(key).startsWith("._")) continue; // macOS litter that another program listed
    const imagePath = recordFolder === "" ? key : `${recordFolder}/${key}`;
    known.push({ path: imagePath, ...(contentKey && { contentKey }), ...(stamp && { size: stamp.size }) });
  }
  return known;
}
