/** Tells processes of this computer apart: who we are, and whether another one still runs. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import os from "node:os";
import type { Owner } from "./journalLines.ts";

/** This process as the owner of a journal; a new id each time. */
export function thisProcess(): Owner {
  return {
    id: randomBytes(8).toString("hex"),
    pid: process.pid,
    start: startOf(process.pid),
    host: os.hostname(),
  };
}

/** True while the process that made a claim on this computer runs; a reused number is told by its start. */
export function isRunning(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (thrown) {
    // EPERM: it runs, as another user
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EPERM")) return false;
  }
  const start = startOf(owner.pid);
  return start === "" || owner.start === "" || (start === owner.start && !isZombie(owner.pid));
}

/** Start in clock ticks since boot, with the boot itself, on Linux; "" elsewhere. */
function startOf(pid: number): string {
  const ticks = statFields(pid)[19];
  return ticks ? `${bootId()}:${ticks}` : "";
}

/** A killed process whose parent has not asked for it yet runs no more. */
function isZombie(pid: number): boolean {
  return statFields(pid)[0] === "Z";
}

/** The fields of /proc/<pid>/stat after the command, which may itself hold spaces and brackets. */
function statFields(pid: number): readonly string[] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return []; // no such process, or no /proc on this system
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return ""; // some containers hide it; the ticks alone must do
  }
}
