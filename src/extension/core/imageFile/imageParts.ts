/** What an image file is made of: the data of the picture, and the blocks in which programs keep words about it. */
import type { Bytes } from "./bytes.ts";

/** A piece of a file. */
export interface Range {
  readonly at: number;
  readonly length: number;
}

/** Blocks of metadata as they stand in the file; each may be foreign, broken or hostile. */
export interface MetadataBlocks {
  /** A TIFF structure. */
  readonly exif?: Bytes;
  /** An XMP packet; text in some encoding. */
  readonly xmp?: Uint8Array;
  /** A second packet that goes on where the first one would have become too long for its place. */
  readonly moreXmp?: Uint8Array;
  /** IPTC records (IIM). */
  readonly iptc?: Uint8Array;
  /** The sum of the IPTC records as it was when a program last brought them in step with XMP, 32 hex digits. */
  readonly iptcDigest?: string;
}

/** What was found. */
export interface ImageParts extends MetadataBlocks {
  /** Data of the picture in order; nothing of it changes when only words about the picture change. */
  readonly picture: readonly Range[];
  /** What else says how the picture looks. */
  readonly marks: string;
}

/** Expands a zlib stream, to at most so many bytes; undefined where it is broken or would become longer. */
export type Inflate = (bytes: Uint8Array, maxBytes: number) => Uint8Array | undefined;

/** Blocks beyond these sizes are no words that anybody wrote. */
export const maxXmpBytes = 1024 * 1024;
export const maxIptcBytes = 256 * 1024;
export const maxExifBytes = 512 * 1024;

/** A file with more pieces than this is read by nobody; it is taken as a whole. */
export const maxPieces = 200_000;

/** A copy of a piece of at most `most` bytes; undefined where it is longer or the file ends before. */
export async function copyOf(bytes: Bytes, at: number, length: number, most: number): Promise<Uint8Array | undefined> {
  if (length <= 0 || length > most) return undefined;
  const piece = await bytes.read(at, length);
  return piece.length === length ? piece.slice() : undefined;
}
