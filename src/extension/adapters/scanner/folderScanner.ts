/** Finds images and record files. A walk runs in a thread of its own: there the system's plain calls beat any pool of promises. */
import files from "node:fs/promises";
import path from "node:path";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import type { FoundImage, Scanner, ScanResult } from "../../core/ports.ts";
import type { ScanOptions } from "../../core/scanning.ts";
import { contentKeyOf } from "./contentKey.ts";
import { isInside } from "./exclusion.ts";
import { readFailure } from "./readFailure.ts";
import { WalkThread } from "./walkThread.ts";

/** Finds images with the file system's own calls; entries that are links are followed only inside the root. */
export class FolderScanner implements Scanner {
  readonly #thread = new WalkThread();

  async scan(root: string, options: ScanOptions, signal: AbortSignal): Promise<ScanResult> {
    throwIfAborted(signal);
    const { paths, stamps, listedOnly, records, problems, leftOut } = await this.#thread.walk(
      { root, options },
      signal,
    );
    const undecodable = new Set(listedOnly);
    const images: FoundImage[] = [];
    for (const [i, imagePath] of paths.entries()) {
      const [size = Number.NaN, mtimeMs = 0] = [stamps[2 * i], stamps[2 * i + 1]];
      if (Number.isNaN(size)) continue;
      images.push({ path: imagePath, stamp: { size, mtimeMs }, decodable: !undecodable.has(i) });
    }
    return { images, records, problems, leftOut };
  }

  async stamp(root: string, imagePath: string, signal: AbortSignal): Promise<FileStamp | undefined> {
    throwIfAborted(signal);
    try {
      const [realRoot, real] = await Promise.all([files.realpath(root), files.realpath(path.join(root, imagePath))]);
      // a link that was put there since the walk: what it leads to is never looked at
      if (!isInside(realRoot, real)) return undefined;
      const found = await files.stat(real);
      return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
    } catch (thrown) {
      const failure = readFailure(path.join(root, imagePath), thrown);
      if (failure.reason === "notFound") return undefined;
      throw failure;
    }
  }

  contentKey(root: string, imagePath: string, signal: AbortSignal): Promise<string> {
    return contentKeyOf(path.join(root, imagePath), signal);
  }
}
