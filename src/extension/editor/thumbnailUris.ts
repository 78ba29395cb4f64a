/** Small pictures of images for webviews and quick picks, made when they are asked for. */
import { ExpectedError } from "../../shared/failures.ts";
import type { ImageRef } from "../core/ports.ts";
import { failureOfRow, versionOf } from "../core/views/gridPage.ts";
import type { Outside } from "./outside.ts";

/** Longer sides, in pixels. */
export const thumbnailSizes = { grid: 320, preview: 1600 } as const;
const keysKept = 20_000;

/** Finds or makes thumbnails by content; remembers the content keys of images whose rows know none. */
export class ThumbnailUris {
  readonly #outside: Outside;
  readonly #keys = new Map<string, string>();

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** The absolute path of the picture and a version that changes with the file. Fails with the reason where there can be none. */
  async file(image: ImageRef, sizePx: number, signal: AbortSignal): Promise<{ path: string; version: string }> {
    const row = this.#outside.workshop.library.get(image.id);
    if (!row) throw new ExpectedError("notFound", `${image.path} is no longer in the library.`);
    const failure = failureOfRow(row);
    if (failure?.reason === "undecodable") throw new ExpectedError(failure.reason, failure.message);
    const version = versionOf(row);
    const contentKey = row.contentKey || (await this.#keyOf(image, version, signal));
    return { path: await this.#outside.thumbnails.ensure(image, contentKey, sizePx, signal), version };
  }

  async #keyOf(image: ImageRef, version: string, signal: AbortSignal): Promise<string> {
    const name = `${image.id} ${version}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = await this.#outside.scanner.contentKey(image.folder.root, image.path, signal);
    if (this.#keys.size >= keysKept) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}
