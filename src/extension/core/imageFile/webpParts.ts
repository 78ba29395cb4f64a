/** The parts of a WebP file: the chunks of its RIFF container. */
import { bytesOf, latin, numberAt, type Bytes } from "./bytes.ts";
import { copyOf, maxExifBytes, maxPieces, maxXmpBytes, type ImageParts, type Range } from "./imageParts.ts";

const ofPicture = new Set(["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);

type Growing = { -readonly [K in keyof ImageParts]: ImageParts[K] };

/** Undefined where there is no picture in it. The head of extended files is left out: it changes with the metadata. */
export async function webpParts(bytes: Bytes): Promise<ImageParts | undefined> {
  const picture: Range[] = [];
  const parts: Growing = { picture, marks: "webp" };
  const end = Math.min(bytes.size, numberAt(await bytes.read(4, 4), 0, 4, true) + 8);
  let at = 12;
  for (let count = 0; count < maxPieces && at + 8 <= end; count++) {
    const head = await bytes.read(at, 8);
    const [type, length] = [latin(head, 0, 4), numberAt(head, 4, 4, true)];
    if (ofPicture.has(type)) picture.push({ at: at + 8, length: Math.min(length, bytes.size - at - 8) });
    if (type === "EXIF" && !parts.exif) {
      const block = await copyOf(bytes, at + 8, length, maxExifBytes);
      if (block) parts.exif = bytesOf(latin(block, 0, 6) === "Exif\0\0" ? block.subarray(6) : block);
    }
    if (type === "XMP " && !parts.xmp) {
      const packet = await copyOf(bytes, at + 8, length, maxXmpBytes);
      if (packet) parts.xmp = packet;
    }
    at += 8 + length + (length % 2);
  }
  return picture.length > 0 ? parts : undefined;
}
