/** Writes webp thumbnails: temp file beside the target, then rename, so that a view never meets half a picture. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Sharp } from "sharp";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { ThumbnailOrder } from "../../core/ports.ts";
import { writeFailure } from "./imageFailures.ts";

let nextTemporary = 0;

/** Writes what comes out of the pipeline, which fits it. Fails with diskFull, folderReadOnly, writeFailed, or as the decode does. */
export async function writeThumbnail(pipeline: Sharp, { to }: ThumbnailOrder, signal: AbortSignal): Promise<void> {
  const webp = await pipeline.webp({ quality: 75, effort: 2 }).toBuffer();
  throwIfAborted(signal);
  const temporary = `${to}.${process.pid}.${nextTemporary++}.tmp`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await writeFile(temporary, webp);
    await rename(temporary, to);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {
      // the reason that made the write fail is the one to tell
    });
    throw writeFailure(to, thrown);
  }
}
