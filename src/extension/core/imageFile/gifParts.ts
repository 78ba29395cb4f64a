/** The parts of a GIF file: its blocks, one of which may hold an XMP packet. */
import { latin, numberAt, type Bytes } from "./bytes.ts";
import { copyOf, maxPieces, maxXmpBytes, type ImageParts, type Range } from "./imageParts.ts";

const imageBlock = 0x2c;
const extension = 0x21;
const trailer = 0x3b;
const commentLabel = 0xfe;
const applicationLabel = 0xff;
/** Bytes that follow a packet so that programs which know nothing of it find the end of the block. */
const magicTrailerBytes = 257;

/** Undefined where the blocks do not reach to the trailer. The version of the format is left out: it changes with the metadata. */
export async function gifParts(bytes: Bytes): Promise<ImageParts | undefined> {
  const screen = await bytes.read(6, 7);
  let at = 13 + tableBytes(screen[4] ?? 0);
  const picture: Range[] = [{ at: 6, length: at - 6 }];
  let xmp: Uint8Array | undefined;
  for (let count = 0; count < maxPieces && at < bytes.size; count++) {
    const head = (await bytes.read(at, 14)).slice();
    if (head[0] === trailer) return { picture, marks: "gif", ...(xmp && { xmp }) };
    if (head[0] === imageBlock) {
      const data = at + 11 + tableBytes(head[9] ?? 0);
      const end = await afterSubBlocks(bytes, data);
      if (end === undefined) return undefined;
      picture.push({ at, length: end - at });
      at = end;
    } else if (head[0] === extension) {
      const end = await afterSubBlocks(bytes, at + 2);
      if (end === undefined) return undefined;
      const isXmp = head[1] === applicationLabel && latin(head, 3, 14) === "XMP DataXMP";
      if (isXmp) xmp ??= await copyOf(bytes, at + 14, end - at - 14 - magicTrailerBytes, maxXmpBytes);
      else if (head[1] !== commentLabel) picture.push({ at, length: end - at });
      at = end;
    } else return undefined;
  }
  return undefined;
}

function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where the chain of sub-blocks that begins here has ended. */
async function afterSubBlocks(bytes: Bytes, start: number): Promise<number | undefined> {
  let at = start;
  for (;;) {
    const piece = await bytes.read(at, 1);
    const length = piece[0];
    if (length === undefined) return undefined;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** True for both versions of the format. */
export function isGif(head: Uint8Array): boolean {
  return latin(head, 0, 4) === "GIF8" && numberAt(head, 6, 2) > 0;
}
