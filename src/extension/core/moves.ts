/** Finds images that were moved or renamed: a new file with the content of one that is gone takes its record along. */
import { failureOf } from "../../shared/failures.ts";
import type { ImageRecord } from "../../shared/model.ts";
import type { Candidate, ReconcileParts } from "./reconcileParts.ts";
import type { KnownPath, LibraryFolder, ScanResult } from "./ports.ts";
import type { ImageRow } from "./rows.ts";

/** A record whose file is gone. */
interface Orphan {
  readonly path: string;
  readonly contentKey: string;
}

/** Gives moved images their records (on the disk too, if `mayWrite`) and answers where they came from. */
export async function findMoves(
  folder: LibraryFolder,
  scan: ScanResult,
  candidates: readonly Candidate[],
  missing: readonly ImageRow[],
  parts: ReconcileParts,
  mayWrite: boolean,
  signal: AbortSignal,
): Promise<readonly { readonly from: string; readonly to: string }[]> {
  const arrivals = candidates.filter(({ record, found, isUnread }) => !record && !isUnread && found.decodable);
  if (arrivals.length === 0) return [];
  const orphans = await orphansBySize(folder, scan, missing, parts, signal);
  if (orphans.size === 0) return [];
  const moved: { from: string; to: string }[] = [];
  for (const arrival of arrivals) {
    const same = orphans.get(arrival.found.stamp.size);
    if (!same) continue;
    const contentKey = await parts.scanner.contentKey(folder.root, arrival.found.path, signal);
    const orphan = same.find((one) => one.contentKey === contentKey);
    const record = orphan && (await parts.records.read(parts.library.imageAt(folder, orphan.path), signal));
    if (!orphan || !record) continue;
    arrival.contentKey = contentKey;
    arrival.record = await carry(folder, arrival, record, parts, mayWrite, signal);
    moved.push({ from: orphan.path, to: arrival.found.path });
  }
  return moved;
}

async function carry(
  folder: LibraryFolder,
  arrival: Candidate,
  record: ImageRecord,
  parts: ReconcileParts,
  mayWrite: boolean,
  signal: AbortSignal,
): Promise<ImageRecord> {
  const moved = { ...record, stamp: arrival.found.stamp };
  if (!mayWrite) return moved;
  return parts.records.change(parts.library.imageAt(folder, arrival.found.path), () => moved, signal);
}

/** Records of files that are gone, by file size: from the rows that went missing and from all record files. */
async function orphansBySize(
  folder: LibraryFolder,
  scan: ScanResult,
  missing: readonly ImageRow[],
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly Orphan[]>> {
  const orphans = new Map<number, Orphan[]>();
  const add = (path: string, contentKey: string): void => {
    const size = Number(contentKey.split(":")[0]);
    orphans.set(size, [...(orphans.get(size) ?? []), { path, contentKey }]);
  };
  for (const { path, contentKey } of missing) if (contentKey !== "") add(path, contentKey);
  const present = new Set(scan.images.map(({ path }) => path));
  for (const { folder: recordFolder } of scan.records)
    for (const { path, contentKey } of await readablePaths(folder, recordFolder, parts, signal))
      if (contentKey && !present.has(path)) add(path, contentKey);
  return orphans;
}

/** Empty where the record files cannot be read: reading their images' records says why. */
async function readablePaths(
  folder: LibraryFolder,
  recordFolder: string,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<readonly KnownPath[]> {
  try {
    return await parts.records.paths(folder, recordFolder, signal);
  } catch (thrown) {
    if (failureOf(thrown).reason !== "unreadable") throw thrown;
    return [];
  }
}
