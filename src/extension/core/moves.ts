/**
 * Finds images that were moved, renamed, exchanged or put over another one: a file with the content that a record knows takes
 * that record along, also out of another library folder.
 */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { ImageRecord } from "../../shared/model.ts";
import { isGone, moveOf, movesWithoutRecord } from "./plainMoves.ts";
import type { Candidate, Move, ReconcileParts } from "./reconcileParts.ts";
import type { ImageRef, KnownPath, LibraryFolder, ScanResult } from "./ports.ts";
import { describesContent, isFormerKey, type ImageRow } from "./rows.ts";

/** What came of looking for moves; `unwritten`: images whose records could not be written to their new place. */
export interface FoundMoves {
  readonly moved: readonly Move[];
  readonly unwritten: readonly string[];
}

/** Records that have lost their images: where they are by content key, and the file sizes that are among them. */
interface Orphans {
  readonly images: ReadonlyMap<string, ImageRef>;
  readonly sizes: ReadonlySet<number>;
  /** True where a key of earlier versions is among theirs. */
  readonly hasFormer: boolean;
}

/** A candidate, and the record that belongs to it. */
interface Arrival {
  readonly candidate: Candidate;
  readonly from: ImageRef;
  readonly record: ImageRecord;
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
): Promise<FoundMoves> {
  const homeless = candidates.filter(({ record, found, isUnread }) => !record && !isUnread && found.decodable);
  const displaced = candidates.filter(isDisplaced);
  if (homeless.length + displaced.length === 0) return { moved: [], unwritten: [] };
  const orphans = await orphansOf(folder, scan, missing, displaced, parts, signal);
  const gone = goneElsewhere(folder, parts);
  const arrivals: Arrival[] = [];
  // all are read before any is written: two that were exchanged have each other's record
  for (const candidate of [...homeless, ...displaced]) {
    const { size } = candidate.found.stamp;
    // only a file of the same size is worth reading for its hash
    if (!orphans.sizes.has(size) && !gone.sizes.has(size)) continue;
    candidate.contentKey ||= await contentKeyOf(folder, candidate.found.path, "contentKey", parts, signal);
    let from = orphans.images.get(candidate.contentKey) ?? (await gone.find(candidate.contentKey, signal));
    if (!from && orphans.hasFormer) {
      const former = await contentKeyOf(folder, candidate.found.path, "formerContentKey", parts, signal);
      from = orphans.images.get(former);
    }
    const record = from && (await parts.records.read(from, signal));
    if (from && record && from.id !== parts.library.imageAt(folder, candidate.found.path).id)
      arrivals.push({ candidate, from, record });
  }
  const { moved, unwritten } = await settle(folder, arrivals, parts, mayWrite, signal);
  const bare = homeless.filter(({ record }) => !record);
  return { moved: [...moved, ...(await movesWithoutRecord(folder, bare, missing, parts, signal))], unwritten };
}

/** "" where it went away again, or cannot be read: then it is not known what it is. */
async function contentKeyOf(
  folder: LibraryFolder,
  path: string,
  form: "contentKey" | "formerContentKey",
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await parts.scanner[form](folder.root, path, signal);
  } catch (thrown) {
    if (isAbort(thrown) || failureOf(thrown).reason === "internal") throw thrown;
    return "";
  }
}

/** True where another picture stands now under the name of a record. */
function isDisplaced({ record, found, contentKey }: Candidate): boolean {
  return record?.contentKey !== undefined && found.decodable && !describesContent(record, found.stamp, contentKey);
}

async function settle(
  folder: LibraryFolder,
  arrivals: readonly Arrival[],
  parts: ReconcileParts,
  mayWrite: boolean,
  signal: AbortSignal,
): Promise<FoundMoves> {
  const moved: Move[] = [];
  const unwritten: string[] = [];
  for (const { candidate, from, record } of arrivals) {
    // a record of another program knows no content: from now on it does
    const { contentKey = candidate.contentKey } = record;
    const now = { ...record, stamp: candidate.found.stamp, contentKey };
    const to = candidate.found.path;
    const written = mayWrite ? await carry(parts.library.imageAt(folder, to), now, parts, signal) : undefined;
    if (!written) unwritten.push(to);
    candidate.record = written ?? now;
    moved.push(moveOf(from, to, folder));
  }
  return { moved, unwritten };
}

/** Undefined where it cannot be written now: another program writes there, or the disk is full. */
async function carry(
  image: ImageRef,
  record: ImageRecord,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<ImageRecord | undefined> {
  try {
    return await parts.records.change(image, () => record, signal);
  } catch (thrown) {
    const { reason, message } = failureOf(thrown);
    if (isAbort(thrown) || reason === "internal") throw thrown;
    parts.log.debug(`The record of ${image.path}, which was moved, is written later: ${message}`);
    return undefined;
  }
}

/** From the rows that went missing, from images that were put over others, and from all record files; the first of several counts. */
async function orphansOf(
  folder: LibraryFolder,
  scan: ScanResult,
  missing: readonly ImageRow[],
  displaced: readonly Candidate[],
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<Orphans> {
  const images = new Map<string, ImageRef>();
  const sizes = new Set<number>();
  const add = (path: string, contentKey: string, size: number | undefined): void => {
    sizes.add(size ?? sizeIn(contentKey));
    if (!images.has(contentKey)) images.set(contentKey, parts.library.imageAt(folder, path));
  };
  for (const { path, contentKey, size } of missing) if (contentKey !== "") add(path, contentKey, size);
  for (const { found, record } of displaced) add(found.path, record?.contentKey ?? "", record?.stamp?.size);
  const present = new Set(scan.images.map(({ path }) => path));
  const take = (known: readonly KnownPath[]): void => {
    for (const { path, contentKey, size } of known) if (contentKey && !present.has(path)) add(path, contentKey, size);
  };
  for (const { folder: recordFolder } of scan.records)
    take(await ifReadable(parts.records.paths(folder, recordFolder, signal)));
  take(await ifReadable(parts.records.storedPaths(folder, signal)));
  return { images, sizes, hasFormer: [...images.keys()].some(isFormerKey) };
}

/** Images of other library folders that are not there any more, whether their folder was looked at since or not. */
function goneElsewhere(folder: LibraryFolder, { library, gone, scanner }: ReconcileParts) {
  const known = new Map<string, ImageRef & { readonly size: number }>();
  for (const [contentKey, image] of gone.byContent) if (image.folder.key !== folder.key) known.set(contentKey, image);
  for (const other of library.folders) {
    if (other.key === folder.key) continue;
    for (const { path, contentKey, size } of library.rows(other.key))
      if (contentKey !== "") known.set(contentKey, { ...library.imageAt(other, path), size });
  }
  return {
    sizes: new Set([...known.values()].map(({ size }) => size)),
    /** Not where the file is still there: then this one is a copy, which gets a record of its own. */
    async find(contentKey: string, signal: AbortSignal): Promise<ImageRef | undefined> {
      const image = known.get(contentKey);
      return image && (await isGone(image, scanner, signal)) ? image : undefined;
    },
  };
}

/** The size of the file, as far as the key of a record without one tells it. */
function sizeIn(contentKey: string): number {
  return Number(contentKey.split(":")[0]?.replace(/^p/u, ""));
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
