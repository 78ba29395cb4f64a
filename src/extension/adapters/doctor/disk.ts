/** Looks at folders and volumes without changing them: rights, and the room that is left. */
import { access, constants, stat, statfs } from "node:fs/promises";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { Access, Disk, Volume } from "../../core/doctor/ports.ts";

/** The disk of this computer. A folder that is not there yet is judged by the nearest one above it. */
export const systemDisk: Disk = { volume: volumeOf, access: accessOf };

async function volumeOf(folder: string, signal: AbortSignal): Promise<Volume> {
  throwIfAborted(signal);
  const there = await nearest(folder);
  try {
    const { bavail, blocks, bsize, files, ffree } = await statfs(there);
    const device = String((await stat(there)).dev);
    // some file systems make files as they need them, and count none
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, device, hasFreeFiles: files === 0 || ffree > 0 };
  } catch (thrown) {
    const message = `The volume of ${folder} cannot be looked at (${codeOf(thrown)}). Connect its drive.`;
    throw new ExpectedError("volumeMissing", message, { cause: thrown });
  }
}

async function accessOf(folder: string, signal: AbortSignal): Promise<Access> {
  throwIfAborted(signal);
  const there = await nearest(folder);
  const can = (mode: number): Promise<boolean> =>
    access(there, mode).then(
      () => true,
      () => false,
    );
  if (await can(constants.R_OK | constants.W_OK | constants.X_OK)) return "writable";
  // what is not there and cannot be made is as good as read-only
  return there !== folder || (await can(constants.R_OK | constants.X_OK)) ? "readOnly" : "unreadable";
}

/** The folder itself, or the nearest above it that is there. */
async function nearest(folder: string): Promise<string> {
  for (let there = folder; ; there = path.dirname(there)) {
    const isThere = await stat(there).then(
      () => true,
      (thrown: unknown) => !["ENOENT", "ENOTDIR"].includes(codeOf(thrown)),
    );
    if (isThere || path.dirname(there) === there) return there;
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "no code";
}
