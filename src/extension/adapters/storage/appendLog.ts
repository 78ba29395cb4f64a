/** A file that only grows: appends are made durable in groups, one disk sync for all that wait. */
import type { FileHandle } from "node:fs/promises";
import { stat } from "node:fs/promises";
import path from "node:path";
import type { AppendLog } from "../../core/appendLog.ts";
import type { Clock } from "../../core/ports.ts";
import { writeFailure } from "./fileErrors.ts";
import { retrying } from "./retrying.ts";

interface Waiting {
  readonly text: string;
  readonly done: PromiseWithResolvers<void>;
}

/** Wraps an open handle; `file` is its path, for messages and for `whereabouts`. */
export function appendLog(file: string, handle: FileHandle, clock: Clock): AppendLog {
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  /** A failed write may have left half a line: the next one starts on a line of its own. */
  let isTorn = false;

  /** After a failed sync nobody knows what reached the disk: everything is written once more, and a line twice says the same. */
  const write = async (text: string): Promise<void> => {
    const start = isTorn ? "\n" : "";
    isTorn = true;
    await handle.appendFile(start + text);
    await handle.datasync();
    isTorn = false;
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await retrying(clock, () => write(group.map((one) => one.text).join("")));
        for (const one of group) one.done.resolve();
      } catch (thrown) {
        for (const one of group) one.done.reject(writeFailure(file, thrown));
      }
    }
    working = undefined;
  };

  return {
    append(text) {
      const done = Promise.withResolvers<void>();
      waiting.push({ text, done });
      working ??= drain();
      return done.promise;
    },
    async whereabouts() {
      try {
        const here = await retrying(clock, () => handle.stat({ bigint: true }));
        const there = await ifThere(file);
        if (there?.dev === here.dev) return there.ino === here.ino ? "here" : "replaced";
        return there === undefined && (await ifThere(path.dirname(file)))?.dev === here.dev ? "removed" : "away";
      } catch (thrown) {
        throw writeFailure(file, thrown);
      }
    },
    async read() {
      try {
        return await retrying(clock, async () => {
          const { size } = await handle.stat();
          const bytes = Buffer.alloc(size);
          const { bytesRead } = await handle.read(bytes, 0, size, 0);
          return bytes.toString("utf8", 0, bytesRead);
        });
      } catch (thrown) {
        throw writeFailure(file, thrown);
      }
    },
    async close() {
      await working;
      // all that was promised is on the disk: an error of closing takes nothing of it back
      await handle.close().catch(() => undefined);
    },
  };
}

async function ifThere(file: string): Promise<{ readonly ino: bigint; readonly dev: bigint } | undefined> {
  return stat(file, { bigint: true }).catch(() => undefined); // gone, or not to be reached: both are "not there"
}
