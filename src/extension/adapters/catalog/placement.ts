/**
 * What stands on the disk around the tables: the version stamp and folders set aside.
 * These few files are written here and not by the storage service: the catalog is derived and lives in a process of its own.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { catalogVersion } from "./schema.ts";

const stampName = "catalog.json";

/** What the stamp says: this version, another one (or nonsense), that none is there yet, or that there is no catalog. */
export async function readStamp(directory: string): Promise<"current" | "other" | "unfinished" | "none"> {
  let entries: readonly string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "none";
    throw error;
  }
  if (entries.length === 0) return "none";
  if (!entries.includes(stampName)) return "unfinished";
  try {
    const stamp: unknown = JSON.parse(await readFile(path.join(directory, stampName), "utf8"));
    const version = typeof stamp === "object" && stamp !== null && "version" in stamp ? stamp.version : undefined;
    return version === catalogVersion ? "current" : "other";
  } catch (error) {
    if (error instanceof SyntaxError) return "other";
    throw error;
  }
}

/** Makes the folder with its stamp, which another program sees whole or not at all. */
export async function writeStamp(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, stampName);
  const own = `${file}.${process.pid}`;
  await writeFile(own, `${JSON.stringify({ version: catalogVersion })}\n`);
  await rename(own, file);
}

/** Why a catalog was renamed: it could not be used, or a person wanted another one. */
type AsideReason = "corrupt" | "replaced";

/** For so long a catalog that was set aside is kept, for its vectors and for a look at what happened to it. */
const keptAsideMs = 7 * 24 * 60 * 60_000;

/** Renames the folder out of the way; older ones of the same sort are deleted. Answers where it is now, if it is kept. */
export async function setAside(
  directory: string,
  nowMs: number,
  reason: AsideReason = "corrupt",
): Promise<string | undefined> {
  const parent = path.dirname(directory);
  for (const aside of await asideOf(directory)) if (aside.reason === reason) await removeFolder(aside.directory);
  const target = path.join(parent, `${path.basename(directory)}.${reason}-${nowMs}`);
  try {
    await rename(directory, target);
    return target;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    // Windows does not rename a folder of which a file is open; what cannot be kept is deleted
    await removeFolder(directory);
    return undefined;
  }
}

/** Puts a catalog that was set aside into its place again; what stands there now is deleted. */
export async function putBack(directory: string, aside: string): Promise<void> {
  await removeFolder(directory);
  await rename(aside, directory);
}

/** The catalogs that were set aside, the latest first. */
export async function asideOf(directory: string): Promise<readonly { directory: string; reason: AsideReason }[]> {
  const parent = path.dirname(directory);
  const found: { directory: string; reason: AsideReason; atMs: number }[] = [];
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(`${path.basename(directory)}.`)) continue;
    const [, reason, atMs] = /\.(corrupt|replaced)-(\d+)$/.exec(name) ?? [];
    if (reason) found.push({ directory: path.join(parent, name), reason: reason as AsideReason, atMs: Number(atMs) });
  }
  return found.sort((a, b) => b.atMs - a.atMs);
}

/** Deletes what was set aside long ago; with `reason` all of that sort. */
export async function sweepAside(directory: string, nowMs: number, reason?: AsideReason): Promise<void> {
  for (const aside of await asideOf(directory)) {
    const atMs = Number(aside.directory.slice(aside.directory.lastIndexOf("-") + 1));
    if (aside.reason === reason || nowMs - atMs > keptAsideMs) await removeFolder(aside.directory);
  }
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Deletes a table's newest manifest, so that the version before it is the current one; false where it is the last. */
export async function rollBack(directory: string, table: string): Promise<boolean> {
  const folder = path.join(directory, `${table}.lance`, "_versions");
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
  // manifests are named 2^64 - 1 - version, twenty digits: the first by name is the newest
  const manifests = names.filter((name) => /^\d{20}\.manifest$/.test(name)).sort();
  const [newest] = manifests;
  if (newest === undefined || manifests.length < 2) return false;
  await rm(path.join(folder, newest), { force: true });
  return true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
