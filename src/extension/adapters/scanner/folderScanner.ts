/** Finds images and record files. A walk runs in a thread of its own: there the system's plain calls beat any pool of promises. */
import files from "node:fs/promises";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { FileStamp } from "../../../shared/model.ts";
import type { FoundImage, Scanner, ScanResult } from "../../core/ports.ts";
import type { ScanOptions } from "../../core/scanning.ts";
import { SlowPlaces } from "../../core/slowPlaces.ts";
import { contentKeyOf, formerContentKeyOf } from "./contentKey.ts";
import { isInside } from "./exclusion.ts";
import { readFailure } from "./readFailure.ts";
import { Volumes } from "./volumes.ts";
import { WalkThread } from "./walkThread.ts";

/** Finds images with the file system's own calls; entries that are links are followed only inside the root. */
export class FolderScanner implements Scanner {
  readonly #thread = new WalkThread();
  readonly #volumes = new Volumes();
  readonly #slow: SlowPlaces;

  /** `deadlineMs`: how long one call to a library folder may take. */
  constructor(options: { readonly deadlineMs?: number } = {}) {
    this.#slow = new SlowPlaces(options.deadlineMs);
  }

  async scan(root: string, options: ScanOptions, signal: AbortSignal): Promise<ScanResult> {
    throwIfAborted(signal);
    const { paths, stamps, listedOnly, records, problems, leftOut, leftovers, sidecars } = await this.#thread.walk(
      { root, options },
      signal,
    );
    const undecodable = new Set(listedOnly);
    const images: FoundImage[] = [];
    for (const [i, imagePath] of paths.entries()) {
      const [size = Number.NaN, mtimeMs = 0] = [stamps[2 * i], stamps[2 * i + 1]];
      if (Number.isNaN(size)) continue;
      const found = { path: imagePath, stamp: { size, mtimeMs }, decodable: !undecodable.has(i) };
      const beside = sidecars.get(i);
      images.push(beside === undefined ? found : { ...found, sidecars: beside });
    }
    return { images, records, leftovers, problems, leftOut };
  }

  async stamp(root: string, imagePath: string, signal: AbortSignal): Promise<FileStamp | undefined> {
    throwIfAborted(signal);
    return this.#slow.call(root, () => this.#stamp(root, path.join(root, imagePath)));
  }

  async #stamp(root: string, file: string): Promise<FileStamp | undefined> {
    try {
      const [realRoot, real] = await Promise.all([files.realpath(root), files.realpath(file)]);
      // a link that was put there since the walk: what it leads to is never looked at
      if (!isInside(realRoot, real)) return undefined;
      const found = await files.stat(real);
      this.#volumes.saw(path.dirname(file), found.dev);
      return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
    } catch (thrown) {
      const failure = readFailure(file, thrown);
      if (failure.reason !== "notFound") throw failure;
      if (!(await this.#volumes.isAway(root, path.dirname(file)))) return undefined;
      throw new ExpectedError("volumeMissing", `${file} is away: its drive is not there. Connect it again.`);
    }
  }

  contentKey(root: string, imagePath: string, signal: AbortSignal): Promise<string> {
    return this.#slow.call(root, () => contentKeyOf(path.join(root, imagePath), signal));
  }

  formerContentKey(root: string, imagePath: string, signal: AbortSignal): Promise<string> {
    return this.#slow.call(root, () => formerContentKeyOf(path.join(root, imagePath), signal));
  }
}
