/** Reads EXIF, IPTC and XMP out of the blocks that the decoder found; every value in them is foreign and may be hostile. */
import ExifReader, { type ExpandedTags } from "exifreader";
import type { Metadata } from "sharp";
import type { Facts } from "../../../shared/model.ts";
import { plainText } from "../../core/builtin/plainText.ts";
import { captionOf, isoDate, joinCamera, keywordList, placeOf } from "./metadataValues.ts";

/** The parsers run on the room's one thread, so what they are given is bounded. */
const maxExifBytes = 256 * 1024;
const maxIptcBytes = 65_533;
const maxXmpBytes = 512 * 1024;
const maxCaptionLength = 1000;
const maxAltLength = 250;

type Tags = { readonly [name: string]: unknown };
type Embedded = Pick<Facts, "takenAt" | "camera" | "place" | "keywords" | "caption" | "altText">;

/** What the embedded metadata tells; nothing where it is absent or broken. */
export function embeddedFacts(metadata: Metadata): Embedded {
  const exifBlocks = parse(exifBlock(metadata.exif));
  const exif: Tags = { ...exifBlocks.exif };
  const xmp: Tags = { ...parse(xmpBlock(metadata.xmp)).xmp };
  const iptc: Tags = { ...parse(iptcBlock(metadata.iptc)).iptc };
  const takenAt =
    isoDate(textOf(exif["DateTimeOriginal"])) ??
    isoDate(textOf(exif["DateTimeDigitized"])) ??
    isoDate(textOf(xmp["DateTimeOriginal"])) ??
    isoDate(textOf(xmp["DateCreated"]));
  const camera = joinCamera(textOf(exif["Make"]), textOf(exif["Model"]));
  const place = placeOf(exifBlocks.gps?.Latitude, exifBlocks.gps?.Longitude);
  const digikam = textsOf(xmp["TagsList"]).map((tag) => tag.split("/").at(-1) ?? "");
  const keywords = keywordList([...textsOf(xmp["subject"]), ...textsOf(iptc["Keywords"]), ...digikam]);
  const caption = captionOf(
    [textOf(xmp["description"]), textOf(iptc["Caption/Abstract"]), textOf(exif["ImageDescription"])],
    maxCaptionLength,
  );
  const altText = plainText(textOf(xmp["AltTextAccessibility"]), maxAltLength);
  return {
    ...(takenAt ? { takenAt } : {}),
    ...(camera ? { camera } : {}),
    ...(place ? { place } : {}),
    ...(keywords.length > 0 ? { keywords } : {}),
    ...(caption ? { caption } : {}),
    ...(altText ? { altText } : {}),
  };
}

function parse(block: ArrayBuffer | undefined): ExpandedTags {
  if (!block) return {};
  try {
    // oxlint-disable-next-line import/no-named-as-default-member -- Node finds no named exports in this CommonJS bundle
    return ExifReader.load(block, { expanded: true });
  } catch {
    // broken metadata says nothing; the picture itself is not at fault
    return {};
  }
}

/** A bare TIFF structure, which the reader takes for a file of its own. */
function exifBlock(exif: Buffer | undefined): ArrayBuffer | undefined {
  if (!exif || exif.length > maxExifBytes) return undefined;
  const start = exif.toString("latin1", 0, 6) === "Exif\0\0" ? 6 : 0;
  return ownBuffer(exif.subarray(start));
}

/** The reader takes IPTC from JPEG files alone, so the block is wrapped as one. */
function iptcBlock(iptc: Buffer | undefined): ArrayBuffer | undefined {
  if (!iptc || iptc.length > maxIptcBytes) return undefined;
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xed, 0, 0]);
  head.writeUInt16BE(iptc.length + 2, 4);
  return ownBuffer(Buffer.concat([head, iptc, Buffer.from([0xff, 0xd9])]));
}

/** A packet with a document type is refused: XMP needs none, and entities are a known way to eat memory. */
function xmpBlock(xmp: Buffer | undefined): ArrayBuffer | undefined {
  if (!xmp || xmp.length > maxXmpBytes) return undefined;
  const text = xmp.toString("utf8").replace(/^[^<]*/u, "");
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) return undefined;
  const packet = text.startsWith("<?xpacket") ? text : `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${text}`;
  return ownBuffer(Buffer.from(packet, "utf8"));
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** The text of a tag; a list's first one. */
function textOf(tag: unknown): string {
  return textsOf(tag)[0] ?? "";
}

/** The texts of a tag, whatever shape the reader gave it: one tag, a list of tags, or a tag whose value is a list. */
function textsOf(tag: unknown): readonly string[] {
  if (Array.isArray(tag)) return tag.flatMap((item: unknown) => textsOf(item));
  if (typeof tag !== "object" || tag === null) return [];
  const { value, description } = tag as { readonly value?: unknown; readonly description?: unknown };
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) return textsOf(value);
  return typeof description === "string" && description !== "" ? [description] : [];
}
