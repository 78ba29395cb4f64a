/** The history of edits as a file holds it over restarts: bounded, and read with care. */
import { ExpectedError } from "../../../shared/failures.ts";
import type { ImageRecord } from "../../../shared/model.ts";
import type { HistoryEntry, HistoryState, RecordChanged } from "./editHistory.ts";

const version = 1;
/** So many changed records and characters are kept; a record before and after has some 4,000. */
const mostChanges = 5_000;
const mostCharacters = 32_000_000;

/** The latest edits as text; an edit that is too large to be kept ends what can be undone, for nothing may be left out between. */
export function writeHistory({ entries, done }: HistoryState): string {
  const kept: string[] = [];
  let [changes, characters, undone] = [0, 0, 0];
  for (const [at, entry] of [...entries.entries()].reverse()) {
    changes += entry.changes.length;
    if (changes > mostChanges) break;
    const text = JSON.stringify(entry);
    characters += text.length;
    if (characters > mostCharacters) break;
    kept.unshift(text);
    if (at >= done) undone++;
  }
  // where even the next to be done again is missing, those behind it have nothing to stand on
  const isCut = kept.length < entries.length - done;
  const lines = isCut ? [] : kept;
  return `${[JSON.stringify({ version, done: lines.length - (isCut ? 0 : undone) }), ...lines].join("\n")}\n`;
}

/** What such a text says; fails with `unreadable` where it cannot be understood. */
export function readHistory(text: string): HistoryState {
  try {
    const [head, ...entries] = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown);
    const { version: written, done } = fields(head);
    if (written !== version || !Number.isSafeInteger(done)) throw new TypeError("another version");
    const read = entries.map(entryOf);
    return { entries: read, done: Math.min(Math.max(done as number, 0), read.length) };
  } catch (thrown) {
    throw new ExpectedError("unreadable", "The history of edits cannot be read.", { cause: thrown });
  }
}

function entryOf(value: unknown): HistoryEntry {
  const { atMs, changes } = fields(value);
  if (typeof atMs !== "number" || !Array.isArray(changes)) throw new TypeError("not an edit");
  return { atMs, changes: changes.map(changeOf) };
}

function changeOf(value: unknown): RecordChanged {
  const { id, before, after } = fields(value);
  if (typeof id !== "string") throw new TypeError("not a change");
  return { id, before: recordOf(before), after: recordOf(after) };
}

/** A record of our own writing, as far as undo reads it. */
function recordOf(value: unknown): ImageRecord | undefined {
  if (value === undefined) return undefined;
  const record = fields(value);
  const areTexts = ["description", "text", "alt"].every((name) => typeof record[name] === "string");
  const areLists = ["tags", "removedTags", "done"].every((name) => Array.isArray(record[name]));
  if (!areTexts || !areLists || typeof record["sources"] !== "object") throw new TypeError("not a record");
  return record as unknown as ImageRecord;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new TypeError("not an object");
  return value as Readonly<Record<string, unknown>>;
}
