/** The real file system with one fault at a chosen call: the storage's own calls and those of the handles that it opens. */
import files, { type FileHandle } from "node:fs/promises";
import type { FileCalls } from "../../src/extension/adapters/storage/fileStorage.ts";

/** Which call fails, with which code, and how often; `under`: only calls whose path begins so. */
export interface Fault {
  readonly call: string;
  readonly code: string;
  readonly times: number;
  readonly under: string;
}

/** Handles have their own calls; the names of both are told apart by this. */
const handleMark = "handle.";

/** File calls with the fault, and the names of all calls that were made below its folder, in order. */
export function faultyFiles(fault: Fault | undefined, under: string): { calls: FileCalls; made: readonly string[] } {
  const made: string[] = [];
  let left = fault?.times ?? 0;
  const meet = (call: string, target: string): void => {
    if (!target.startsWith(under)) return;
    made.push(call);
    if (call !== fault?.call || left <= 0) return;
    left--;
    throw Object.assign(new Error(`${fault.code}: made up, ${call} '${target}'`), { code: fault.code });
  };
  const wrapped = (handle: FileHandle, target: string): FileHandle =>
    new Proxy(handle, {
      get(real, name) {
        const value: unknown = Reflect.get(real, name);
        if (typeof value !== "function" || typeof name !== "string") return value;
        return async (...args: unknown[]): Promise<unknown> => {
          // a handle that cannot be closed is closed all the same: the descriptors of a test are few
          if (name === "close") await real.close();
          meet(`${handleMark}${name}`, target);
          return name === "close" ? undefined : (value.apply(real, args) as unknown);
        };
      },
    });
  const layer = new Proxy(files, {
    get(real, name) {
      const value: unknown = Reflect.get(real, name);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const target = String(args[0]);
        meet(name, target);
        const answer: unknown = await value.apply(real, args);
        return name === "open" ? wrapped(answer as FileHandle, target) : answer;
      };
    },
  });
  return { calls: layer, made };
}
