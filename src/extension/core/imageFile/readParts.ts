/** Finds the parts of an image file of any format, told by its content and never by its name. */
import { latin, type Bytes } from "./bytes.ts";
import { gifParts, isGif } from "./gifParts.ts";
import { heifParts } from "./heifParts.ts";
import type { ImageParts, Inflate } from "./imageParts.ts";
import { jpegParts } from "./jpegParts.ts";
import { pngParts } from "./pngParts.ts";
import { tiffParts } from "./tiffParts.ts";
import { webpParts } from "./webpParts.ts";

/** Undefined for a format that has no such parts, and for a file that is broken. */
export async function readParts(bytes: Bytes, inflate: Inflate): Promise<ImageParts | undefined> {
  const head = (await bytes.read(0, 16)).slice();
  if (head[0] === 0xff && head[1] === 0xd8) return jpegParts(bytes);
  if (latin(head, 0, 8) === "\x89PNG\r\n\x1a\n") return pngParts(bytes, inflate);
  if (latin(head, 0, 4) === "RIFF" && latin(head, 8, 12) === "WEBP") return webpParts(bytes);
  if (isGif(head)) return gifParts(bytes);
  if (latin(head, 4, 8) === "ftyp") return heifParts(bytes);
  return /^(?:II\*\0|MM\0\*)/u.test(latin(head, 0, 4)) ? tiffParts(bytes) : undefined;
}
