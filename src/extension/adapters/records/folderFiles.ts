/** Reads the three record files of one folder into entries and details by key; what cannot be read is reported, not dropped. */
import { stat } from "node:fs/promises";
import path from "node:path";
import type { ImageRecord } from "../../../shared/model.ts";
import { parseDetailsFile, recordOf, type Details } from "./detailsFile.ts";
import { hasContent, parseIndexFile, type IndexEntry, type IndexItem } from "./indexFile.ts";
import { journalName } from "./journal.ts";
import { readJournal } from "./journalLines.ts";
import { readRecordFile, stampText } from "./recordFile.ts";

export const indexName = "image_metadata.json";
export const detailsName = "image_metadata.details.json";

/** What is known under one key. */
export interface Item {
  readonly entry?: IndexEntry;
  readonly details?: Details;
  /** Foreign keys of the index entry. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The record files of a folder as they stood when they were read. */
export interface FolderFiles {
  /** By key as it stands in the file, but with `/` for `\`. */
  readonly items: Map<string, Item>;
  readonly indexStamp: string;
  readonly detailsStamp: string;
  readonly journalStamp: string;
  /** Files that could not be understood, with what is wrong; they are backed up before they are written. */
  readonly unreadable: readonly { readonly file: string; readonly problem: string }[];
  /** Bytes of index and details file together. */
  readonly bytes: number;
}

/**
 * Reads index and details file; both may be missing. Fails with `unreadable` where the system refuses, or where a link leads
 * out of `boundary`.
 */
export async function readFolderFiles(folder: string, boundary: string): Promise<FolderFiles> {
  const unreadable: { file: string; problem: string }[] = [];
  const parsed = async <T>(name: string, parse: (content: string) => Map<string, T>): Promise<ReadFile<T>> => {
    const file = path.join(folder, name);
    const read = await readRecordFile(file, boundary);
    try {
      return {
        values: read ? parse(decode(read.bytes)) : new Map(),
        stamp: read?.stamp ?? "",
        bytes: read?.bytes.length ?? 0,
      };
    } catch (thrown) {
      unreadable.push({ file, problem: thrown instanceof Error ? thrown.message : String(thrown) });
      return { values: new Map<string, T>(), stamp: read?.stamp ?? "", bytes: 0 };
    }
  };
  const [index, details, journalStamp] = await Promise.all([
    parsed<IndexItem>(indexName, parseIndexFile),
    parsed<Details>(detailsName, parseDetailsFile),
    stampOfFile(path.join(folder, journalName)),
  ]);
  return {
    items: joined(index.values, details.values),
    indexStamp: index.stamp,
    detailsStamp: details.stamp,
    journalStamp,
    unreadable,
    bytes: index.bytes + details.bytes,
  };
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

interface ReadFile<T> {
  readonly values: Map<string, T>;
  readonly stamp: string;
  readonly bytes: number;
}

/** UTF-8, strictly: a file in another encoding would be destroyed by writing it back. */
function decode(bytes: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
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
