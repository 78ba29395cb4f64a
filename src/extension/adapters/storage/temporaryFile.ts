/** Writes the temporary file that is to take another one's place: its bytes are on the disk, its mode and owner are kept. */
import type nodeFiles from "node:fs/promises";
import { codeOf } from "../../core/fileFaults.ts";

/** The calls that it needs. */
type Calls = Pick<typeof nodeFiles, "open" | "stat">;

/** Writes `temporary`, which must not exist yet, in the manner of `real`, whose place it will take. */
export async function writeTemporary(
  files: Calls,
  temporary: string,
  content: string | Uint8Array,
  real: string,
): Promise<void> {
  const old = await statOf(files, real);
  const handle = await files.open(temporary, "wx");
  try {
    await handle.writeFile(content);
    await takeManner(handle, old);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Brings a file that somebody made in the manner of `real` and onto the disk; with `mtimeMs` it has that time. */
export async function finishMade(
  files: Calls,
  temporary: string,
  real: string,
  mtimeMs: number | undefined,
): Promise<void> {
  const old = await statOf(files, real);
  const handle = await files.open(temporary, "r+");
  try {
    await takeManner(handle, old);
    if (mtimeMs !== undefined) await handle.utimes(new Date(), mtimeMs / 1000);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function takeManner(handle: nodeFiles.FileHandle, old: Stats | undefined): Promise<void> {
  if (!old) return;
  // refused to all but root: then the file is ours, as any new file is
  if (!isOurs(old)) await handle.chown(old.uid, old.gid).catch(() => undefined);
  await handle.chmod(old.mode & 0o7777);
}

interface Stats {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function statOf(files: Calls, file: string): Promise<Stats | undefined> {
  try {
    return await files.stat(file);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}

/** True also where the system knows no owners. */
function isOurs({ uid, gid }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && gid === process.getegid?.());
}
