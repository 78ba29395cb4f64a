/** The content key of a file: its size and an xxHash of its first and last 64 KiB, by which a moved image is known again. */
import { open, stat } from "node:fs/promises";
import xxhash from "xxhash-wasm";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { readFailure } from "./readFailure.ts";

const partBytes = 64 * 1024;
const hasher = xxhash();

/** `size:hash`, the hash as 16 hex digits. Reads at most 128 KiB. Fails with notFound or unreadable. */
export async function contentKeyOf(file: string, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  try {
    // asked before opening: opening a pipe would wait for its other end
    if (!(await stat(file)).isFile()) throw new ExpectedError("unreadable", `${file} is not a regular file.`);
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(size, 2 * partBytes));
      const head = await handle.read(bytes, 0, Math.min(bytes.length, partBytes), 0);
      const tailBytes = bytes.length - head.bytesRead;
      if (tailBytes > 0) await handle.read(bytes, head.bytesRead, tailBytes, size - tailBytes);
      const xx = await hasher;
      return `${size}:${xx.h64Raw(bytes).toString(16).padStart(16, "0")}`;
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw readFailure(file, thrown);
  }
}
