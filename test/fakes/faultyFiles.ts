/** The real file system with one fault at a chosen call: the storage's own calls and those of the handles that it opens. */
import { setTimeout as sleep } from "node:timers/promises";
import type { FileCalls } from "../../src/extension/adapters/storage/fileStorage.ts";
import { watchedFiles } from "./watchedFiles.ts";

/** Which call fails, with which code, and how often; `under`: only calls whose path begins so. */
export interface Fault {
  readonly call: string;
  readonly code: string;
  readonly times: number;
  readonly under: string;
}

/** File calls with the fault, and the names of all calls that were made below its folder, in order. */
export function faultyFiles(fault: Fault | undefined, under: string): { calls: FileCalls; made: readonly string[] } {
  const made: string[] = [];
  let left = fault?.times ?? 0;
  const calls = watchedFiles((call, target) => {
    if (!target.startsWith(under)) return;
    made.push(call);
    if (call !== fault?.call || left <= 0) return;
    left--;
    throw Object.assign(new Error(`${fault.code}: made up, ${call} '${target}'`), { code: fault.code });
  });
  return { calls, made };
}

/** What a network share answers that stumbles. */
export const networkCodes = [
  "EIO",
  "ETIMEDOUT",
  "ECONNRESET",
  "ENETDOWN",
  "EHOSTUNREACH",
  "ESTALE",
  "EAGAIN",
  "EBUSY",
] as const;

/** A share that is slow, and on which every so many calls fail with one of the codes in turn; `failed` counts them. */
export function stumblingFiles(
  under: string,
  every: number,
  delayMs: number,
): { calls: FileCalls; readonly failed: () => number } {
  let made = 0;
  let failed = 0;
  const calls = watchedFiles(async (call, target) => {
    if (!target.startsWith(under)) return;
    await sleep(delayMs);
    if (++made % every !== 0) return;
    const code = networkCodes[failed++ % networkCodes.length] ?? "EIO";
    throw Object.assign(new Error(`${code}: made up, ${call} '${target}'`), { code });
  });
  return { calls, failed: () => failed };
}
