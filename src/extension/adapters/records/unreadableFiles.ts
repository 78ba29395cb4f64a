/** Record files that cannot be understood: reported once, and copied aside before they are written. */
import { readFile } from "node:fs/promises";
import type { Clock, RecordNotice, Storage } from "../../core/ports.ts";
import type { FolderFiles } from "./folderFiles.ts";

/** What was said of the unreadable files of one folder. */
export class UnreadableFiles {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #notify: (notice: RecordNotice) => void;
  /** Which faults of which files was the user told of? */
  readonly #reported = new Set<string>();

  constructor(storage: Storage, clock: Clock, notify: (notice: RecordNotice) => void) {
    this.#storage = storage;
    this.#clock = clock;
    this.#notify = notify;
  }

  /** Tells of each fault once. */
  report({ unreadable }: Pick<FolderFiles, "unreadable">): void {
    for (const { file, problem, saved, line } of unreadable) {
      if (this.#reported.has(`${file} ${problem}`)) continue;
      this.#reported.add(`${file} ${problem}`);
      const rest =
        saved > 0
          ? `${saved} of its records could be read and are used. Mend it; before it is written it is backed up.`
          : "Mend it; until then its records are not shown, and before it is written it is backed up.";
      const message = `${file} cannot be read: ${problem} ${rest}`;
      this.#notify({ reason: "indexUnreadable", path: file, message, ...(line === undefined ? {} : { line }) });
    }
  }

  /** Keeps each of them under another name. */
  async backUp({ unreadable }: Pick<FolderFiles, "unreadable">): Promise<void> {
    for (const { file } of unreadable) {
      const copy = `${file}.unreadable-${new Date(this.#clock.now()).toISOString().replace(/[:.]/g, "-")}`;
      await this.#storage.replace(copy, await readFile(file), new AbortController().signal);
      const message = `${file} could not be read; it was kept as ${copy}.`;
      this.#notify({ reason: "indexUnreadable", path: file, message });
    }
  }
}
