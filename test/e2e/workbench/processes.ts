/** What runs and what is loaded in the processes of one workbench, as Linux tells it below /proc. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Profile } from "./profile.ts";

/** A process of the extension. */
export interface RoomProcess {
  readonly pid: number;
  /** The extension host. */
  readonly parent: number;
  readonly kind: "images" | "catalog";
}

/** Why these questions cannot be asked on this machine; undefined where they can. */
export const processesUnknown = existsSync("/proc/self/maps") ? undefined : "only Linux tells of processes in /proc";

/** The processes with native parts that the extension of this profile has started and that live. */
export function roomsOf({ extensions }: Profile): readonly RoomProcess[] {
  return readdirSync("/proc").flatMap((name): RoomProcess[] => {
    if (!/^\d+$/.test(name)) return [];
    const words = read(name, "cmdline").split("\0");
    const at = words.findIndex((word) => word.startsWith(extensions) && word.endsWith(path.join("dist", "room.js")));
    const kind = words[at + 1];
    if (at < 0 || (kind !== "images" && kind !== "catalog")) return [];
    const status = read(name, "status");
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    // one that has ended and was not waited for yet does nothing any more
    return /^State:\s+Z/m.test(status) ? [] : [{ pid: Number(name), parent, kind }];
  });
}

/** Waits for a room of this kind. */
export async function roomOf(profile: Profile, kind: RoomProcess["kind"]): Promise<RoomProcess> {
  for (const endAt = Date.now() + 60_000; ; await sleep(20)) {
    const found = roomsOf(profile).find((room) => room.kind === kind);
    if (found) return found;
    if (Date.now() > endAt) throw new Error(`The extension started no process for its ${kind}.`);
  }
}

/** The files that a process has mapped into its memory, libraries among them. */
export function mappedFiles(pid: number): readonly string[] {
  const files = read(String(pid), "maps").split("\n");
  return [...new Set(files.flatMap((line) => /\s(\/\S.*)$/.exec(line)?.[1] ?? []))];
}

/** "" for a process that ends at this moment. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // it has ended since it was listed
    return "";
  }
}
