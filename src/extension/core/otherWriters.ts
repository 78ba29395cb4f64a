/** Folders in whose journal another program was found at work: it may end or be killed without anything being left to do there. */
import { failureOf } from "../../shared/failures.ts";
import type { LibraryFolder, Log, Records } from "./ports.ts";

/** Takes over the journals of dead programs, and looks again at those of living ones when that is asked for. */
export class OtherWriters {
  readonly #records: Records;
  readonly #log: Log;
  /** Which folders were in other hands? By library folder key and path. */
  readonly #busy = new Map<string, readonly [LibraryFolder, string]>();

  constructor(records: Records, log: Log) {
    this.#records = records;
    this.#log = log;
  }

  /** Folds the journal that was found in a folder, unless its writer lives: that one is read, not taken. */
  async recover(folder: LibraryFolder, path: string): Promise<void> {
    const key = `${folder.key}\n${path}`;
    try {
      await this.#records.recover(folder, path);
      this.#busy.delete(key);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.reason === "folderBusy") this.#busy.set(key, [folder, path]);
      else this.#log.warn(failure.message);
    }
  }

  /** Takes over what writers left who lived when their folders were looked at. */
  async recoverAll(): Promise<void> {
    for (const [folder, path] of this.#busy.values()) await this.recover(folder, path);
  }
}
