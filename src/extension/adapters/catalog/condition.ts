/** Looks at a catalog's folder from outside, without LanceDB: its stamp, its size, and what was set aside beside it. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { throwIfAborted } from "../../../shared/failures.ts";
import type { CatalogPlace } from "../../core/doctor/ports.ts";
import { asideOf, readStamp, sweepAside } from "./placement.ts";

/** What is on the disk now. */
export async function catalogPlace(directory: string, signal: AbortSignal): Promise<CatalogPlace> {
  const setAside = [];
  for (const { directory: folder, reason } of await asideOf(directory))
    setAside.push({ folder, reason, bytes: await bytesBelow(folder, signal) });
  return { directory, stamp: await readStamp(directory), bytes: await bytesBelow(directory, signal), setAside };
}

/** Deletes the damaged catalogs that were set aside; answers how many there were. */
export async function removeSetAside(directory: string): Promise<number> {
  const damaged = (await asideOf(directory)).filter(({ reason }) => reason === "corrupt");
  await sweepAside(directory, Date.now(), "corrupt");
  return damaged.length;
}

async function bytesBelow(folder: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    throwIfAborted(signal);
    if (!entry.isFile()) continue;
    bytes += (await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0; // compacted away
  }
  return bytes;
}
