/** Counts the thumbnails on the disk and what they take. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { ThumbnailSpace } from "../../core/doctor/ports.ts";
import { mostBytes } from "./thumbnailStore.ts";

/** What lies below the folder of the thumbnails; nothing where it is not there yet. */
export async function measureThumbnails(directory: string, signal: AbortSignal): Promise<ThumbnailSpace> {
  let [files, bytes] = [0, 0];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
    throwIfAborted(signal);
    if (!entry.isFile()) continue;
    const found = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined); // swept meanwhile
    if (!found) continue;
    files++;
    bytes += found.size;
  }
  return { files, bytes, limitBytes: mostBytes };
}
