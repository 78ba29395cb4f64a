/** Thumbnails on disk, by content: made once for equal pictures wherever they lie, and swept by age when they grow too many. */
import { readdir, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { ImageRef, Images, Storage, ThumbnailOrder, Thumbnails } from "../../core/ports.ts";
import { SharedCall } from "../../core/views/sharedCall.ts";

/** The size that tagging makes on the way, for the grid; pixels of the longer side. */
const gridSizePx = 320;
/** Beyond this the oldest are removed. */
export const mostBytes = 1024 ** 3;
/** A thumbnail in use is marked as such once a day, so that age means "not looked at". */
const freshMs = 24 * 60 * 60_000;
/** Whatever else lies there has no writer any more after this time. */
const leftoverMs = 60_000;
/** Ends the name of a temporary file; the first number is that of the process which writes it. */
const temporaryEnd = /\.(\d+)\.\d+\.tmp$/;

/** A file of the store, and when it was last made or looked at. */
interface Found {
  readonly file: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Keeps `<directory>/<two digits>/<content>-<size>.webp`. */
export class ThumbnailStore implements Thumbnails {
  readonly #directory: string;
  readonly #images: Images;
  readonly #storage: Storage;
  /** Which thumbnails are being made? A second wish for one joins the first. */
  readonly #making = new Map<string, SharedCall<unknown>>();
  /** Set once it was looked for what killed writers left. */
  #tidied: Promise<void> | undefined;

  constructor(options: { directory: string; images: Images; storage: Storage }) {
    this.#directory = options.directory;
    this.#images = options.images;
    this.#storage = options.storage;
  }

  /** The folder under which all thumbnails lie. */
  get directory(): string {
    return this.#directory;
  }

  async order(contentKey: string, signal: AbortSignal): Promise<ThumbnailOrder | undefined> {
    throwIfAborted(signal);
    void this.#tidyOnce();
    const to = this.#file(contentKey, gridSizePx);
    return (await isThere(to)) ? undefined : { to, sizePx: gridSizePx };
  }

  async ensure(image: ImageRef, contentKey: string, sizePx: number, signal: AbortSignal): Promise<string> {
    throwIfAborted(signal);
    void this.#tidyOnce();
    const to = this.#file(contentKey, sizePx);
    if (await isThere(to)) return to;
    const present = this.#making.get(to);
    const making = present && !present.isAborted ? present : this.#make(image, to, sizePx);
    await making.join(signal);
    return to;
  }

  /** Removes what killed writers left, and the thumbnails that were not looked at for longest, until the rest fits the limit. */
  async sweep(signal: AbortSignal, limitBytes = mostBytes): Promise<void> {
    const found = await this.#found(signal);
    const isLeftover = ({ file, usedMs }: Found): boolean =>
      !file.endsWith(".webp") && Date.now() - usedMs > leftoverMs;
    for (const { file } of found.filter(isLeftover)) await this.#storage.remove(file);
    const kept = found.filter((one) => !isLeftover(one)).sort((a, b) => a.usedMs - b.usedMs);
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { file, bytes } of kept) {
      if (total <= limitBytes) break;
      throwIfAborted(signal);
      await this.#storage.remove(file);
      total -= bytes;
    }
  }

  /** At the first use: the names alone are looked at, since there may be a hundred thousand of them. */
  #tidyOnce(): Promise<void> {
    return (this.#tidied ??= this.#removeLeftovers().catch(() => undefined)); // hidden from every view: the next start tries again
  }

  async #removeLeftovers(): Promise<void> {
    for (const folder of await readdir(this.#directory)) {
      for (const name of await readdir(path.join(this.#directory, folder)).catch(() => [])) {
        const writer = temporaryEnd.exec(name)?.[1];
        if (writer !== undefined && !isRunning(Number(writer)))
          await this.#storage.remove(path.join(this.#directory, folder, name));
      }
    }
  }

  async #found(signal: AbortSignal): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const entry of await readdir(this.#directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
      throwIfAborted(signal);
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const stats = await stat(file).catch(() => undefined); // another window swept it
      if (stats) found.push({ file, bytes: stats.size, usedMs: stats.mtimeMs });
    }
    return found;
  }

  /** Dropped when the last view that waits for it has scrolled on: what is in view now must not wait behind it. */
  #make({ folder, path: imagePath }: ImageRef, to: string, sizePx: number): SharedCall<unknown> {
    const making: SharedCall<unknown> = new SharedCall((stop) =>
      this.#images.thumbnail({ path: path.join(folder.root, imagePath), to, sizePx }, stop).finally(() => {
        if (this.#making.get(to) === making) this.#making.delete(to);
      }),
    );
    this.#making.set(to, making);
    return making;
  }

  #file(contentKey: string, sizePx: number): string {
    const name = contentKey.replace(":", "-");
    return path.join(this.#directory, name.slice(-2), `${name}-${sizePx}.webp`);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM"; // it runs, as another user
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    const now = Date.now();
    if (now - mtimeMs > freshMs) await utimes(file, new Date(now), new Date(now)).catch(() => undefined); // a hint only
    return true;
  } catch {
    return false; // not made yet, or swept
  }
}
