/** Asks a program of this computer for its version. */
import { execFile } from "node:child_process";
import type { FoundProgram } from "../../core/doctor/ports.ts";
import { findProgram } from "./findProgram.ts";

const answerWithinMs = 5_000;

/** How each program is asked; nothing else is ever started. */
const questions: Readonly<Record<string, readonly string[]>> = {
  perl: ["-e", 'printf("%vd", $^V)'],
  exiftool: ["-ver"],
};

/** Where the program is and which version it has; undefined where it is not on PATH or cannot be asked. */
export async function programVersion(name: string, signal: AbortSignal): Promise<FoundProgram | undefined> {
  const question = questions[name];
  const path = await findProgram(name);
  if (question === undefined || path === undefined) return undefined;
  return new Promise((resolve) => {
    execFile(path, [...question], { timeout: answerWithinMs, signal, windowsHide: true }, (error, stdout) => {
      // one that does not start or answer is there all the same
      resolve({ path, version: error ? "" : (/^\d+(?:\.\d+)*/u.exec(stdout.trim())?.[0] ?? "") });
    });
  });
}
