/** Compares a library folder on the disk with the rows in memory: what is new, changed, moved or gone. */
import { failureOf, type FailureData } from "../../shared/failures.ts";
import type { ImageRecord } from "../../shared/model.ts";
import type { CatalogSync } from "./catalogSync.ts";
import { findMoves } from "./moves.ts";
import { folderOf, foldersAbove, isUnder } from "./paths.ts";
import type { Candidate, Move, ReconcileParts } from "./reconcileParts.ts";
import type { FoundImage, ImageRef, LibraryFolder, ScanResult } from "./ports.ts";
import { documentOf, isFormerKey, isSameStamp, rowOf, type ImageRow } from "./rows.ts";
import type { LeftOut, ScanOptions } from "./scanning.ts";

export interface ReconcileOptions extends ScanOptions {
  /** Take over journals that dead programs left, and write the records of moved images. */
  readonly mayWrite: boolean;
}

/** What came of it. */
export interface ReconcileSummary {
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly missing: number;
  readonly moved: readonly Move[];
  readonly problems: readonly { readonly path: string; readonly failure: FailureData }[];
  readonly leftOut: readonly LeftOut[];
}

/** Brings the rows of one folder up to date with the disk. An unchanged folder is walked and compared, and nothing is read. */
export async function reconcile(
  folder: LibraryFolder,
  folderStamps: Map<string, string>,
  parts: ReconcileParts,
  options: ReconcileOptions,
  signal: AbortSignal,
): Promise<ReconcileSummary> {
  const scan = await parts.scanner.scan(folder.root, options, signal);
  for (const path of options.mayWrite ? (scan.leftovers ?? []) : []) await parts.records.sweep(folder, path);
  const written = options.mayWrite ? await parts.records.writeBack(folder, signal) : [];
  const touched = await touchedFolders(folder, folderStamps, scan, parts, options);
  for (const { folder: path, stamps } of written) touched.set(path, stamps);
  const candidates: Candidate[] = [];
  const rows = parts.library.byPath(folder.key);
  let known = 0;
  const unread: Unread = { folders: new Set(), messages: new Set() };
  for (const found of scan.images) {
    const old = rows.get(found.path);
    if (old) known++;
    const isSame = old && isSameStamp(old, found.stamp) && old.sidecars === (found.sidecars ?? "");
    if (isSame && !isTouched(found.path, touched)) continue;
    const record = await readRecord(parts.library.imageAt(folder, found.path), unread, parts, signal);
    if (record !== "unread")
      candidates.push({
        found,
        old,
        record,
        contentKey: await contentKeyFor(folder, found, old, record, parts, signal),
      });
    else if (!old) candidates.push({ found, old, record: undefined, contentKey: "", isUnread: true });
  }
  // where every row was met none can be missing
  const absent = known === rows.size ? [] : missingRows(scan, rows.values(), options.under);
  const { missing, away } = await withoutAway(folder, absent, parts, signal);
  const { moved, unwritten } = await findMoves(folder, scan, candidates, missing, parts, options.mayWrite, signal);
  // a record that could not be carried to the image's new place is carried by the next run that can write it
  for (const to of unwritten) touched.set(folderOf(to), "to be written");
  for (const row of missing) parts.gone.add(parts.library.imageAt(folder, row.path), row);
  const changes = apply(folder, candidates, missing, parts);
  putStamps(folder, folderStamps, new Map([...touched].filter(([path]) => !unread.folders.has(path))), parts.sync);
  const { leftOut } = scan;
  const problems = [...scan.problems, ...away];
  return { images: scan.images.length, ...changes, missing: missing.length, moved, problems, leftOut };
}

/** What could not be read: folders that are to be looked at again the next time, and what was said of them. */
interface Unread {
  readonly folders: Set<string>;
  readonly messages: Set<string>;
}

