/** Gives images whose records another program made a content key in the catalog, so that a rename does not lose the record. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { CatalogSync } from "./catalogSync.ts";
import type { Library } from "./library.ts";
import type { Records, Scanner } from "./ports.ts";
import { documentOf, type ImageRow } from "./rows.ts";

/** So many images are read at one rest; the change of their rows brings the next rest. */
const mostAtOnce = 500;

/** What giving keys needs of the world. */
export interface KeyParts {
  readonly library: Library;
  readonly scanner: Scanner;
  readonly records: Records;
  readonly sync: CatalogSync;
}

/** Reads each image once, when nothing else goes on; nothing is written into the folder. */
export class ImportedKeys {
  /** Which images could not be read? Not tried again while the program runs. */
  readonly #unread = new Set<string>();

  /** Gives keys to the next images that lack one, until `isBusy`. */
  async give(parts: KeyParts, isBusy: () => boolean, signal: AbortSignal): Promise<void> {
    const lacking: ImageRow[] = [];
    for (const row of parts.library.rows()) {
      if (lacking.length === mostAtOnce) break;
      if (row.by === "imported" && row.contentKey === "" && row.state !== "failed" && !this.#unread.has(row.id))
        lacking.push(row);
    }
    for (const row of lacking) {
      if (isBusy() || signal.aborted) return;
      await this.#giveTo(row, parts, signal);
    }
  }

  async #giveTo(row: ImageRow, parts: KeyParts, signal: AbortSignal): Promise<void> {
    const image = parts.library.image(row.id);
    if (!image) return;
    try {
      const contentKey = await parts.scanner.contentKey(image.folder.root, image.path, signal);
      const record = await parts.records.read(image, signal);
      // a tagging or an edit that came between knows better
      if (parts.library.get(row.id) !== row) return;
      const now = { ...row, contentKey };
      parts.library.put([now]);
      parts.sync.put([documentOf(now, record)]);
    } catch (thrown) {
      if (isAbort(thrown) || failureOf(thrown).reason === "internal") throw thrown;
      this.#unread.add(row.id);
    }
  }
}
