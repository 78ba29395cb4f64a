/** The storage service: the one place that writes files, atomically, in turn per file, with retries. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import nodeFiles, { type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { AppendLog, Clock, Storage } from "../../core/ports.ts";
import { appendLog } from "./appendLog.ts";
import { codeOf, writeFailure } from "./fileErrors.ts";
import { retrying } from "./retrying.ts";

/** The file calls that the service uses; tests put a layer of faults here. */
export type FileCalls = Pick<
  typeof nodeFiles,
  "access" | "mkdir" | "open" | "readdir" | "realpath" | "rename" | "stat" | "unlink"
>;

/** Temporary files of this program; those of dead runs are removed when their folder is next written. */
const temporaryName = /^\.image-tagger-[0-9a-f]{16}\.tmp$/;

/** What opening a log answers where a link, a folder or a socket stands in its place. */
const noFileCodes: ReadonlySet<string> = new Set(["ELOOP", "EISDIR", "ENXIO"]);

/** Where writing is not permitted, waiting for long is no use: the user is told soon. */
const permissionTries = 3;

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
    throwIfAborted(signal);
    const real = await this.#resolve(target);
    await this.#inTurn(real, () => this.#replaceNow(real, content, signal));
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
      for (const name of await retrying(this.#clock, () => this.#files.readdir(folder)))
        if (temporaryName.test(name)) await this.remove(path.join(folder, name));
    } catch {
      // they are hidden and harm nobody: the next run that writes here tries again
    }
  }

  async isWritable(folder: string): Promise<boolean> {
    return this.#files.access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
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

  async #inTurn(real: string, write: () => Promise<void>): Promise<void> {
    const turn = (this.#last.get(real) ?? Promise.resolve()).then(write, write);
    this.#last.set(real, turn);
    try {
      await turn;
    } finally {
      if (this.#last.get(real) === turn) this.#last.delete(real);
    }
  }

  async #replaceNow(real: string, content: string | Uint8Array, signal: AbortSignal): Promise<void> {
    try {
      throwIfAborted(signal);
      await this.#requireWritable(path.dirname(real));
      await retrying(this.#clock, () => this.#replaceOnce(real, content));
      await this.#syncFolder(path.dirname(real));
    } catch (thrown) {
      throw writeFailure(real, thrown);
    }
  }

  /** From the temporary file to the rename: a part of it repeated alone could leave half a file. */
  async #replaceOnce(real: string, content: string | Uint8Array): Promise<void> {
    const temporary = path.join(path.dirname(real), `.image-tagger-${randomBytes(8).toString("hex")}.tmp`);
    try {
      await this.#writeTemporary(temporary, content, await this.#modeOf(real));
      await this.#files.rename(temporary, real);
    } catch (thrown) {
      // best effort: what cannot be removed now is hidden and is removed by a later run
      await this.#files.unlink(temporary).catch(() => undefined);
      throw thrown;
    }
  }

  async #writeTemporary(temporary: string, content: string | Uint8Array, mode: number | undefined): Promise<void> {
    const handle = await this.#files.open(temporary, "wx");
    try {
      await handle.writeFile(content);
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #modeOf(file: string): Promise<number | undefined> {
    try {
      return (await this.#files.stat(file)).mode & 0o7777;
    } catch (thrown) {
      if (codeOf(thrown) === "ENOENT") return undefined;
      throw thrown;
    }
  }

  async #requireWritable(folder: string): Promise<void> {
    const mode = constants.W_OK | constants.X_OK;
    await retrying(this.#clock, () => this.#files.access(folder, mode), permissionTries);
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
