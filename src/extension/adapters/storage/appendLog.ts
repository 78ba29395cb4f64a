/** A file that only grows: appends are made durable in groups, one disk sync for all that wait. */
import type { FileHandle } from "node:fs/promises";
import { stat } from "node:fs/promises";
import type { AppendLog } from "../../core/ports.ts";
import { writeFailure } from "./fileErrors.ts";

interface Waiting {
  readonly text: string;
  readonly done: PromiseWithResolvers<void>;
}

/** Wraps an open handle; `file` is its path, for messages and for `isCurrent`. */
export function appendLog(file: string, handle: FileHandle): AppendLog {
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  /** A failed write may have left half a line: the next one starts on a line of its own. */
  let isTorn = false;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await handle.appendFile((isTorn ? "\n" : "") + group.map((one) => one.text).join(""));
        await handle.datasync();
        isTorn = false;
        for (const one of group) one.done.resolve();
      } catch (thrown) {
        isTorn = true;
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
    async isCurrent() {
      const [here, there] = await Promise.all([
        handle.stat({ bigint: true }),
        stat(file, { bigint: true }).catch(() => undefined),
      ]);
      return there !== undefined && here.ino === there.ino && here.dev === there.dev;
    },
    async read() {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(size);
      const { bytesRead } = await handle.read(bytes, 0, size, 0);
      return bytes.toString("utf8", 0, bytesRead);
    },
    async close() {
      await working;
      await handle.close();
    },
  };
}
