/** The lines of a journal: claims of ownership, records put, folds; and what a reading of them amounts to. */
import type { ImageRecord } from "../../../shared/model.ts";
import { soundRecord } from "./recordFields.ts";

/** Who claims a journal: a process of a computer; `id` tells two claims of one process apart. */
export interface Owner {
  readonly id: string;
  readonly pid: number;
  /** When the process started, as the system tells it; "" where it does not. */
  readonly start: string;
  readonly host: string;
}

/**
 * A claim names the claim or release that it follows, so that of two processes that take over at once only the one whose
 * line comes first in the file becomes the owner, whoever reads it and whenever.
 */
export type JournalLine =
  | { readonly claim: Owner; readonly after: string }
  | { readonly put: string; readonly record: ImageRecord }
  | { readonly folded: true }
  | { readonly release: string };

/** What a journal says as a whole. */
export interface JournalState {
  /** Whose journal is it? Undefined before the first claim. */
  readonly owner: Owner | undefined;
  /** True once the owner gave it up: it is about to remove the file. */
  readonly isReleased: boolean;
  /** What a next claim must name as `after`. */
  readonly last: string;
  /** Records that are not in the index and details files yet, by key. */
  readonly puts: ReadonlyMap<string, ImageRecord>;
}

/** Reads a journal; a line that was torn by a crash is passed over. */
export function readJournal(content: string): JournalState {
  let owner: Owner | undefined;
  let isReleased = false;
  let last = "";
  const puts = new Map<string, ImageRecord>();
  for (const text of content.split("\n")) {
    const line = parseLine(text);
    if (!line) continue;
    if ("claim" in line && line.after === last) {
      owner = line.claim;
      last = line.claim.id;
      isReleased = false;
    } else if ("release" in line && owner && line.release === owner.id && !isReleased) {
      isReleased = true;
      last = `released ${owner.id}`;
    } else if ("put" in line) puts.set(line.put, line.record);
    else if ("folded" in line) puts.clear();
  }
  return { owner, isReleased, last, puts };
}

/** One line, ready to append. */
export function journalLine(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

function parseLine(text: string): JournalLine | undefined {
  if (!text.startsWith("{")) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // torn by a crash in the middle of an append: it was never acknowledged
  }
  if (typeof value !== "object" || value === null) return undefined;
  const line = value as Record<string, unknown>;
  const record = typeof line["put"] === "string" ? soundRecord(line["record"]) : undefined;
  if (record) return { put: String(line["put"]), record };
  if (line["folded"] === true || typeof line["release"] === "string") return value as JournalLine;
  if (typeof line["after"] === "string" && isOwner(line["claim"])) return value as JournalLine;
  return undefined;
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== "object" || value === null) return false;
  const { id, pid, start, host } = value as Record<string, unknown>;
  return typeof id === "string" && Number.isSafeInteger(pid) && typeof start === "string" && typeof host === "string";
}
