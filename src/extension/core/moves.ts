/** Finds images that were moved or renamed: a new file with the content of one that is gone takes its record along. */
import { failureOf } from "../../shared/failures.ts";
import type { ImageRecord } from "../../shared/model.ts";
import type { Candidate, ReconcileParts } from "./reconcileParts.ts";
import type { KnownPath, LibraryFolder, ScanResult } from "./ports.ts";
import type { ImageRow } from "./rows.ts";

/** Records whose files are gone: their paths by content key, and the file sizes that are among them. */
interface Orphans {
  readonly paths: ReadonlyMap<string, string>;
  readonly sizes: ReadonlySet<string>;
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
  const orphans = await orphansOf(folder, scan, missing, parts, signal);
  const moved: { from: string; to: string }[] = [];
  for (const arrival of arrivals) {
    // only a file of the same size is worth reading for its hash
    if (!orphans.sizes.has(String(arrival.found.stamp.size))) continue;
    const contentKey = await parts.scanner.contentKey(folder.root, arrival.found.path, signal);
    const from = orphans.paths.get(contentKey);
    const record =
      from === undefined ? undefined : await parts.records.read(parts.library.imageAt(folder, from), signal);
    if (from === undefined || !record) continue;
    arrival.contentKey = contentKey;
    arrival.record = await carry(folder, arrival, record, parts, mayWrite, signal);
    moved.push({ from, to: arrival.found.path });
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
  // a record of another program knows no content: from now on it does
  const { contentKey = arrival.contentKey } = record;
  const moved = { ...record, stamp: arrival.found.stamp, contentKey };
  if (!mayWrite) return moved;
  return parts.records.change(parts.library.imageAt(folder, arrival.found.path), () => moved, signal);
}

/** From the rows that went missing and from all record files; the first of several with one content counts. */
async function orphansOf(
  folder: LibraryFolder,
  scan: ScanResult,
  missing: readonly ImageRow[],
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<Orphans> {
  const paths = new Map<string, string>();
  const add = (path: string, contentKey: string): void => {
    if (!paths.has(contentKey)) paths.set(contentKey, path);
  };
  for (const { path, contentKey } of missing) if (contentKey !== "") add(path, contentKey);
  const present = new Set(scan.images.map(({ path }) => path));
  const take = (known: readonly KnownPath[]): void => {
    for (const { path, contentKey } of known) if (contentKey && !present.has(path)) add(path, contentKey);
  };
  for (const { folder: recordFolder } of scan.records)
    take(await ifReadable(parts.records.paths(folder, recordFolder, signal)));
  take(await ifReadable(parts.records.storedPaths(folder, signal)));
  return { paths, sizes: new Set([...paths.keys()].map((contentKey) => contentKey.split(":")[0] ?? "")) };
}

/** What record files name; nothing where they cannot be read: reading their images' records says why. */
export async function ifReadable(paths: Promise<readonly KnownPath[]>): Promise<readonly KnownPath[]> {
  try {
    return await paths;
  } catch (thrown) {
    if (failureOf(thrown).reason !== "unreadable") throw thrown;
    return [];
  }
}
