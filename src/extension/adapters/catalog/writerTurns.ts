/**
 * One writer at a time, over all programs that have the catalog open: two that add the same new image at the same moment would
 * leave two rows of it. A turn is a file with a number. Who makes the next number has the turn; a number can be made only once, so
 * of several that take over from a dead writer one wins. Who has the turn removes the files before it.
 */
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** One that lives is waited for; then it is better to risk a double row, which reading leaves out, than to store nothing. */
const patienceMs = 30_000;
/** Nothing is known of a process of another computer but when it began: no turn takes so long. */
const longestElsewhereMs = 10 * 60_000;
/** A file without a name in it is being written, unless it is older than this. */
const unwrittenMs = 5_000;

const turnFile = /^writer-(\d+)\.(busy|free)$/;

interface Turn {
  readonly number: number;
  readonly file: string;
  readonly isBusy: boolean;
}

/** The turns at one catalog. */
export class WriterTurns {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Works when it is our turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const mine = await this.#claim();
    try {
      return await work();
    } finally {
      if (mine !== undefined) await this.#release(mine);
    }
  }

  async #claim(): Promise<string | undefined> {
    for (const endMs = performance.now() + patienceMs; performance.now() < endMs; await sleep(2 + Math.random() * 20)) {
      const turns = await this.#list();
      if (await isOneAtWork(turns)) continue;
      const number = (turns.at(-1)?.number ?? 0) + 1;
      const mine = path.join(this.#directory, `writer-${number}.busy`);
      if (!(await made(mine))) continue;
      // made from an old list, the number may have been used and given back meanwhile; and a file that is being renamed can be
      // missing from a list, so that another one went ahead with a smaller number
      const others = (await this.#list()).filter(({ file }) => file !== mine);
      if (others.some((turn) => turn.number > number) || (await isOneAtWork(others))) {
        await rm(mine, { force: true });
        continue;
      }
      for (const { file } of others) await rm(file, { force: true });
      return mine;
    }
    return undefined;
  }

  async #release(mine: string): Promise<void> {
    try {
      await rename(mine, mine.replace(/busy$/, "free"));
    } catch {
      // the catalog was set aside meanwhile, and its turns with it; a turn that stays is taken over when this process ends
    }
  }

  /** In the order of their numbers. */
  async #list(): Promise<readonly Turn[]> {
    const names = await readdir(this.#directory).catch(() => []); // gone: the write that follows says so
    const turns = names.flatMap((name) => {
      const [, number, state] = turnFile.exec(name) ?? [];
      return number === undefined
        ? []
        : [{ number: Number(number), file: path.join(this.#directory, name), isBusy: state === "busy" }];
    });
    return turns.sort((a, b) => a.number - b.number);
  }
}

async function made(file: string): Promise<boolean> {
  try {
    await writeFile(
      file,
      JSON.stringify({ host: os.hostname(), pid: process.pid, started: await startOf(process.pid) }),
      {
        flag: "wx",
      },
    );
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isOneAtWork(turns: readonly Turn[]): Promise<boolean> {
  for (const { isBusy, file } of turns) if (isBusy && (await isAtWork(file))) return true;
  return false;
}

async function isAtWork(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    if (text === "") return Date.now() - mtimeMs < unwrittenMs;
    const { host, pid, started } = JSON.parse(text) as { host?: unknown; pid?: unknown; started?: unknown };
    if (host !== os.hostname()) return Date.now() - mtimeMs < longestElsewhereMs;
    return typeof pid === "number" && isAlive(pid) && (await startOf(pid)) === started;
  } catch {
    return false; // given back meanwhile, or nonsense
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When a process began, in ticks since the computer did: another one may have its number by now. "" where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
