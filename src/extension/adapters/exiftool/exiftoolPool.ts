/** The running ExifTools: started when they are needed, ended when nobody needs them for a while, never more than two. */
import { createRequire } from "node:module";
import path from "node:path";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { ExifToolProcess, type CommandOutput, type Launch } from "./exiftoolProcess.ts";

const processesAtOnce = 2;
const idleMs = 30_000;
/** A process that ran for long has memory that it does not give back. */
const commandsPerProcess = 2_000;

/** Finds a program on PATH; undefined where there is none. */
export type FindProgram = (name: string) => Promise<string | undefined>;

interface Worker {
  readonly process: ExifToolProcess;
  commands: number;
}

/** Hands commands to whichever process is free. */
export class ExifToolPool {
  readonly #findProgram: FindProgram;
  readonly #idle: Worker[] = [];
  readonly #busy = new Set<Worker>();
  /** Who waits for a free process, first come first served? */
  readonly #waiting: (() => void)[] = [];
  /** How many commands were let in and have not ended? */
  #inside = 0;
  #timer: NodeJS.Timeout | undefined;
  #launch: Promise<Launch> | undefined;
  #isClosed = false;

  constructor(findProgram: FindProgram) {
    this.#findProgram = findProgram;
  }

  /** Runs commands one after the other. A stop is heard before they begin; what is at work is waited for. */
  async run(commands: readonly (readonly string[])[], signal: AbortSignal): Promise<readonly CommandOutput[]> {
    await this.#enter();
    try {
      throwIfAborted(signal);
      const worker = await this.#worker();
      this.#busy.add(worker);
      try {
        return await worker.process.run(commands);
      } finally {
        this.#busy.delete(worker);
        await this.#giveBack(worker);
      }
    } finally {
      this.#leave();
    }
  }

  /** Ends all of them; commands that come later fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((worker) => worker.process.end()));
  }

  async #enter(): Promise<void> {
    if (this.#inside >= processesAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside++;
  }

  /** The place goes to the one who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#inside--;
  }

  async #worker(): Promise<Worker> {
    if (this.#isClosed) throw new ExpectedError("aborted", "Stopped.");
    clearTimeout(this.#timer);
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.process.isUsable) return idle;
    this.#launch ??= launchOf(this.#findProgram);
    // where Perl was missing it may have been installed since
    this.#launch.catch(() => (this.#launch = undefined));
    return { process: new ExifToolProcess(await this.#launch), commands: 0 };
  }

  async #giveBack(worker: Worker): Promise<void> {
    worker.commands++;
    if (!worker.process.isUsable) return;
    if (this.#isClosed || worker.commands >= commandsPerProcess) return worker.process.end();
    this.#idle.push(worker);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const { process } of this.#idle.splice(0)) void process.end();
    }, idleMs);
    // an idle ExifTool is no reason for a command line to stay
    this.#timer.unref();
  }
}

/** On Windows a program that brings its own Perl; elsewhere a script for the Perl of the system. */
async function launchOf(findProgram: FindProgram): Promise<Launch> {
  const isWindows = process.platform === "win32";
  const script = exiftoolFile(isWindows);
  if (script === undefined)
    throw new ExpectedError(
      "exiftoolMissing",
      "ExifTool is missing from this installation. Install the extension again.",
    );
  if (isWindows) return { program: script, args: [] };
  const perl = await findProgram("perl");
  if (perl === undefined)
    throw new ExpectedError(
      "exiftoolMissing",
      "Writing metadata needs Perl, which is not installed on this computer. Install perl and try again.",
    );
  return { program: perl, args: [script] };
}

function exiftoolFile(isWindows: boolean): string | undefined {
  const [kind, program] = isWindows ? ["exe", "exiftool.exe"] : ["pl", "exiftool"];
  try {
    const manifest = createRequire(import.meta.url).resolve(`exiftool-vendored.${kind}/package.json`);
    return path.join(path.dirname(manifest), "bin", program);
  } catch {
    return undefined; // the package is not there; the caller says so
  }
}
