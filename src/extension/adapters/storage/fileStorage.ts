/** The storage service: the one place that writes files, atomically, in turn per file, with retries. */
import { constants } from "node:fs";
import nodeFiles, { type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { codeOf } from "../../core/fileFaults.ts";
import type { AppendLog } from "../../core/appendLog.ts";
import type { Clock, MadeFile, Storage } from "../../core/ports.ts";
import { appendLog } from "./appendLog.ts";
import { writeFailure } from "./fileErrors.ts";
import { retrying } from "./retrying.ts";
import { finishMade, writeTemporary } from "./temporaryFile.ts";
import { isLeftBehind, isTemporaryName, temporaryName } from "./temporaryNames.ts";

/** The file calls that the service uses; tests put a layer of faults here. */
export type FileCalls = Pick<
  typeof nodeFiles,
  "access" | "mkdir" | "open" | "readdir" | "realpath" | "rename" | "stat" | "unlink"
>;

/** What opening a log answers where a link, a folder or a socket stands in its place. */
const noFileCodes: ReadonlySet<string> = new Set(["ELOOP", "EISDIR", "ENXIO"]);

/** Where writing is not permitted, waiting for long is no use: the user is told soon. */
const permissionTries = 3;

/** How a temporary file comes to be, and whether the target is still what it was made from. */
interface Replacement {
  readonly write: (temporary: string) => Promise<void>;
  readonly isAsKnown: () => Promise<boolean>;
}

/** Writes files so that a crash leaves the old or the new content, never a part. */
export class FileStorage implements Storage {
  readonly #files: FileCalls;
  readonly #clock: Clock;
  /** Which write to this real path comes last? The next one waits for it. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(options: { clock: Clock; files?: FileCalls }) {
    this.#clock = options.clock;
    this.#files = options.files ?? nodeFiles;
  }

  async replace(target: string, content: string | Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#replaceContent(target, content, async () => true, signal);
  }

  async replaceKnown(
    target: string,
    content: string | Uint8Array,
    isAsKnown: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<boolean> {
    return this.#replaceContent(target, content, isAsKnown, signal);
  }

  async #replaceContent(
    target: string,
    content: string | Uint8Array,
    isAsKnown: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<boolean> {
    throwIfAborted(signal);
    const real = await this.#resolve(target);
    const write = (temporary: string): Promise<void> => writeTemporary(this.#files, temporary, content, real);
    return this.#inTurn(real, () => this.#replaceNow(real, { write, isAsKnown }, signal));
  }

  async replaceMade(target: string, { make, isAsKnown, mtimeMs }: MadeFile, signal: AbortSignal): Promise<boolean> {
    throwIfAborted(signal);
    const real = await this.#resolve(target);
    const write = async (temporary: string): Promise<void> => {
      await make(temporary);
      await finishMade(this.#files, temporary, real, mtimeMs);
    };
    let made: string | undefined;
    const replacement: Replacement = {
      write: (temporary) => write((made = temporary)),
      isAsKnown: () => isAsKnown(made ?? ""),
    };
    return this.#inTurn(real, () => this.#replaceNow(real, replacement, signal));
  }

  async openLog(target: string, options: { readonly exclusive: boolean }): Promise<AppendLog> {
    try {
      await this.#requireWritable(path.dirname(target));
      const handle = await retrying(this.#clock, () => this.#openLogFile(target, options.exclusive));
      const log = appendLog(target, handle, this.#clock);
      if (!options.exclusive) return log;
      return await this.#syncFolder(path.dirname(target)).then(
        () => log,
        async (thrown: unknown) => {
          await log.close();
          throw thrown;
        },
      );
    } catch (thrown) {
      if (codeOf(thrown) === "EEXIST") throw new ExpectedError("folderBusy", `${target} exists already.`);
      if (noFileCodes.has(codeOf(thrown)))
        throw new ExpectedError("unreadable", `${target} is a link or no file at all. Remove it.`, { cause: thrown });
      throw writeFailure(target, thrown);
    }
  }

  async remove(target: string): Promise<void> {
    try {
      // not `rm`: refused, it takes the file for a folder and answers with that mistake's code
      await retrying(this.#clock, () => this.#files.unlink(target));
    } catch (thrown) {
      if (codeOf(thrown) !== "ENOENT") throw writeFailure(target, thrown);
    }
  }

  async makeFolder(folder: string): Promise<void> {
    try {
      await retrying(this.#clock, () => this.#files.mkdir(folder, { recursive: true }));
    } catch (thrown) {
      throw writeFailure(folder, thrown);
    }
  }

  async removeLeftovers(folder: string): Promise<void> {
    try {
      for (const name of await retrying(this.#clock, () => this.#files.readdir(folder))) {
        if (!isTemporaryName(name)) continue;
        const file = path.join(folder, name);
        const { mtimeMs } = await this.#files.stat(file);
        if (isLeftBehind(name, this.#clock.now() - mtimeMs)) await this.remove(file);
      }
    } catch {
      // they are hidden and harm nobody: the next run that comes here tries again
    }
  }

  async diskTime(folder: string): Promise<number> {
    const probe = path.join(folder, temporaryName());
    try {
      const handle = await retrying(this.#clock, () => this.#files.open(probe, "wx"));
      try {
        return (await handle.stat()).mtimeMs;
      } finally {
        await handle.close();
        await this.remove(probe);
      }
    } catch (thrown) {
      throw writeFailure(probe, thrown);
    }
  }

  async isWritable(folder: string): Promise<boolean> {
    return (await this.obstacle(folder)) === undefined;
  }

  async obstacle(folder: string): Promise<ExpectedError | undefined> {
    return this.#files.access(folder, constants.W_OK | constants.X_OK).then(
      () => undefined,
      (thrown: unknown) => writeFailure(folder, thrown),
    );
  }

  /** A log is never behind a link, and never a pipe: lines of ours could end up in any file of the user. */
  async #openLogFile(target: string, isExclusive: boolean): Promise<FileHandle> {
    const { O_APPEND, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants; // Windows lacks the last two: nothing is added there
    const flags = O_APPEND | O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | (isExclusive ? O_EXCL : 0);
    const handle = await this.#files.open(target, flags);
    try {
      if ((await handle.stat()).isFile()) return handle;
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
    await handle.close();
    throw new ExpectedError("unreadable", `${target} is no regular file. Remove it.`);
  }

  /** A link is followed to its end, so that the link stays and the file behind it changes. */
  async #resolve(target: string): Promise<string> {
    try {
      return await retrying(this.#clock, () => this.#files.realpath(target));
    } catch (thrown) {
      if (codeOf(thrown) !== "ENOENT") throw writeFailure(target, thrown);
    }
    const folder = path.dirname(target);
    await this.makeFolder(folder);
    try {
      return path.join(await retrying(this.#clock, () => this.#files.realpath(folder)), path.basename(target));
    } catch (thrown) {
      throw writeFailure(target, thrown);
    }
  }

  async #inTurn<T>(real: string, write: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(real) ?? Promise.resolve()).then(write, write);
    this.#last.set(real, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(real) === turn) this.#last.delete(real);
    }
  }

  async #replaceNow(real: string, wanted: Replacement, signal: AbortSignal): Promise<boolean> {
    try {
      throwIfAborted(signal);
      await this.#requireWritable(path.dirname(real), real);
      if (!(await retrying(this.#clock, () => this.#replaceOnce(real, wanted)))) return false;
      await this.#syncFolder(path.dirname(real));
      return true;
    } catch (thrown) {
      throw writeFailure(real, thrown);
    }
  }

  /** From the temporary file to the rename: a part of it repeated alone could leave half a file. */
  async #replaceOnce(real: string, { write, isAsKnown }: Replacement): Promise<boolean> {
    const temporary = path.join(path.dirname(real), temporaryName());
    let isInPlace = false;
    try {
      await write(temporary);
      if (!(await isAsKnown())) return false;
      await this.#files.rename(temporary, real);
      isInPlace = true;
      return true;
    } finally {
      // best effort: what cannot be removed now is hidden and is removed by a later run
      if (!isInPlace) await this.#files.unlink(temporary).catch(() => undefined);
    }
  }

  /** The file too: whoever made it read-only wants it to stay as it is. */
  async #requireWritable(folder: string, file?: string): Promise<void> {
    const mode = constants.W_OK | constants.X_OK;
    await retrying(this.#clock, () => this.#files.access(folder, mode), permissionTries);
    if (file === undefined) return;
    try {
      await retrying(this.#clock, () => this.#files.access(file, constants.W_OK), permissionTries);
    } catch (thrown) {
      if (codeOf(thrown) !== "ENOENT") throw thrown;
    }
  }

  /** Makes the rename itself last; systems that cannot sync a folder refuse with one of these codes. */
  async #syncFolder(folder: string): Promise<void> {
    try {
      await retrying(this.#clock, () => this.#syncFolderOnce(folder));
    } catch (thrown) {
      if (!["EPERM", "EISDIR", "EINVAL", "EACCES", "ENOTSUP", "EBADF"].includes(codeOf(thrown))) throw thrown;
    }
  }

  async #syncFolderOnce(folder: string): Promise<void> {
    const handle = await this.#files.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
