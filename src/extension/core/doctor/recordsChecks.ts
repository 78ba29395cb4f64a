/** Checks of record files: what cannot be read, what was left behind, what waits in storage, which images are gone. */
import { failureOf, isAbort } from "../../../shared/failures.ts";
import type { LibraryFolder, RecordPlace, Scanner, ScanResult } from "../ports.ts";
import type { ScanOptions } from "../scanning.ts";
import { askedOnce } from "./askedOnce.ts";
import { counted, failed, fault, note, ok, type Found } from "./finding.ts";
import type { BrokenFile, JournalOwner, RecordFolderState, RecordInspector } from "./ports.ts";
import type { Check } from "./runChecks.ts";

/** What these checks work with. */
export interface RecordsParts {
  readonly folders: () => Promise<readonly LibraryFolder[]>;
  readonly scanner: Pick<Scanner, "scan">;
  readonly scanOptions: (folder: LibraryFolder) => ScanOptions;
  readonly inspector: RecordInspector;
  readonly placeOf: (folder: LibraryFolder) => RecordPlace;
  /** Paths of images that records name and that are gone. */
  readonly missing: (folder: LibraryFolder, signal: AbortSignal) => Promise<readonly string[]>;
  /** Joins a folder and a path with `/` below it. */
  readonly join: (root: string, path: string) => string;
  /** True while this program writes records itself: its own journals are no finding. */
  readonly isWriting: () => boolean;
}

/** A library folder as a walk found it, or why it cannot be walked. */
export type Walked =
  | { readonly folder: LibraryFolder; readonly scan: ScanResult }
  | { readonly folder: LibraryFolder; readonly failure: ReturnType<typeof failureOf> };

/** Every library folder, walked once for all checks that need it. */
export function walkOnce(
  parts: Pick<RecordsParts, "folders" | "scanner" | "scanOptions">,
): (signal: AbortSignal) => Promise<readonly Walked[]> {
  return askedOnce(async (signal) => {
    const walk = async (folder: LibraryFolder): Promise<Walked> => {
      try {
        return { folder, scan: await parts.scanner.scan(folder.root, parts.scanOptions(folder), signal) };
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        return { folder, failure: failureOf(thrown) };
      }
    };
    const walked: Walked[] = [];
    for (const folder of await parts.folders()) walked.push(await walk(folder));
    return walked;
  });
}

/** More of one kind are counted, not listed: nobody reads a thousand lines. */
const mostNamed = 10;

const late = "Is a drive or network share slow or not connected? Connect it, and run the doctor again.";

export function recordsChecks(
  parts: RecordsParts,
  walked: (signal: AbortSignal) => Promise<readonly Walked[]>,
): readonly Check[] {
  const area = "records";
  return [
    {
      name: "records",
      area,
      deadlineMs: 120_000,
      ifLate: late,
      run: async (signal) => recordFindings(parts, await walked(signal), signal),
    },
    {
      name: "waiting",
      area,
      deadlineMs: 30_000,
      ifLate: late,
      run: (signal) => waitingFindings(parts, signal),
    },
    { name: "missing", area, deadlineMs: 120_000, ifLate: late, run: (signal) => missingFindings(parts, signal) },
  ];
}

interface Tally {
  readonly found: Found[];
  folders: number;
  entries: number;
  broken: number;
  backups: string[];
  temporary: number;
  leftBehind: number;
}

async function recordFindings(
  parts: RecordsParts,
  walked: readonly Walked[],
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const tally: Tally = { found: [], folders: 0, entries: 0, broken: 0, backups: [], temporary: 0, leftBehind: 0 };
  for (const one of walked) {
    if ("failure" in one) continue;
    for (const { folder } of one.scan.records) {
      const absolute = parts.join(one.folder.root, folder);
      const state = await parts.inspector.look(absolute, one.folder.root, signal);
      take(tally, absolute, state, parts.isWriting());
    }
  }
  const { found, folders, entries, broken } = tally;
  if (broken > mostNamed) found.push(fault(`${broken - mostNamed} more record files cannot be read.`));
  found.push(...leftovers(tally));
  const facts = { folders, entries, broken, backups: tally.backups.length, temporary: tally.temporary };
  if (broken > 0) return found;
  const title = `The record files of ${counted(folders, "folder")} can be read; they have ${counted(entries, "entry", "entries")}.`;
  return [ok(title, { facts: { ...facts, leftBehind: tally.leftBehind } }), ...found];
}

