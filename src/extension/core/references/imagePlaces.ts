/** Finds images of the library by absolute path: as it is written, else with letters in another case. */
import type { Library } from "../library.ts";

/** One look-up table over all images, made when it is first needed. */
export class ImagePlaces {
  readonly #ids = new Map<string, string>();
  readonly #folded = new Map<string, string>();

  constructor(library: Library) {
    const roots = new Map(
      library.folders.map(({ key, root }) => [key, root.replaceAll("\\", "/").replace(/\/+$/, "")]),
    );
    for (const row of library.rows()) {
      const path = `${roots.get(row.folderKey) ?? ""}/${row.path}`;
      this.#ids.set(path, row.id);
      this.#folded.set(folded(path), row.id);
    }
  }

  /** The id of the first of these that is an image; undefined where none is. */
  first(places: readonly string[]): string | undefined {
    for (const place of places) {
      const id = this.#ids.get(place);
      if (id !== undefined) return id;
    }
    for (const place of places) {
      const id = this.#folded.get(folded(place));
      if (id !== undefined) return id;
    }
    return undefined;
  }
}

/** Names that differ in case are one file on most disks, and accents are written in two ways. */
function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
