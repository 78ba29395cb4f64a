/** What a benchmark yields: a figure as a ratio against a yardstick of the same run, and its goal. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** One line of the report. */
export interface Figure {
  readonly what: string;
  /** The number that counts; a share or a quotient, never a time. */
  readonly ratio: number;
  /** What it is a ratio of, with the times for the record. */
  readonly against: string;
  readonly goal: string;
  readonly isMet: boolean;
}

/** What was asked for on the command line. */
export interface BenchmarkOptions {
  /** How many records, for benchmarks that can be of any size; absent: as many as the goals are set for. */
  readonly records: number | undefined;
}

/** A benchmark; `skipped` says why it could not run here. */
export interface Benchmark {
  readonly name: string;
  run(folder: string, options: BenchmarkOptions): Promise<readonly Figure[] | { readonly skipped: string }>;
}

/** Runs each function in turn, `rounds` times, and answers the median milliseconds of each: noise hits all alike. */
export async function medianMs(rounds: number, ...calls: readonly (() => unknown)[]): Promise<number[]> {
  const times = calls.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, call] of calls.entries()) {
      const startMs = performance.now();
      await call();
      times[i]?.push(performance.now() - startMs);
    }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN);
}

/** A folder for one benchmark, removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "image-tagger-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** True where the system has this command. */
export function hasCommand(name: string): boolean {
  try {
    execFileSync("which", [name], { stdio: "ignore" });
    return true;
  } catch {
    return false; // `which` found none
  }
}

/** "12.3 ms", "4.56 s". */
export function spokenMs(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1_000).toFixed(2)} s`;
}
