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

/** Renames the folder out of the way, for a look at what happened to it; an older one is deleted. */
export async function setAside(directory: string, nowMs: number): Promise<void> {
  const parent = path.dirname(directory);
  const prefix = `${path.basename(directory)}.corrupt-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
  try {
    await rename(directory, path.join(parent, `${prefix}${nowMs}`));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    // Windows does not rename a folder of which a file is open; what cannot be kept is deleted
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
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