/** The record of an image. Record files of one folder that cannot be read are told of once and keep no other folder waiting. */
async function readRecord(
  image: ImageRef,
  unread: Unread,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<ImageRecord | undefined | "unread"> {
  try {
    return await parts.records.read(image, signal);
  } catch (thrown) {
    const { reason, message } = failureOf(thrown);
    if (reason !== "unreadable" && reason !== "volumeMissing") throw thrown;
    if (!unread.messages.has(message)) parts.log.warn(message);
    unread.messages.add(message);
    for (const folder of foldersAbove(image.path)) unread.folders.add(folder);
    return "unread";
  }
}

/** Folders whose record files are not those that were read last, with their stamps now. */
async function touchedFolders(
  folder: LibraryFolder,
  known: ReadonlyMap<string, string>,
  scan: ScanResult,
  parts: ReconcileParts,
  options: ReconcileOptions,
): Promise<Map<string, string>> {
  const touched = new Map<string, string>();
  const seen = new Set<string>();
  for (const found of scan.records) {
    seen.add(found.folder);
    const stamps = parts.records.found(folder, found);
    if (known.get(found.folder) !== stamps) touched.set(found.folder, stamps);
    if (found.journal && options.mayWrite) await parts.others.recover(folder, found.folder);
  }
  for (const path of known.keys())
    if (!seen.has(path) && isUnder(path, options.under)) {
      parts.records.found(folder, { folder: path });
      touched.set(path, "");
    }
  return touched;
}

/** True where the image's own folder or one above it has other record files than before. */
function isTouched(path: string, touched: ReadonlyMap<string, string>): boolean {
  if (touched.size === 0) return false;
  for (const folder of foldersAbove(path)) if (touched.has(folder)) return true;
  return false;
}

/** Hashes only where it decides something: a file with another time whose record may still fit. */
async function contentKeyFor(
  folder: LibraryFolder,
  found: FoundImage,
  old: ImageRow | undefined,
  record: ImageRecord | undefined,
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<string> {
  if (old && isSameStamp(old, found.stamp) && old.contentKey !== "") return old.contentKey;
  if (!record?.contentKey) return "";
  if (isSameStamp(record.stamp, found.stamp)) return record.contentKey;
  const isFormer = isFormerKey(record.contentKey);
  if (isFormer && record.contentKey.split(":")[0] !== String(found.stamp.size)) return "";
  try {
    return await (isFormer
      ? parts.scanner.formerContentKey(folder.root, found.path, signal)
      : parts.scanner.contentKey(folder.root, found.path, signal));
  } catch (thrown) {
    parts.log.warn(failureOf(thrown).message);
    return "";
  }
}

/** Rows whose file is gone; not those under a folder that could not be read, which may be back at once. */
function missingRows(scan: ScanResult, rows: Iterable<ImageRow>, under: string): readonly ImageRow[] {
  const present = new Set(scan.images.map(({ path }) => path));
  const missing: ImageRow[] = [];
  for (const row of rows) {
    if (present.has(row.path) || !isUnder(row.path, under)) continue;
    if (scan.problems.some(({ path }) => path !== "" && isUnder(row.path, path))) continue;
    missing.push(row);
  }
  return missing;
}

/** Rows whose drive is away are not missing: they are there again as soon as it is. One file of each folder is asked for. */
async function withoutAway(
  folder: LibraryFolder,
  absent: readonly ImageRow[],
  parts: ReconcileParts,
  signal: AbortSignal,
): Promise<{ readonly missing: readonly ImageRow[]; readonly away: ReconcileSummary["problems"] }> {
  const failures = new Map<string, FailureData | undefined>();
  for (const { path } of absent) {
    if (failures.has(folderOf(path))) continue;
    failures.set(folderOf(path), undefined);
    try {
      await parts.scanner.stamp(folder.root, path, signal);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.reason === "aborted") throw thrown;
      if (failure.reason === "volumeMissing") failures.set(folderOf(path), failure);
    }
  }
  const away = [...failures].flatMap(([path, failure]) => (failure ? [{ path, failure }] : []));
  return { missing: absent.filter(({ path }) => !failures.get(folderOf(path))), away };
}

function apply(
  folder: LibraryFolder,
  candidates: readonly Candidate[],
  missing: readonly ImageRow[],
  parts: ReconcileParts,
): { readonly added: number; readonly changed: number } {
  let added = 0;
  const rows: ImageRow[] = [];
  for (const { found, old, record, contentKey } of candidates) {
    const row = rowOf(parts.library.imageAt(folder, found.path), found, contentKey, record, parts.hash, old);
    if (old && isSameRow(old, row)) continue;
    if (!old) added++;
    rows.push(row);
    parts.sync.put([documentOf(row, record)]);
  }
  parts.library.put(rows);
  parts.library.remove(missing.map(({ id }) => id));
  parts.sync.remove(missing.map(({ id }) => id));
  return { added, changed: rows.length - added };
}

function putStamps(
  folder: LibraryFolder,
  known: Map<string, string>,
  touched: ReadonlyMap<string, string>,
  sync: CatalogSync,
): void {
  for (const [path, stamps] of touched) {
    if (stamps === "") known.delete(path);
    else known.set(path, stamps);
  }
  sync.putFolders([...touched].map(([path, stamps]) => ({ folderKey: folder.key, folder: path, stamps })));
}

function isSameRow(a: ImageRow, b: ImageRow): boolean {
  return (Object.keys(b) as (keyof ImageRow)[]).every((key) => a[key] === b[key]);
}
