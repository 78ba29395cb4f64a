/**
 * The content key of a file: how much data its picture has and a hash of it, by which a moved image is known again, and one of which
 * only the words about the picture were changed.
 */
import { open, stat, type FileHandle } from "node:fs/promises";
import xxhash from "xxhash-wasm";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { WindowBytes } from "../../core/imageFile/bytes.ts";
import { orientationOf } from "../../core/imageFile/exif.ts";
import type { Inflate } from "../../core/imageFile/imageParts.ts";
import { readParts } from "../../core/imageFile/readParts.ts";
import { samplesOf } from "../../core/imageFile/samples.ts";
import { readFailure } from "./readFailure.ts";

const partBytes = 64 * 1024;
const hasher = xxhash();

/**
 * `p`, the bytes of the picture's data, and a hash of samples of it. Of a file in which the picture cannot be told from the rest it
 * is the former key. Fails with notFound or unreadable.
 */
export async function contentKeyOf(file: string, signal: AbortSignal): Promise<string> {
  return withFile(file, signal, async (handle, size) => {
    const bytes = new WindowBytes(size, async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead);
    const parts = await readParts(bytes, inflate);
    if (!parts) return wholeKey(handle, size);
    const { total, samples } = await samplesOf(bytes, parts.picture);
    const marks = `${parts.marks} ${parts.exif ? await orientationOf(parts.exif) : 1}`;
    return `p${total}:${await hashOf(Buffer.concat([Buffer.from(marks), ...samples]))}`;
  });
}

/** The key of earlier versions, which records may hold still: size, and a hash of the file's first and last 64 KiB. */
export async function formerContentKeyOf(file: string, signal: AbortSignal): Promise<string> {
  return withFile(file, signal, wholeKey);
}

async function withFile(
  file: string,
  signal: AbortSignal,
  work: (handle: FileHandle, size: number) => Promise<string>,
): Promise<string> {
  throwIfAborted(signal);
  try {
    // asked before opening: opening a pipe would wait for its other end
    if (!(await stat(file)).isFile()) throw new ExpectedError("unreadable", `${file} is not a regular file.`);
    const handle = await open(file, "r");
    try {
      return await work(handle, (await handle.stat()).size);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw readFailure(file, thrown);
  }
}

async function wholeKey(handle: FileHandle, size: number): Promise<string> {
  const bytes = Buffer.alloc(Math.min(size, 2 * partBytes));
  const head = await handle.read(bytes, 0, Math.min(bytes.length, partBytes), 0);
  const tailBytes = bytes.length - head.bytesRead;
  if (tailBytes > 0) await handle.read(bytes, head.bytesRead, tailBytes, size - tailBytes);
  return `${size}:${await hashOf(bytes)}`;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  return (await hasher).h64Raw(bytes).toString(16).padStart(16, "0");
}

/** Blocks of words are of no account here. */
const inflate: Inflate = () => undefined;
