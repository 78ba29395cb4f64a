/** The command line of the packaged extension, as it lies in the profile of a workbench. */
import { globSync } from "node:fs";
import path from "node:path";
import type { Profile } from "./profile.ts";

/** The program, to be run by Node. */
export function packagedCommandLine({ extensions }: Profile): string {
  const [found] = globSync("*/dist/cli.js", { cwd: extensions });
  if (found === undefined) throw new Error(`No extension in ${extensions} holds a command line.`);
  return path.join(extensions, found);
}

/** The folder of the workbench's own catalog, once there is one. */
export function catalogOf({ userData }: Profile): string | undefined {
  const [found] = globSync("**/catalog/catalog.json", { cwd: userData });
  return found === undefined ? undefined : path.join(userData, path.dirname(found));
}
