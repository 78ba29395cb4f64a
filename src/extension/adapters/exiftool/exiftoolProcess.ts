/** One running ExifTool that takes one command after the other, and ends when its standard input does. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { ExpectedError } from "../../../shared/failures.ts";
import { codeOf } from "../../core/fileFaults.ts";

/** What a command wrote on both of its outputs. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The program and what comes before our own arguments. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

interface Waiting {
  readonly commands: number;
  readonly resolve: (outputs: readonly CommandOutput[]) => void;
  readonly reject: (failure: ExpectedError) => void;
}

/** Beyond this a command hangs: no picture takes minutes. */
const deadlineMs = 60_000;
const endWithinMs = 2_000;
/** More than this is no answer about a dozen fields. */
const mostOutputBytes = 16 * 1024 * 1024;

/** A process and the command that is at work in it. */
export class ExifToolProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stdout = "";
  #stderr = "";
  #hasEnded = false;
  /** Ends every output: a number that no keyword of a file can know. */
  readonly #mark = randomInt(1e12);
  readonly #closed: Promise<unknown>;

  constructor({ program, args }: Launch) {
    // without the configuration file of the user's home, which is a program; away from folders that could hold one
    const ours = ["-config", "", "-stay_open", "True", "-@", "-"];
    const env = { ...process.env, LC_ALL: "C" };
    this.#child = spawn(program, [...args, ...ours], { cwd: tmpdir(), env, windowsHide: true });
    const { stdin, stdout, stderr } = this.#child;
    stdout.setEncoding("utf8").on("data", (text: string) => this.#take("out", text));
    stderr.setEncoding("utf8").on("data", (text: string) => this.#take("err", text));
    stdin.on("error", () => this.#ended("its input was closed"));
    this.#child.on("error", (error) => this.#ended(error.message, error));
    this.#closed = once(this.#child, "close").then(
      () => this.#ended("it stopped"),
      () => undefined, // told by the listener above
    );
  }

  /** False once it cannot take commands any more. */
  get isUsable(): boolean {
    return !this.#hasEnded;
  }

  /** Runs commands one after the other; there must be no others at work. Fails with exiftoolMissing where it cannot be started. */
  async run(commands: readonly (readonly string[])[]): Promise<readonly CommandOutput[]> {
    const ends = ["-echo4", `{ready${this.#mark}}`, `-execute${this.#mark}`, ""];
    const lines = commands.map((args) => ["-charset", "filename=utf8", ...args.map(line), ...ends].join("\n")).join("");
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return reject(new ExpectedError("writeFailed", "ExifTool has ended."));
      this.#waiting = { commands: commands.length, resolve, reject };
      this.#timer = setTimeout(() => this.#kill(), deadlineMs);
      this.#child.stdin.write(lines);
    });
  }

  /** Ends it; answers when it is gone. */
  async end(): Promise<void> {
    if (this.#child.pid === undefined) return;
    this.#child.stdin.end("-stay_open\nFalse\n");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), endWithinMs);
    await this.#closed;
    clearTimeout(timer);
  }

  #take(stream: "out" | "err", text: string): void {
    if (stream === "out") this.#stdout += text;
    else this.#stderr += text;
    if (this.#stdout.length + this.#stderr.length > mostOutputBytes) return this.#kill();
    const mark = `{ready${this.#mark}}`;
    const [outs, errs] = [this.#stdout.split(mark), this.#stderr.split(mark)];
    const commands = this.#waiting?.commands ?? 1;
    if (outs.length <= commands || errs.length <= commands) return;
    this.#stdout = this.#stderr = "";
    const outputs = outs.slice(0, commands).map((stdout, index) => ({ stdout, stderr: errs[index] ?? "" }));
    this.#settle()?.resolve(outputs);
  }

  #kill(): void {
    this.#ended("it did not answer");
    this.#child.kill("SIGKILL");
  }

  #ended(why: string, error?: Error): void {
    this.#hasEnded = true;
    const isMissing = codeOf(error) !== "";
    const message = `ExifTool, which writes metadata, ${isMissing ? "could not be started" : "gave no answer"}: ${why}.`;
    this.#settle()?.reject(new ExpectedError(isMissing ? "exiftoolMissing" : "writeFailed", message, { cause: error }));
  }

  #settle(): Waiting | undefined {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}

/** One argument as a line. Only names of files can hold line breaks here: values are written otherwise. */
function line(argument: string): string {
  if (!/[\n\r]/u.test(argument)) return argument;
  // its C strings put a backslash before these two, and no other form holds a line break
  if (/[$@]/u.test(argument))
    throw new ExpectedError(
      "writeFailed",
      `ExifTool cannot be told the name ${JSON.stringify(argument)}: a line break beside "$" or "@". Rename it.`,
    );
  return `#[CSTR]${argument.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}`;
}
