/** The resource blocks of Photoshop, in which JPEG and TIFF files keep their IPTC records and the sum of these. */
import { latin, numberAt } from "./bytes.ts";
import type { MetadataBlocks } from "./imageParts.ts";

const iptcId = 0x0404;
const digestId = 0x0425;
const maxBlocks = 500;

/** IPTC records and their sum, out of resources that may be spread over several pieces. */
export function photoshopBlocks(pieces: readonly Uint8Array[]): Pick<MetadataBlocks, "iptc" | "iptcDigest"> {
  const found: { iptc?: Uint8Array; iptcDigest?: string } = {};
  const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : joined(pieces);
  let at = 0;
  for (let count = 0; count < maxBlocks && latin(bytes, at, at + 4) === "8BIM"; count++) {
    const id = numberAt(bytes, at + 4, 2);
    const nameBytes = (bytes[at + 6] ?? 0) + 1;
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    const length = numberAt(bytes, sizeAt, 4);
    const content = bytes.subarray(sizeAt + 4, sizeAt + 4 + length);
    if (content.length < length) break;
    if (id === iptcId && !found.iptc) found.iptc = content;
    if (id === digestId && length === 16)
      found.iptcDigest = [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    at = sizeAt + 4 + length + (length % 2);
  }
  return found;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
