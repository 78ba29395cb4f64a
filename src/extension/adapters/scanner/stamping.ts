/** The stamps of many files, read by two threads at once: the walking one and its helper each claim the next few. */
import { statSync } from "node:fs";

/** So few that the last claim of a helper that died, or got no processor, is soon read by the other thread again. */
const filesInClaim = 64;

/** Work that two threads can share: everything but the paths lies in memory of both. */
export interface StampOrder {
  readonly root: string;
  readonly paths: readonly string[];
  /** Bytes and milliseconds, two numbers a file; NaN where none was read. */
  readonly stamps: Float64Array;
  /** One number: how many claims were taken. */
  readonly claims: Int32Array<SharedArrayBuffer>;
}

/** An order of which nothing is done yet. */
export function stampOrder(root: string, paths: readonly string[]): StampOrder {
  const bytes = new SharedArrayBuffer(paths.length * 2 * Float64Array.BYTES_PER_ELEMENT);
  const claims = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { root, paths, stamps: new Float64Array(bytes).fill(Number.NaN), claims };
}

/** Claims and reads until nothing is left. A file that cannot be read keeps its NaN: why, is for the walk to find out. */
export function readStamps({ root, paths, stamps, claims }: StampOrder): void {
  for (let start = claim(claims); start < paths.length; start = claim(claims)) {
    const end = Math.min(paths.length, start + filesInClaim);
    for (let i = start; i < end; i++) readStamp(`${root}/${paths[i]}`, i, stamps);
  }
}

/** Answers with the first file of the claim. */
function claim(claims: StampOrder["claims"]): number {
  return Atomics.add(claims, 0, 1) * filesInClaim;
}

function readStamp(file: string, i: number, stamps: Float64Array): void {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) return;
    // the size last: it is what tells that the stamp is there
    stamps[2 * i + 1] = stats.mtimeMs;
    stamps[2 * i] = stats.size;
  } catch {
    // the walk asks once more and tells the reason
  }
}
