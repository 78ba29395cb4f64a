/** The parts of a PNG file: its chunks, each with a checksum of its own. */
import { bytesOf, latin, numberAt, type Bytes } from "./bytes.ts";
import { photoshopBlocks } from "./photoshop.ts";
import {
  copyOf,
  maxExifBytes,
  maxIptcBytes,
  maxPieces,
  maxXmpBytes,
  type ImageParts,
  type Inflate,
  type Range,
} from "./imageParts.ts";

/** Chunks beside the critical ones that say how the picture looks or moves. */
const ofPicture = new Set(["tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "acTL", "fcTL", "fdAT"]);
const xmpKeyword = "XML:com.adobe.xmp";
const maxTextChunkBytes = 2 * maxXmpBytes;
const maxTextChunks = 100;

type Growing = { -readonly [K in keyof ImageParts]: ImageParts[K] };

/** Undefined where the chunks do not reach to the end of the picture. */
export async function pngParts(bytes: Bytes, inflate: Inflate): Promise<ImageParts | undefined> {
  const picture: Range[] = [];
  const parts: Growing = { picture, marks: "png" };
  let at = 8;
  let sums = 0;
  let texts = 0;
  for (let count = 0; count < maxPieces; count++) {
    const head = await bytes.read(at, 8);
    if (head.length < 8) return undefined;
    const [length, type] = [numberAt(head, 0, 4), latin(head, 4, 8)];
    if (at + 12 + length > bytes.size) return undefined;
    const isCritical = (type.codePointAt(0) ?? 0) < 97;
    if (isCritical || ofPicture.has(type)) {
      if (length > 0) picture.push({ at: at + 8, length });
      sums = mixed(sums, numberAt(await bytes.read(at + 8 + length, 4), 0, 4), length);
    } else if (type === "eXIf" && !parts.exif) {
      const block = await copyOf(bytes, at + 8, length, maxExifBytes);
      if (block) parts.exif = bytesOf(block);
    } else if ((type === "iTXt" || type === "tEXt" || type === "zTXt") && texts++ < maxTextChunks) {
      const content = await copyOf(bytes, at + 8, length, maxTextChunkBytes);
      if (content) takeText(type, content, parts, inflate);
    }
    if (type === "IEND") return { ...parts, marks: `png ${sums}` };
    at += 12 + length;
  }
  return undefined;
}

/** The checksums of all chunks in one number: a picture changed in its middle has other ones. */
function mixed(sums: number, checksum: number, length: number): number {
  return (Math.imul(sums ^ checksum, 0x9e3779b1) + length) >>> 0;
}

function takeText(type: "iTXt" | "tEXt" | "zTXt", content: Uint8Array, parts: Growing, inflate: Inflate): void {
  const end = content.subarray(0, 80).indexOf(0);
  if (end < 1) return;
  const keyword = latin(content, 0, end);
  const plain = (maxBytes: number): Uint8Array | undefined =>
    type === "tEXt" ? content.subarray(end + 1) : inflate(content.subarray(end + 2), maxBytes);
  if (keyword === xmpKeyword && !parts.xmp) {
    // libvips, and so everything that sharp writes, puts it into the kind of chunk that is meant for Latin-1
    const packet = type === "iTXt" ? international(content.subarray(end + 1), inflate) : plain(maxXmpBytes);
    if (packet) parts.xmp = packet;
  }
  if (type === "iTXt" || !keyword.startsWith("Raw profile type ")) return;
  const raw = plain(maxTextChunkBytes);
  const profile = raw && hexProfile(raw);
  if (!profile) return;
  const kind = keyword.slice("Raw profile type ".length);
  if (kind === "iptc" && !parts.iptc) Object.assign(parts, iptcOf(profile));
  if (kind === "xmp") parts.xmp ??= profile;
  if (kind === "exif" || kind === "APP1") parts.exif ??= exifOf(profile);
}

/** The text behind the keyword: two flags, a language and a translated keyword come before it. */
function international(rest: Uint8Array, inflate: Inflate): Uint8Array | undefined {
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = rest.subarray(translated + 1);
  return rest[0] === 1 ? inflate(text, maxXmpBytes) : text;
}

/** ImageMagick's form: a name, a length, and the bytes as hex digits in lines. */
function hexProfile(raw: Uint8Array): Uint8Array | undefined {
  const match = /^\s*[^\n]*\n\s*\d+\s*\n/u.exec(latin(raw, 0, 200));
  if (!match) return undefined;
  const digits = latin(raw, match[0].length).replace(/[^0-9a-f]/giu, "");
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function iptcOf(profile: Uint8Array): Pick<ImageParts, "iptc" | "iptcDigest"> {
  if (profile.length > maxIptcBytes) return {};
  return latin(profile, 0, 4) === "8BIM" ? photoshopBlocks([profile]) : { iptc: profile };
}

function exifOf(profile: Uint8Array): Bytes {
  return bytesOf(latin(profile, 0, 6) === "Exif\0\0" ? profile.subarray(6) : profile);
}
