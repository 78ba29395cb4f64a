/** Writes webp thumbnails: temp file beside the target, then rename, so that a view never meets half a picture. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { ThumbnailOrder } from "../../core/ports.ts";
import { fromPixels, type Pixels } from "./decoder.ts";
import { writeFailure } from "./imageFailures.ts";

let nextTemporary = 0;

/** Makes the thumbnail from pixels that are decoded already. Fails with diskFull, folderReadOnly or writeFailed. */
export async function writeThumbnail(pixels: Pixels, order: ThumbnailOrder, signal: AbortSignal): Promise<void> {
  const webp = await fromPixels(pixels)
    .resize({ width: order.sizePx, height: order.sizePx, fit: "inside", withoutEnlargement: true })
    .webp({ quality: 75, effort: 2 })
    .toBuffer();
  throwIfAborted(signal);
  const temporary = `${order.to}.${process.pid}.${nextTemporary++}.tmp`;
  try {
    await mkdir(dirname(order.to), { recursive: true });
    await writeFile(temporary, webp);
    await rename(temporary, order.to);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {
      // the reason that made the write fail is the one to tell
    });
    throw writeFailure(order.to, thrown);
  }
}
