/** In which order the system is asked to write: after a loss of power the old or the new content stands there. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { temporaryFolder } from "../fixtures/temporaryFolder.ts";

const strace = ["/usr/bin/strace", "/usr/local/bin/strace"].find((file) => existsSync(file));
const skip = strace ? false : "no strace on this machine (Debian: apt-get install strace)";
const writer = path.join(import.meta.dirname, "../fixtures/indexWriter.ts");

/** One system call that succeeded, with the paths of its file descriptors as strace shows them. */
interface Call {
  readonly name: string;
  readonly text: string;
}

/** The calls that touch the folder, in the order in which they began and, where strace cut them in two, ended. */
async function traced(base: string, root: string): Promise<readonly Call[]> {
  const output = path.join(base, "trace.txt");
  const names = "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat";
  await promisify(execFile)(strace ?? "", [
    "-f",
    "-y",
    "-s",
    "0",
    "-e",
    `trace=${names}`,
    "-o",
    output,
    process.execPath,
    writer,
    root,
  ]);
  const calls: Call[] = [];
  /** What of a call was shown before another thread's came between. */
  const begun = new Map<string, string>();
  for (const line of (await readFile(output, "utf8")).split("\n")) {
    const [, thread = "", rest = ""] = /^(\d+)\s+(.*)$/u.exec(line) ?? [];
    if (rest.endsWith("<unfinished ...>")) {
      begun.set(thread, rest.slice(0, -"<unfinished ...>".length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/u.exec(rest);
    const text = resumed ? `${begun.get(thread) ?? ""}${resumed[1] ?? ""}` : rest;
    const name = /^\w+/u.exec(text)?.[0] ?? "";
    if (text.includes(root) && !/ = -1 /u.test(text)) calls.push({ name, text });
  }
  return calls;
}

describe("the order of system calls", { skip }, () => {
  test("of one index file is write, sync, rename, sync of its folder, and the journal comes before it", async (t) => {
    const base = await temporaryFolder(t);
    const root = path.join(base, "pictures");
    await mkdir(root);
    const calls = await traced(base, root);
    const after = (from: number, what: string, wanted: (call: Call) => boolean): number => {
      const at = calls.findIndex((call, index) => index > from && wanted(call));
      assert.ok(at > from, `${what} is missing after call ${from}:\n${calls.map(({ text }) => text).join("\n")}`);
      return at;
    };
    const isWrite = ({ name }: Call): boolean => ["write", "pwrite64", "writev"].includes(name);
    const isSync = ({ name }: Call): boolean => name === "fsync" || name === "fdatasync";
    const journalWritten = after(-1, "the journal's line", (call) => isWrite(call) && call.text.includes(".journal>"));
    const journalSynced = after(journalWritten, "its sync", (call) => isSync(call) && call.text.includes(".journal>"));
    const isTemporary = ({ text }: Call): boolean => /\.image-tagger-[0-9a-f]{16}\.tmp/u.test(text);
    const written = after(journalSynced, "the write", (call) => isWrite(call) && isTemporary(call));
    const synced = after(written, "the sync", (call) => isSync(call) && isTemporary(call));
    const renamed = after(
      synced,
      "the rename",
      ({ name, text }) => name.startsWith("rename") && text.includes("image_metadata.json"),
    );
    const folderSynced = after(renamed, "the folder's sync", (call) => isSync(call) && call.text.includes(`<${root}>`));
    after(
      folderSynced,
      "the journal's removal",
      ({ name, text }) => name.startsWith("unlink") && text.includes(".journal"),
    );
    assert.ok(
      !calls.some((call) => isWrite(call) && call.text.includes("image_metadata.json>")),
      "nothing is written into the file itself",
    );
  });
});
