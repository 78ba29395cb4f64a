/** Takes one change of a record back, or does it again, without touching what was changed since. */
import { emptyRecord, type ImageRecord } from "../../../shared/model.ts";

/** What a person edits: where one of these is another by now, somebody was here since, and nothing is taken back. */
const edited = ["description", "tags", "text", "alt"] as const;

/**
 * The record as it was: everything that still is as the change left it. Undefined where what a person edits was changed since.
 * `from`, `to`: undefined for no record.
 */
export function restored(
  now: ImageRecord,
  from: ImageRecord | undefined,
  to: ImageRecord | undefined,
): ImageRecord | undefined {
  const [left, wanted] = [from ?? emptyRecord, to ?? emptyRecord];
  if (edited.some((field) => !isSame(now[field], left[field]))) return undefined;
  const keys = new Set([...Object.keys(now), ...Object.keys(wanted)]) as ReadonlySet<keyof ImageRecord>;
  const next: Partial<Record<keyof ImageRecord, unknown>> = {};
  // in the order of the wanted one: files are to be the same to the letter
  for (const key of [...(Object.keys(wanted) as (keyof ImageRecord)[]), ...keys]) {
    const value = isSame(now[key], left[key]) ? wanted[key] : now[key];
    if (value !== undefined && !(key in next)) next[key] = value;
  }
  return next as unknown as ImageRecord;
}

/** Compared as they are stored. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
