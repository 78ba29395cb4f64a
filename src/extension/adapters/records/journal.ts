/** A folder's journal in our hands: claimed so that we are its one writer, appended to, folded, released. */
import { stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ExpectedError } from "../../../shared/failures.ts";
import type { ImageRecord } from "../../../shared/model.ts";
import type { AppendLog } from "../../core/appendLog.ts";
import type { Clock, Storage } from "../../core/ports.ts";
import { journalLine, readJournal, type JournalState, type Owner } from "./journalLines.ts";
import { isRunning, thisProcess } from "./processes.ts";

export const journalName = ".image_metadata.journal";

/** A foreign computer that gave no sign of life for this long has lost its claim. */
const foreignSilenceMs = 60_000;
const heartbeatMs = 15_000;
/** A release and the removal of the file lie milliseconds apart; a waiter looks again after this long. */
const releaseWaitMs = 25;
const releaseTries = 80;

/** Which claims does this process hold? A journal with another claim of ours was left behind, not removed: it is free. */
const heldClaims = new Set<string>();

/** The claim of this process on one folder. */
export class Journal {
  readonly #log: AppendLog;
  readonly #file: string;
  readonly #storage: Storage;
  readonly #owner: Owner;
  readonly #heartbeat: NodeJS.Timeout;
  /** What a dead owner left: records that are in no index file yet. */
  readonly inherited: ReadonlyMap<string, ImageRecord>;

  /** When was this process last seen awake, by its own clock? */
  #awakeMs: number;
  readonly #clock: Clock;

  private constructor(
    claimed: { readonly log: AppendLog; readonly owner: Owner; readonly inherited: JournalState["puts"] },
    file: string,
    storage: Storage,
    clock: Clock,
  ) {
    this.#file = file;
    this.#log = claimed.log;
    this.#owner = claimed.owner;
    this.#storage = storage;
    this.#clock = clock;
    this.#awakeMs = clock.now();
    this.inherited = claimed.inherited;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  /**
   * A sign of life for other computers: an empty line, so that the disk stamps it by its own clock, as it does the file by
   * which others measure our silence. A beat that fails is made good by the next.
   */
  #beat(): void {
    if (this.mayBeLost()) return; // slept too long: whose journal it is has to be seen first
    this.#awakeMs = this.#clock.now();
    void this.#log.append("\n").catch(() => undefined);
  }

  /** True after a time without a sign of life in which another computer may have taken the folder over. */
  mayBeLost(): boolean {
    return Math.abs(this.#clock.now() - this.#awakeMs) > foreignSilenceMs / 2;
  }

  /** Becomes the one writer of the folder. Fails with `folderBusy` while another program is. */
  static async claim(folder: string, storage: Storage, clock: Clock): Promise<Journal> {
    const file = path.join(folder, journalName);
    for (let attempt = 1; ; attempt++) {
      const outcome = await tryClaim(file, storage);
      if (outcome.kind === "claimed") return new Journal(outcome, file, storage, clock);
      if (outcome.kind === "busy" || attempt === releaseTries)
        throw new ExpectedError(
          "folderBusy",
          `Another program (process ${outcome.by}) is writing the records of ${folder}. Try again when it is done.`,
        );
      await clock.sleep(releaseWaitMs, new AbortController().signal);
    }
  }

  /** Answers when the record is on the disk, and where others find it: on a drive that was unplugged it would be lost. */
  async put(key: string, record: ImageRecord): Promise<"here" | "replaced" | "removed" | "away"> {
    await this.#log.append(journalLine({ put: key, record }));
    return this.#log.whereabouts();
  }

  /** Notes that all puts so far are in the index and details files. */
  async markFolded(): Promise<void> {
    await this.#log.append(journalLine({ folded: true }));
  }

  /** `replaced`: another program took the folder over, as it may while this computer sleeps. */
  async whereabouts(): Promise<"here" | "replaced" | "removed" | "away"> {
    const found = await this.#log.whereabouts();
    if (found !== "here") return found;
    if (readJournal(await this.#log.read()).owner?.id !== this.#owner.id) return "replaced";
    this.#awakeMs = this.#clock.now();
    return "here";
  }

  /**
   * Gives the folder up; with `remove`, after everything was folded, takes the file away. Where the file cannot be taken away
   * any more it holds nothing that is not in the files, and whoever comes next may claim it.
   */
  async release(remove: boolean): Promise<void> {
    clearInterval(this.#heartbeat);
    try {
      if (!remove) return;
      await this.#log.append(journalLine({ release: this.#owner.id }));
      await this.#storage.remove(this.#file);
    } catch (thrown) {
      if (!(thrown instanceof ExpectedError)) throw thrown;
    } finally {
      heldClaims.delete(this.#owner.id);
      await this.#log.close();
    }
  }
}

type ClaimOutcome =
  | {
      readonly kind: "claimed";
      readonly log: AppendLog;
      readonly owner: Owner;
      readonly inherited: JournalState["puts"];
    }
  | { readonly kind: "busy" | "again"; readonly by: string };

async function tryClaim(file: string, storage: Storage): Promise<ClaimOutcome> {
  const log = await openOrCreate(file, storage);
  const owner = thisProcess();
  heldClaims.add(owner.id); // before its line can be read
  let outcome: ClaimOutcome | undefined;
  try {
    const state = readJournal(await log.read());
    if (state.owner && (await ownerLives(state.owner, file, storage)))
      return (outcome = { kind: state.isReleased ? "again" : "busy", by: `${state.owner.pid} on ${state.owner.host}` });
    await log.append(journalLine({ claim: owner, after: state.last }));
    const after = readJournal(await log.read());
    const isOurs = after.owner?.id === owner.id && (await log.whereabouts()) === "here";
    return (outcome = isOurs
      ? { kind: "claimed", log, owner, inherited: after.puts }
      : { kind: "again", by: String(after.owner?.pid) });
  } finally {
    if (outcome?.kind !== "claimed") {
      heldClaims.delete(owner.id);
      await log.close();
    }
  }
}

async function openOrCreate(file: string, storage: Storage): Promise<AppendLog> {
  try {
    return await storage.openLog(file, { exclusive: true });
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError && thrown.reason === "folderBusy")) throw thrown;
    return storage.openLog(file, { exclusive: false });
  }
}

/** On this computer the process is asked for; another computer is judged by its last sign of life. */
async function ownerLives(owner: Owner, file: string, storage: Storage): Promise<boolean> {
  // an earlier process of our number is gone as well
  if (owner.host === os.hostname() && owner.pid === process.pid) return heldClaims.has(owner.id);
  // where the system does not tell when a process began, a number may have passed to another one: that one gives no sign
  if (owner.host === os.hostname() && (owner.start !== "" || !isRunning(owner))) return isRunning(owner);
  return (await silenceMs(file, storage)) < foreignSilenceMs;
}

/** How long ago the file was touched, by the clock of the disk it lies on. */
async function silenceMs(file: string, storage: Storage): Promise<number> {
  const nowMs = await storage.diskTime(path.dirname(file));
  const touched = await stat(file).catch(() => undefined);
  return touched ? nowMs - touched.mtimeMs : 0; // removed meanwhile: whoever looks again sees it
}
