/** Finds a program as a shell would, by the folders of PATH, without starting one. */
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";

/** The absolute path of the program, or undefined where no folder of PATH holds it. */
export async function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string | undefined> {
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(path.delimiter);
  // a relative folder would be one of the workspace, which must never say what is started
  for (const folder of folders.filter((one) => path.isAbsolute(one))) {
    const file = path.join(folder, process.platform === "win32" ? `${name}.exe` : name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // not there, or not for this user: the next folder may hold it
    return false;
  }
}
