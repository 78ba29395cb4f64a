/** Installs packages on a Debian machine, where that is allowed. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

/** True where apt could be asked: as root on Debian. Whether the packages are there now is the caller's to see. */
export async function installOnDebian(packages: readonly string[], say: (line: string) => void): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  say(`Installing ${packages.join(", ")} by apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]): Promise<unknown> => promisify(execFile)("apt-get", ["-qq", ...args], { env });
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
  return true;
}
