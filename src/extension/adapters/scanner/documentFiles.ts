/** Reads documents for references to images in a thread of its own, so that a scan need not wait for it. */
import { throwIfAborted } from "../../../shared/failures.ts";
import type { DocumentReader, FoundDocument } from "../../core/references/imageUses.ts";
import type { ScanOptions } from "../../core/scanning.ts";
import { WalkThread } from "./walkThread.ts";

/** Documents with the file system's own calls. */
export class DocumentFiles implements DocumentReader {
  readonly #thread = new WalkThread();

  async documents(
    root: string,
    options: ScanOptions,
    known: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<readonly FoundDocument[]> {
    throwIfAborted(signal);
    return this.#thread.documents({ root, options, known }, signal);
  }
}
