/** Reads what other programs wrote into an image file and the sidecars beside it: a few small reads, nothing is decoded. */
import { createHash } from "node:crypto";
import { constants, lstat, open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import type { FileMetadata } from "../../../shared/model.ts";
import { WindowBytes } from "../../core/imageFile/bytes.ts";
import { fileMetadataOf, type Sidecar } from "../../core/imageFile/fileMetadata.ts";
import { maxXmpBytes, type Inflate, type MetadataBlocks } from "../../core/imageFile/imageParts.ts";
import { readParts } from "../../core/imageFile/readParts.ts";
import type { FileMetadataReader } from "../../core/fileReading.ts";
import { fileFailure } from "./imageFailures.ts";

/** Where a drawing has its words: in XML of its own. */
const drawing = /\.svg$/iu;

/** Files are read in this process: the parsers are plain code without a native part. */
export class FileMetadataFiles implements FileMetadataReader {
  async read(root: string, imagePath: string, sidecars: readonly string[], signal: AbortSignal): Promise<FileMetadata> {
    return readFileMetadata(path.join(root, imagePath), sidecars, signal);
  }
}

/** What the file and these sidecars (names in its folder) say together. */
export async function readFileMetadata(
  file: string,
  sidecars: readonly string[],
  signal: AbortSignal,
): Promise<FileMetadata> {
  throwIfAborted(signal);
  let blocks: MetadataBlocks;
  try {
    blocks = await withFile(file, constants.O_RDONLY, (handle, size) => blocksOf(file, handle, size));
  } catch (thrown) {
    throw fileFailure.from(file, thrown);
  }
  const beside: Sidecar[] = [];
  for (const name of sidecars) {
    const xmp = await readSidecar(path.join(path.dirname(file), path.basename(name)));
    if (xmp) beside.push({ name, xmp });
  }
  return fileMetadataOf(blocks, beside, (bytes) => createHash("md5").update(bytes).digest("hex"));
}

/** Names under which a sidecar of this file may lie, the surer one first. */
export function sidecarNames(file: string): readonly string[] {
  const { base, name } = path.parse(file);
  return [`${base}.xmp`, `${name}.xmp`];
}

async function blocksOf(file: string, handle: FileHandle, size: number): Promise<MetadataBlocks> {
  const bytes = new WindowBytes(size, async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead);
  if (!drawing.test(file)) return (await readParts(bytes, inflate)) ?? {};
  // from its root on: a document type before it is usual here
  const text = Buffer.from((await bytes.read(0, maxXmpBytes)).slice());
  return { xmp: text.subarray(Math.max(0, text.indexOf("<svg"))) };
}

/** Nothing for a link, a pipe, or what cannot be read: a sidecar is an extra. */
async function readSidecar(file: string): Promise<Uint8Array | undefined> {
  try {
    return await withFile(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0), async (handle, size) => {
      if (size > maxXmpBytes) return undefined;
      const bytes = Buffer.alloc(size);
      return bytes.subarray(0, (await handle.read(bytes, 0, size, 0)).bytesRead);
    });
  } catch {
    return undefined; // there is none, or it is nothing that a program would have written
  }
}

async function withFile<T>(
  file: string,
  flags: number,
  work: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  // asked before opening: opening a pipe would wait for its other end
  const stats = await lstat(file);
  if (!stats.isFile() && !stats.isSymbolicLink()) throw new ExpectedError("unreadable", fileFailure.notAFile(file));
  const handle = await open(file, flags | (constants.O_NONBLOCK ?? 0));
  try {
    const opened = await handle.stat();
    if (!opened.isFile()) throw new ExpectedError("unreadable", fileFailure.notAFile(file));
    return await work(handle, opened.size);
  } finally {
    await handle.close();
  }
}

const inflate: Inflate = (bytes, maxBytes) => {
  try {
    return inflateSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    return undefined; // broken, or meant to become larger than anything that a person writes
  }
};
