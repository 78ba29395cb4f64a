/** Puts together the second packet of a JPEG file whose XMP is too long for one segment: pieces of it lie in segments of their own, in any order. */
import { latin, numberAt, type Bytes } from "./bytes.ts";
import { maxXmpBytes } from "./imageParts.ts";

/** One piece: which packet it is of, how long that is, and where in it the piece belongs. */
export interface XmpPiece {
  readonly guid: string;
  readonly total: number;
  readonly offset: number;
  readonly at: number;
  readonly length: number;
}

const start = "http://ns.adobe.com/xmp/extension/\0";
const guidLength = 32;
const headLength = start.length + guidLength + 8;
/** As a packet of the longest allowed size has, in segments of which some programs fill only a few kilobytes. */
const maxPieces = 256;

/** Notes the piece that a segment's content at this place holds; other segments, and more pieces than anybody writes, are passed over. */
export async function notePiece(bytes: Bytes, at: number, length: number, into: XmpPiece[]): Promise<void> {
  const head = await bytes.read(at, headLength);
  if (into.length === maxPieces || length <= headLength || latin(head, 0, start.length) !== start) return;
  into.push({
    guid: latin(head, start.length, start.length + guidLength).toUpperCase(),
    total: numberAt(head, headLength - 8, 4),
    offset: numberAt(head, headLength - 4, 4),
    at: at + headLength,
    length: length - headLength,
  });
}

/** The packet that the first one names as its continuation; undefined where a piece of it is missing or does not fit the others. */
export async function extendedXmp(
  bytes: Bytes,
  packet: Uint8Array | undefined,
  pieces: readonly XmpPiece[],
): Promise<Uint8Array | undefined> {
  if (!packet || pieces.length === 0) return undefined;
  // what belongs to no packet, or to one of before an edit, counts for nothing
  const named = /HasExtendedXMP\s{0,9}(?:=\s{0,9}["']|>)\s{0,99}([0-9a-f]{32})/iu.exec(latin(packet))?.[1];
  const own = pieces.filter(({ guid }) => guid === named?.toUpperCase()).toSorted((a, b) => a.offset - b.offset);
  const total = own[0]?.total ?? 0;
  if (total === 0 || total > maxXmpBytes) return undefined;
  const whole = new Uint8Array(total);
  let filled = 0;
  for (const piece of own) {
    if (piece.offset < filled && piece.offset + piece.length <= filled) continue; // the same once more
    if (piece.offset !== filled || piece.total !== total || filled + piece.length > total) return undefined;
    const content = await bytes.read(piece.at, piece.length);
    if (content.length < piece.length) return undefined;
    whole.set(content, filled);
    filled += piece.length;
  }
  return filled === total ? whole : undefined;
}
