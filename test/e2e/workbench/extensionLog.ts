/** The extension's own log, as its file holds it. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Profile } from "./profile.ts";

/** All that was logged in this profile, the restarts of the window included. */
export function extensionLog({ userData }: Profile): string {
  const files = globSync("**/*Image Tagger*.log", { cwd: userData }).sort();
  return files.map((file) => readFileSync(path.join(userData, file), "utf8")).join("\n");
}

/** Waits until the log says this, and answers with what it found. */
export async function logged(profile: Profile, pattern: RegExp): Promise<RegExpExecArray> {
  for (const endAt = Date.now() + 60_000; ; await sleep(100)) {
    const log = extensionLog(profile);
    const found = pattern.exec(log);
    if (found) return found;
    if (Date.now() > endAt) throw new Error(`The log does not say ${String(pattern)}:\n${log.slice(-3000)}`);
  }
}
