/** Looks at record files for the doctor: reads them, claims nothing, changes nothing. */
import { readdir, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type { BrokenFile, JournalOwner, RecordFolderState, RecordInspector } from "../../core/doctor/ports.ts";
import type { Clock, Storage } from "../../core/ports.ts";
import { indexName, readFolderFiles, readJournalPuts, recordOfItem } from "./folderFiles.ts";
import { journalName } from "./journal.ts";
import { readJournal } from "./journalLines.ts";
import { KeptFolders, type KeptFolder } from "./keptFolders.ts";
import { isSilent } from "./newest.ts";
import { isRunning } from "./processes.ts";
import { readRecordFile } from "./recordFile.ts";

/** What is needed to look. */
export interface InspectorOptions {
  readonly storage: Storage;
  readonly stateFolder: string;
  readonly clock: Clock;
  /** True for a temporary file whose maker is gone. */
  readonly isLeftBehind: (name: string, ageMs: number) => boolean;
}

/** Inspects the record folders of the library and the program's own. */
export class FileInspector implements RecordInspector {
  readonly #options: InspectorOptions;
  readonly #kept: KeptFolders;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#kept = new KeptFolders(options.storage, options.stateFolder);
  }

  async look(recordFolder: string, boundary: string, signal: AbortSignal): Promise<RecordFolderState> {
    throwIfAborted(signal);
    const [litter, files, journal] = await Promise.all([
      this.#litter(recordFolder),
      filesState(recordFolder, boundary, this.#options.clock),
      journalState(path.join(recordFolder, journalName), boundary),
    ]);
    return { ...litter, ...files, ...journal, broken: [...files.broken, ...journal.broken] };
  }

  async waiting(folder: Parameters<RecordInspector["waiting"]>[0], signal: AbortSignal) {
    const waiting = [];
    for (const kept of await this.#kept.within(folder)) {
      throwIfAborted(signal);
      const records = await waitingIn(kept, this.#options.clock);
      if (records > 0) waiting.push({ folder: kept.origin, records });
    }
    return waiting;
  }

  /** What lies there beside the record files themselves. */
  async #litter(folder: string): Promise<Pick<RecordFolderState, "backups" | "temporary">> {
    const backups: string[] = [];
    let temporary = 0;
    for (const name of await readdir(folder).catch(() => [])) {
      const file = path.join(folder, name);
      if (/^image_metadata(?:\.details)?\.json\.unreadable-/u.test(name)) backups.push(file);
      if (!name.endsWith(".tmp")) continue;
      const found = await stat(file).catch(() => undefined); // in its place by now
      if (found && this.#options.isLeftBehind(name, this.#options.clock.now() - found.mtimeMs)) temporary++;
    }
    return { backups, temporary };
  }
}

async function filesState(
  folder: string,
  boundary: string,
  clock: Clock,
): Promise<Pick<RecordFolderState, "entries" | "broken">> {
  try {
    const { items, unreadable } = await readFolderFiles(folder, boundary, clock);
    const broken = unreadable.map(({ isConflict, ...rest }): BrokenFile => {
      return { ...rest, kind: isConflict ? "conflict" : "invalid" };
    });
    return { entries: items.size, broken };
  } catch (thrown) {
    return { entries: 0, broken: [refused(path.join(folder, indexName), thrown)] };
  }
}

async function journalState(file: string, boundary: string): Promise<Pick<RecordFolderState, "journal" | "broken">> {
  try {
    const read = await readRecordFile(file, boundary);
    if (!read) return { broken: [] };
    const { owner, isReleased, puts } = readJournal(read.bytes.toString("utf8"));
    return { broken: [], journal: { owner: isReleased ? { kind: "gone" } : ownerOf(owner), records: puts.size } };
  } catch (thrown) {
    return { broken: [refused(file, thrown)] };
  }
}

/** The system, or a link that leads out of the library, keeps it from being read; the sentence names the file. */
function refused(file: string, thrown: unknown): BrokenFile {
  return { file, kind: "refused", problem: failureOf(thrown).message, saved: 0 };
}

function ownerOf(owner: ReturnType<typeof readJournal>["owner"]): JournalOwner {
  if (!owner) return { kind: "gone" };
  if (owner.host !== os.hostname()) return { kind: "elsewhere", host: owner.host, pid: owner.pid };
  return isRunning(owner) ? { kind: "running", pid: owner.pid } : { kind: "gone" };
}

async function waitingIn({ records }: KeptFolder, clock: Clock): Promise<number> {
  const { items } = await readFolderFiles(records, records, clock);
  const known = new Map([...items].map(([key, item]) => [key, recordOfItem(item)] as const));
  for (const [key, record] of await readJournalPuts(records, records)) known.set(key, record);
  return [...known.values()].filter((record) => record && !isSilent(record)).length;
}
