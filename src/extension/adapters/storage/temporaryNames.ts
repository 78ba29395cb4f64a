/** Names of temporary files: they tell which process of which computer made them, so that only those of the dead are removed. */
import { createHash, randomBytes } from "node:crypto";
import os from "node:os";

/** Sixteen hex digits: four for the computer, six for the process, six at random. */
const pattern = /^\.image-tagger-([0-9a-f]{4})([0-9a-f]{6})[0-9a-f]{6}\.tmp$/;

/** What another computer left is taken for dead after this long: no write of ours takes minutes. */
const foreignMs = 10 * 60_000;

/** A name that no other file has, for a file that lives for a moment. */
export function temporaryName(): string {
  const pid = process.pid.toString(16).padStart(6, "0").slice(-6);
  return `.image-tagger-${thisHost()}${pid}${randomBytes(3).toString("hex")}.tmp`;
}

/** True for a name that this program gives to temporary files, and to nothing else. */
export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/** True where its maker cannot need it any more. `ageMs`: how long ago it was written. */
export function isLeftBehind(name: string, ageMs: number): boolean {
  const [, host = "", pid = ""] = pattern.exec(name) ?? [];
  if (host === "") return false;
  return host === thisHost() ? !isAlive(Number.parseInt(pid, 16)) : ageMs > foreignMs;
}

function thisHost(): string {
  return createHash("sha256").update(os.hostname()).digest("hex").slice(0, 4);
}

/** A number that passed to another process keeps the file for a while, which harms nobody. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM"; // it runs, as another user
  }
}
