/** Records whose images are gone: found for a person to see, and removed only on request. */
import { ExpectedError, failureOf, isAbort } from "../../shared/failures.ts";
import type { FolderStamps } from "./catalogPort.ts";
import { ifReadable } from "./moves.ts";
import { isUnder } from "./paths.ts";
import type { KnownPath, LibraryFolder, Records, Scanner, ScanResult } from "./ports.ts";
import type { ScanOptions } from "./scanning.ts";

/** What looking for records without images needs of the world. */
export interface MissingParts {
  readonly scanner: Scanner;
  readonly records: Records;
}

/**
 * Paths of images that records name and that are not there, in order. Fails with `volumeMissing` where the library folder
 * cannot be reached or holds nothing at all, as the mount point of a drive that is not connected.
 */
export async function findMissing(
  folder: LibraryFolder,
  options: ScanOptions,
  parts: MissingParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const scan = await reach(folder, options, parts.scanner, signal);
  const present = new Set(scan.images.map(({ path }) => path));
  const named = new Set<string>();
  const take = (known: readonly KnownPath[]): void => {
    for (const { path } of known) if (!present.has(path) && isInside(path)) named.add(path);
  };
  for (const { folder: recordFolder } of scan.records)
    take(await ifReadable(parts.records.paths(folder, recordFolder, signal)));
  take(await ifReadable(parts.records.storedPaths(folder, signal)));
  if (named.size > 0 && scan.images.length + scan.records.length === 0) throw notReached(folder);
  const missing: string[] = [];
  for (const path of [...named].sort()) {
    if (scan.problems.some((problem) => isUnder(path, problem.path))) continue;
    if (await isMissing(folder, path, parts.scanner, signal)) missing.push(path);
  }
  return missing;
}

/** Removes the records of those of the images that are still not there. Answers how many, and the stamps of what was written. */
export async function removeMissing(
  folder: LibraryFolder,
  paths: readonly string[],
  options: ScanOptions,
  parts: MissingParts,
  signal: AbortSignal,
): Promise<{ readonly removed: number; readonly stamps: readonly FolderStamps[] }> {
  const asked = new Set(paths);
  const missing = (await findMissing(folder, options, parts, signal)).filter((path) => asked.has(path));
  return { removed: missing.length, stamps: await parts.records.remove(folder, missing, signal) };
}

async function reach(
  folder: LibraryFolder,
  options: ScanOptions,
  scanner: Scanner,
  signal: AbortSignal,
): Promise<ScanResult> {
  try {
    return await scanner.scan(folder.root, { ...options, under: "" }, signal);
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    throw notReached(folder, thrown);
  }
}

function notReached(folder: LibraryFolder, cause?: unknown): ExpectedError {
  return new ExpectedError(
    "volumeMissing",
    `${folder.root} cannot be reached or is empty. Connect its drive: records are removed only where the folder itself is there.`,
    { cause },
  );
}

/** Only what the file system says is not there; an image that cannot be looked at, or is only excluded, is there. */
async function isMissing(folder: LibraryFolder, path: string, scanner: Scanner, signal: AbortSignal): Promise<boolean> {
  try {
    return (await scanner.stamp(folder.root, path, signal)) === undefined;
  } catch (thrown) {
    if (isAbort(thrown) || failureOf(thrown).reason === "internal") throw thrown;
    return false;
  }
}

/** A key of a stranger's file may lead anywhere. */
function isInside(path: string): boolean {
  return !path.split("/").some((part) => part === "" || part === "." || part === "..");
}
