/** The parts of a JPEG file: segments up to the picture's data, and all that follows. */
import { bytesOf, latin, numberAt, type Bytes } from "./bytes.ts";
import { extendedXmp, notePiece, type XmpPiece } from "./extendedXmp.ts";
import { photoshopBlocks } from "./photoshop.ts";
import { copyOf, maxExifBytes, maxIptcBytes, maxXmpBytes, type ImageParts, type Range } from "./imageParts.ts";

const startOfScan = 0xda;
const app1 = 0xe1;
const app2 = 0xe2;
const app13 = 0xed;
const app14 = 0xee;
const comment = 0xfe;
const exifStart = "Exif\0\0";
const xmpStart = "http://ns.adobe.com/xap/1.0/\0";
const photoshopStart = "Photoshop 3.0\0";
const maxSegments = 2_000;
const maxStrayBytes = 1024;
const firstMarker = 0xc0;

type Growing = { -readonly [K in keyof ImageParts]: ImageParts[K] };

/** Undefined where the segments do not lead to a picture. */
export async function jpegParts(bytes: Bytes): Promise<ImageParts | undefined> {
  const picture: Range[] = [];
  const photoshop: Uint8Array[] = [];
  const pieces: XmpPiece[] = [];
  const parts: Growing = { picture, marks: "jpeg" };
  let at = 2;
  for (let count = 0; count < maxSegments; count++) {
    const head = (await bytes.read(at, 48)).slice();
    if (head[0] !== 0xff) {
      const next = await markerAfter(bytes, at);
      if (next === undefined) return undefined;
      at = next;
      continue;
    }
    const marker = head[1] ?? 0;
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    const length = numberAt(head, 2, 2);
    if (length < 2) return undefined;
    if (marker === startOfScan) {
      picture.push({ at, length: bytes.size - at });
      const moreXmp = await extendedXmp(bytes, parts.xmp, pieces);
      return { ...parts, ...photoshopBlocks(photoshop), ...(moreXmp && { moreXmp }) };
    }
    const segment = { at, length: length + 2 };
    if (marker === app1) {
      await takeApp1(bytes, segment, head, parts);
      await notePiece(bytes, at + 4, length - 2, pieces);
    } else if (marker === app13 && latin(head, 4, 18) === photoshopStart) {
      const piece = await copyOf(bytes, at + 18, length - 16, maxIptcBytes);
      if (piece && photoshop.length < 16) photoshop.push(piece);
    }
    if (isOfPicture(marker, head)) picture.push(segment);
    at += length + 2;
  }
  return undefined;
}

/** Some programs count a segment's bytes wrongly: decoders look for the next marker then, and so does this. */
async function markerAfter(bytes: Bytes, at: number): Promise<number | undefined> {
  const stray = await bytes.read(at, maxStrayBytes);
  for (let offset = stray.indexOf(0xff); offset >= 0; offset = stray.indexOf(0xff, offset + 1))
    if ((stray[offset + 1] ?? 0) >= firstMarker && stray[offset + 1] !== 0xff) return at + offset;
  return undefined;
}

async function takeApp1(bytes: Bytes, { at, length }: Range, head: Uint8Array, parts: Growing): Promise<void> {
  if (!parts.exif && latin(head, 4, 10) === exifStart) {
    const block = await copyOf(bytes, at + 10, length - 10, maxExifBytes);
    if (block) parts.exif = bytesOf(block);
  }
  if (parts.xmp || latin(head, 4, 33) !== xmpStart) return;
  const packet = await copyOf(bytes, at + 33, length - 33, maxXmpBytes);
  if (packet) parts.xmp = packet;
}

/** Tables and frames are, and of the segments of programs those that say which colours are meant. */
function isOfPicture(marker: number, head: Uint8Array): boolean {
  if (marker === app2) return latin(head, 4, 15) === "ICC_PROFILE";
  if (marker === app14 || marker === comment) return marker === app14;
  return marker < 0xe0 || marker > 0xef;
}
