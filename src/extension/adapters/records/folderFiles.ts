/** Reads the three record files of one folder into entries and details by key; what cannot be read is reported, not dropped. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { ImageRecord } from "../../../shared/model.ts";
import type { Clock } from "../../core/ports.ts";
import { aloneInDetails, parseDetailsFile, recordOf, type Details } from "./detailsFile.ts";
import { hasContent, parseIndexFile, type IndexEntry, type IndexItem } from "./indexFile.ts";
import { journalName } from "./journal.ts";
import { readJournal } from "./journalLines.ts";
import { readRecordFile, stampText } from "./recordFile.ts";
import type { FileKind } from "./salvage.ts";
import { understand } from "./understand.ts";

export const indexName = "image_metadata.json";
export const detailsName = "image_metadata.details.json";

/** Within this time after its last change a file may be half written. */
const halfWrittenMs = 2_000;
const firstWaitMs = 100;
const longestWaitMs = 400;

/** What is known under one key. */
export interface Item {
  readonly entry?: IndexEntry;
  readonly details?: Details;
  /** Foreign keys of the index entry. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A file that could not be understood, what is wrong with it and in which line, and how many of its entries could be read. */
export interface UnreadableFile {
  readonly file: string;
  readonly problem: string;
  readonly line?: number;
  /** Git left two versions of it. */
  readonly isConflict?: true;
  readonly saved: number;
}

/** The record files of a folder as they stood when they were read. */
export interface FolderFiles {
  /** By key as it stands in the file, but with `/` for `\`. */
  readonly items: Map<string, Item>;
  readonly indexStamp: string;
  readonly detailsStamp: string;
  readonly journalStamp: string;
  /** Files that could not be understood; they are backed up before they are written. */
  readonly unreadable: readonly UnreadableFile[];
  /** Bytes of index and details file together. */
  readonly bytes: number;
  /** True where another program's changes were taken in while the folder was ours: rows do not know them yet. */
  readonly hasForeign?: boolean;
}

const indexKind: FileKind<IndexItem> = {
  parse: parseIndexFile,
  alone: (key, value) => `{"${key}": ${value}}`,
  isEntry: ({ entry }) => hasContent(entry),
};
const detailsKind: FileKind<Details> = { parse: parseDetailsFile, alone: aloneInDetails, isEntry: () => true };

/**
 * Reads index and details file; both may be missing. Fails with `unreadable` where the system refuses, or where a link leads
 * out of `boundary`.
 */
export async function readFolderFiles(folder: string, boundary: string, clock: Clock): Promise<FolderFiles> {
  const [index, details, journalStamp] = await Promise.all([
    readWhole(path.join(folder, indexName), boundary, indexKind, clock),
    readWhole(path.join(folder, detailsName), boundary, detailsKind, clock),
    stampOfFile(path.join(folder, journalName)),
  ]);
  return {
    items: joined(index.values, details.values),
    indexStamp: index.stamp,
    detailsStamp: details.stamp,
    journalStamp,
    unreadable: [index, details].flatMap(({ fault }) => fault ?? []),
    bytes: index.bytes + details.bytes,
  };
}

/** Other programs do not write in one step: a file that was touched just now and is broken is looked at again. */
async function readWhole<T>(file: string, boundary: string, kind: FileKind<T>, clock: Clock): Promise<ReadFile<T>> {
  for (let waitMs = firstWaitMs; ; waitMs *= 2) {
    const read = await readRecordFile(file, boundary);
    if (!read) return { values: new Map(), stamp: "", bytes: 0 };
    const { bytes, stamp } = read;
    const understood = understand(bytes, kind);
    const ageMs = clock.now() - Number(stamp.split(":")[1]);
    const mayBeHalf = understood.fault !== undefined || bytes.length === 0;
    if (!mayBeHalf || Math.abs(ageMs) > halfWrittenMs || waitMs > longestWaitMs)
      return {
        values: understood.values,
        stamp,
        bytes: bytes.length,
        ...(understood.fault && { fault: { file, ...understood.fault } }),
      };
    await clock.sleep(waitMs, new AbortController().signal);
  }
}

/** Records that a journal holds beyond the files; empty where there is no journal. */
export async function readJournalPuts(folder: string, boundary: string): Promise<ReadonlyMap<string, ImageRecord>> {
  const read = await readRecordFile(path.join(folder, journalName), boundary);
  return read ? readJournal(read.bytes.toString("utf8")).puts : new Map();
}

/** The record under a key; undefined where the key says nothing. */
export function recordOfItem(item: Item | undefined): ImageRecord | undefined {
  if (!item) return undefined;
  if (item.entry && !hasContent(item.entry) && !item.details) return undefined;
  return recordOf(item.entry, item.details);
}

/** `size:mtime` of a file, "" where it is not there: enough to see that another program wrote it. */
export async function stampOfFile(file: string): Promise<string> {
  try {
    const found = await stat(file);
    return stampText({ size: found.size, mtimeMs: found.mtimeMs });
  } catch {
    return ""; // missing, or not to be read: reading it says which
  }
}

/** The stamps of index and details file as they are now. */
export async function stampsOfFiles(folder: string): Promise<Pick<FolderFiles, "indexStamp" | "detailsStamp">> {
  const [indexStamp, detailsStamp] = await Promise.all([
    stampOfFile(path.join(folder, indexName)),
    stampOfFile(path.join(folder, detailsName)),
  ]);
  return { indexStamp, detailsStamp };
}

interface ReadFile<T> {
  readonly values: Map<string, T>;
  readonly stamp: string;
  readonly bytes: number;
  readonly fault?: UnreadableFile;
}

function joined(index: Map<string, IndexItem>, details: Map<string, Details>): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const [key, { entry, extra }] of index) {
    // where our details name it so, the backslash is a character of the file's own name
    const name = details.has(key) ? key : key.replaceAll("\\", "/");
    const earlier = items.get(name)?.entry;
    if (earlier && hasContent(earlier) && !hasContent(entry)) continue;
    items.set(name, extra ? { entry, extra } : { entry });
  }
  for (const [key, value] of details) {
    const item = items.get(key);
    const extra = item?.extra ?? value.extra;
    items.set(key, { ...(item?.entry ? { entry: item.entry } : {}), details: value, ...(extra ? { extra } : {}) });
  }
  return items;
}
