/** Opens record files for reading, and only what may be one: a link out of the library, a pipe or a device never is. */
import { constants } from "node:fs";
import { lstat, open, realpath, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ExpectedError } from "../../../shared/failures.ts";
import { codeOf, isVolumeCode } from "../../core/fileFaults.ts";

/** Twice what a hundred thousand images need at a library's root; the whole of a file must fit into one text. */
const mostBytes = 256 * 1024 ** 2;

/** `size:mtime` of a file as it was opened, and its bytes. */
export interface ReadBytes {
  readonly bytes: Buffer;
  readonly stamp: string;
}

/** Reads a file of ours in a folder of somebody; undefined where it is not there. No link may lead out of `boundary`. */
export async function readRecordFile(file: string, boundary: string): Promise<ReadBytes | undefined> {
  try {
    await requireRecordFile(file, boundary);
    // never waits for the other end of a pipe that was put there since
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await read(handle, file);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof ExpectedError) throw thrown;
    const code = codeOf(thrown);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const remedy = isVolumeCode(code) ? "Check its drive or network share." : "Check its permissions.";
    throw new ExpectedError("unreadable", `Cannot read ${file}: ${code}. ${remedy}`, { cause: thrown });
  }
}

/**
 * Fails with `unreadable` where something else than a file stands under a record file's name, or a link that leads out of
 * `boundary`: whoever gave us the folder could have any file of the user read, copied or overwritten by it.
 */
export async function requireRecordFile(file: string, boundary: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined); // not there, or not to be seen: opening it says which
  if (found && !found.isFile() && !found.isSymbolicLink()) throw noRecordFile(file);
  const isLink = found?.isSymbolicLink() ?? false;
  const [real, outermost] = await Promise.all([
    realpath(isLink ? file : path.dirname(file)).catch(() => undefined),
    realpath(boundary).catch(() => undefined),
  ]);
  // a folder that is not there yet, or whose drive is away, leads nowhere
  if (!isLink && (real === undefined || outermost === undefined || real === outermost)) return;
  if (real !== undefined && outermost !== undefined && isBelow(real, outermost)) return;
  throw new ExpectedError("unreadable", `${file} is a link that leads out of the library folder. Remove the link.`);
}

function isBelow(real: string, folder: string): boolean {
  return real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** `size:mtime` as text. */
export function stampText(stamp: { readonly size: number; readonly mtimeMs: number } | undefined): string {
  return stamp ? `${stamp.size}:${stamp.mtimeMs}` : "";
}

async function read(handle: FileHandle, file: string): Promise<ReadBytes> {
  const found = await handle.stat();
  if (!found.isFile()) throw noRecordFile(file);
  if (found.size > mostBytes)
    throw new ExpectedError(
      "unreadable",
      `${file} is too large to be read: ${Math.round(found.size / 1024 ** 2)} MB, of at most ${mostBytes / 1024 ** 2} MB. Move it away.`,
    );
  return { bytes: await handle.readFile(), stamp: stampText(found) };
}

function noRecordFile(file: string): ExpectedError {
  return new ExpectedError(
    "unreadable",
    `${file} is no regular file. Move it away, so that what belongs there can be kept.`,
  );
}
