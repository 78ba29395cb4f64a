/** The real file system, with a look at every call before it is made: the storage's own calls and those of the handles that it opens. */
import files, { type FileHandle } from "node:fs/promises";
import type { FileCalls } from "../../src/extension/adapters/storage/fileStorage.ts";

/** Hears of a call, of the path it is about and of what it is given; what it throws is what the call throws, and the call waits for it. */
export type Watch = (call: string, target: string, args: readonly unknown[]) => void | Promise<void>;

/** Handles have their own calls; the names of both are told apart by this. */
export const handleMark = "handle.";

/** File calls that are told of before they are made. */
export function watchedFiles(watch: Watch): FileCalls {
  const wrapped = (handle: FileHandle, target: string): FileHandle =>
    new Proxy(handle, {
      get(real, name) {
        const value: unknown = Reflect.get(real, name);
        if (typeof value !== "function" || typeof name !== "string") return value;
        return async (...args: unknown[]): Promise<unknown> => {
          // a handle that cannot be closed is closed all the same: the descriptors of a test are few
          if (name === "close") await real.close();
          await watch(`${handleMark}${name}`, target, args);
          return name === "close" ? undefined : (value.apply(real, args) as unknown);
        };
      },
    });
  return new Proxy(files, {
    get(real, name) {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const target = String(args[0]);
        await watch(name, target, args);
        const answer: unknown = await value.apply(real, args);
        return name === "open" ? wrapped(answer as FileHandle, target) : answer;
      };
    },
  });
}
