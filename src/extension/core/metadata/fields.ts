/** The fields that are written into image files and sidecars, which format takes which, and how long they may be. */

/** Fields that hold a list of words: XMP-dc:Subject, XMP-digiKam:TagsList, XMP-lr:HierarchicalSubject, IPTC:Keywords. */
export const listFields = ["subject", "tagsList", "hierarchy", "iptcKeywords"] as const;
export type ListField = (typeof listFields)[number];

/** Fields that hold one text: XMP-dc:Description, XMP-iptcCore:AltTextAccessibility, IPTC:Caption-Abstract, EXIF:ImageDescription. */
export const textFields = ["description", "altText", "iptcCaption", "exifDescription"] as const;
export type TextField = (typeof textFields)[number];
export type MetadataField = ListField | TextField;

/** Where the words go: into the image file, or into the file `name.jpg.xmp` beside it. */
export const metadataPlaces = ["file", "sidecar"] as const;
export type MetadataPlace = (typeof metadataPlaces)[number];

/** Formats by what the first bytes say, as far as words can be written into them. */
export const embeddingFormats = ["jpeg", "png", "tiff", "webp", "avif", "gif"] as const;
export type EmbeddingFormat = (typeof embeddingFormats)[number];

const xmp: readonly MetadataField[] = ["subject", "tagsList", "hierarchy", "description", "altText"];
const exif: readonly MetadataField[] = ["exifDescription"];
const iptc: readonly MetadataField[] = ["iptcKeywords", "iptcCaption"];

const byFormat: Readonly<Record<EmbeddingFormat, ReadonlySet<MetadataField>>> = {
  jpeg: new Set([...xmp, ...exif, ...iptc]),
  png: new Set([...xmp, ...exif, ...iptc]),
  tiff: new Set([...xmp, ...exif, ...iptc]),
  webp: new Set([...xmp, ...exif]),
  avif: new Set([...xmp, ...exif]),
  gif: new Set(xmp),
};
const ofSidecar: ReadonlySet<MetadataField> = new Set(xmp);

/** What a file of this format takes; a sidecar where there is none. */
export function fieldsOf(format: EmbeddingFormat | undefined): ReadonlySet<MetadataField> {
  return format ? byFormat[format] : ofSidecar;
}

/** Bytes in UTF-8. IPTC's are its standard's; EXIF lies in one segment of a JPEG file together with all else that it holds. */
const mostBytes: Partial<Readonly<Record<MetadataField, number>>> = {
  iptcKeywords: 64,
  iptcCaption: 2_000,
  exifDescription: 16_000,
  description: 32_000,
  altText: 8_000,
};

/** The text as it can stand in the field: no control characters, no halves of characters, not too long. */
export function fitted(field: MetadataField, text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what XMP, which is XML, cannot hold
  const clean = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/gu, " ");
  const lines = clean.replaceAll(/\r\n?/gu, "\n").trim();
  return cutToBytes(lines, mostBytes[field] ?? Number.POSITIVE_INFINITY).trim();
}

function cutToBytes(text: string, most: number): string {
  const encoder = new TextEncoder();
  // one unit of a string is at most three bytes
  if (text.length * 3 <= most || encoder.encode(text).length <= most) return text;
  let bytes = 0;
  let cut = "";
  for (const { segment } of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text.slice(0, most))) {
    bytes += encoder.encode(segment).length;
    if (bytes > most) break;
    cut += segment;
  }
  return cut;
}
