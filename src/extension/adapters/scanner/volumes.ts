/** Tells an image that is gone from one whose drive is gone: by the devices on which folders lay when they were last seen. */
import { opendir, stat } from "node:fs/promises";

/** Folders of which the device is remembered; more are not at work at once. */
const mostFolders = 10_000;

/** The devices of folders. */
export class Volumes {
  readonly #deviceOf = new Map<string, number>();

  /** A file of the folder was there, on this device. */
  saw(folder: string, device: number): void {
    if (this.#deviceOf.size >= mostFolders) this.#deviceOf.clear();
    this.#deviceOf.set(folder, device);
  }

  /**
   * True where the library folder is gone or holds nothing at all, as the mount point of a drive that is not connected, and
   * where the image's folder lay on another device before.
   */
  async isAway(root: string, folder: string): Promise<boolean> {
    if (await isGoneOrEmpty(root)) return true;
    const before = this.#deviceOf.get(folder);
    if (before === undefined) return false;
    const now = (await deviceOf(folder)) ?? (await deviceOf(root));
    return now !== before;
  }
}

async function isGoneOrEmpty(root: string): Promise<boolean> {
  try {
    const folder = await opendir(root);
    try {
      return (await folder.read()) === null;
    } finally {
      await folder.close();
    }
  } catch {
    return true;
  }
}

async function deviceOf(folder: string): Promise<number | undefined> {
  return stat(folder).then(
    ({ dev }) => dev,
    () => undefined,
  );
}