function take(tally: Tally, folder: string, state: RecordFolderState, isWriting: boolean): void {
  tally.folders++;
  tally.entries += state.entries;
  tally.backups.push(...state.backups);
  for (const file of state.broken) if (tally.broken++ < mostNamed) tally.found.push(brokenFinding(file));
  if (!isWriting) tally.temporary += state.temporary;
  if (!state.journal) return;
  const { owner, records } = state.journal;
  if (owner.kind === "gone") tally.leftBehind++;
  else if (!isWriting) tally.found.push(heldFinding(folder, owner, records));
}

function brokenFinding({ file, kind, problem, line, saved }: BrokenFile): Found {
  const place = line === undefined ? file : `${file}:${line}:1`;
  const remedies = {
    conflict: "Choose one side of the conflict, and save the file; before it is written it is backed up.",
    invalid: "Mend it at that place; before it is written it is backed up.",
    refused: "Give yourself the right to read it.",
  };
  const title = kind === "refused" ? problem : `${file} cannot be read: ${problem}`;
  return fault(title, {
    detail: saved > 0 ? `${counted(saved, "record")} of it could be read, and in use.` : "Its records are not shown.",
    remedy: remedies[kind],
    ...(kind !== "refused" && { action: { id: "openFile", argument: place } as const }),
    facts: { conflict: kind === "conflict", refused: kind === "refused", line: line ?? 0, saved },
  });
}

function heldFinding(folder: string, owner: Exclude<JournalOwner, { kind: "gone" }>, records: number): Found {
  const who = owner.kind === "running" ? `process ${owner.pid}` : `process ${owner.pid} on ${owner.host}`;
  return note(`${folder} is being written by ${who}; ${counted(records, "record")} in its journal.`, {
    detail: "This program waits for it.",
    facts: { heldHere: owner.kind === "running", records },
  });
}

function leftovers({ backups, temporary, leftBehind }: Tally): readonly Found[] {
  const found: Found[] = [];
  if (leftBehind > 0)
    found.push(
      note(`${counted(leftBehind, "folder has", "folders have")} a journal of a run that was cut off.`, {
        detail: "Nothing is lost: the next run that writes there takes it over.",
        facts: { leftBehind },
      }),
    );
  if (temporary > 0)
    found.push(
      note(`${counted(temporary, "temporary file")} of a run that was cut off beside the images.`, {
        detail: "The next run that writes there removes them.",
        facts: { temporary },
      }),
    );
  if (backups.length > 0)
    found.push(
      note(`${counted(backups.length, "backup")} of record files that could not be read beside the images.`, {
        detail: named(backups),
        remedy: "Delete them once what is in them is no longer needed.",
        facts: { backups: backups.length },
      }),
    );
  return found;
}

async function waitingFindings({ folders, inspector }: RecordsParts, signal: AbortSignal): Promise<readonly Found[]> {
  const waiting = [];
  for (const folder of await folders()) waiting.push(...(await inspector.waiting(folder, signal)));
  const records = waiting.reduce((sum, one) => sum + one.records, 0);
  const facts = { folders: waiting.length, records };
  if (records === 0) return [ok("No records wait for a folder that could not be written.", { facts })];
  return [
    note(
      `${counted(records, "record")} in the program's storage for ${counted(waiting.length, "folder")} that could not be written.`,
      {
        detail: named(waiting.map(({ folder }) => folder)),
        remedy: "Make these folders writable: the records are written back by themselves.",
        facts,
      },
    ),
  ];
}

async function missingFindings({ folders, missing }: RecordsParts, signal: AbortSignal): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const folder of await folders()) {
    try {
      const gone = await missing(folder, signal);
      if (gone.length === 0) continue;
      found.push(
        note(`${counted(gone.length, "record")} in ${folder.root} without an image.`, {
          detail: "They may be on another branch, or on a drive that is not connected.",
          remedy: "Where they are gone for good: Remove Records of Missing Images.",
          action: { id: "removeMissingRecords" },
          facts: { missing: gone.length },
        }),
      );
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      found.push(failed("note", failureOf(thrown)));
    }
  }
  return found.length > 0 ? found : [ok("Every record has its image.")];
}

/** Some of them by name, the rest by number. */
export function named(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(", ");
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more.` : `${shown}.`;
}
