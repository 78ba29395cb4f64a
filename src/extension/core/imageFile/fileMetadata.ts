/**
 * Joins what XMP, IPTC, EXIF and sidecars say of one image, by the rules of the Metadata Working Group: a sidecar before what is
 * in the file, XMP before IPTC before EXIF, but IPTC first where a program that knows no XMP changed it since they were in step.
 */
import type { FileMetadata } from "../../../shared/model.ts";
import { plainText } from "../builtin/plainText.ts";
import { cleanLines } from "../tagging/cleanText.ts";
import { readExif } from "./exif.ts";
import type { MetadataBlocks } from "./imageParts.ts";
import { readIptc } from "./iptc.ts";
import { layerOfExif, layerOfIptc, layerOfXmp, type Layer } from "./metadataLayers.ts";
import { captionOf, isoDate, joinCamera, placeOf } from "./metadataValues.ts";
import { decodePacket } from "./textEncoding.ts";
import { parseXmp } from "./xmp.ts";

/** Sidecars by name, the more telling one first; XMP packets. */
export interface Sidecar {
  readonly name: string;
  readonly xmp: Uint8Array;
}

const maxKeywords = 200;
const maxKeywordLength = 128;
const maxLineLength = 200;
const maxCaptionLength = 16_000;
const maxAltLength = 1_000;

/** What all of them say together. `md5` answers 32 hex digits. */
export async function fileMetadataOf(
  blocks: MetadataBlocks,
  sidecars: readonly Sidecar[],
  md5: (bytes: Uint8Array) => string,
): Promise<FileMetadata> {
  const beside = sidecars.map(({ xmp }) => layerOfXmp(parseXmp(decodePacket(xmp))));
  const [first, more] = [blocks.xmp, blocks.moreXmp].map((packet) => packet && parseXmp(decodePacket(packet)));
  // what stands in both counts as the first one says it: programs that know no second one change that alone
  const xmp = layerOfXmp(new Map([...(more ?? []), ...(first ?? [])]));
  const iptc = blocks.iptc ? layerOfIptc(readIptc(blocks.iptc)) : {};
  const exif = blocks.exif ? layerOfExif(await readExif(blocks.exif)) : {};
  const inside = isIptcNewer(blocks, md5) ? [iptc, xmp, exif] : [xmp, iptc, exif];
  const telling = sidecars.filter((_, index) => Object.keys(beside[index] ?? {}).length > 0).map(({ name }) => name);
  return {
    ...wordsOf([...beside, ...inside]),
    // when, where and with what: the camera knew it first
    ...factsOf([...beside, exif, xmp, iptc]),
    ...(telling.length > 0 && { sidecars: telling }),
  };
}

/** True for metadata that says nothing at all. */
export function saysNothing(metadata: FileMetadata): boolean {
  return metadata.keywords.length === 0 && Object.keys(metadata).length === 1;
}

function isIptcNewer({ iptc, iptcDigest = "" }: MetadataBlocks, md5: (bytes: Uint8Array) => string): boolean {
  return iptc !== undefined && /[^0]/u.test(iptcDigest) && md5(iptc) !== iptcDigest;
}

function wordsOf(layers: readonly Layer[]): FileMetadata {
  const all = (pick: (layer: Layer) => string | undefined): string[] => layers.flatMap((layer) => pick(layer) ?? []);
  const line = (pick: (layer: Layer) => string | undefined): string =>
    all(pick)
      .map((text) => plainText(text, maxLineLength))
      .find((text) => text !== "") ?? "";
  const keywords = layers.map(({ keywords }) => cleanKeywords(keywords ?? [])).find(({ length }) => length > 0) ?? [];
  const hierarchy = layers.find(({ hierarchy }) => (hierarchy?.length ?? 0) > 0)?.hierarchy ?? [];
  const paths = cleanKeywords(hierarchy.filter((path) => path.includes("|")));
  const title = line((layer) => layer.title);
  const caption = captionOf(
    all((layer) => layer.caption),
    maxCaptionLength,
    severalLines,
  );
  const altText = all((layer) => layer.altText)
    .map((text) => severalLines(text, maxAltLength))
    .find((text) => text !== "");
  const placeNames = layers.map(({ placeNames }) => cleanKeywords(placeNames ?? [])).find(({ length }) => length > 0);
  const [creator, copyright] = [line((layer) => layer.creator), line((layer) => layer.copyright)];
  return {
    keywords,
    ...(paths.length > 0 && { hierarchy: paths }),
    ...(title !== "" && { title }),
    ...(caption !== "" && { caption }),
    ...(altText !== undefined && { altText }),
    ...(placeNames && { placeNames }),
    ...(creator !== "" && { creator }),
    ...(copyright !== "" && { copyright }),
  };
}

function factsOf(layers: readonly Layer[]): Pick<FileMetadata, "takenAt" | "camera" | "place" | "rating"> {
  const first = <T>(pick: (layer: Layer) => T | undefined): T | undefined =>
    layers.map(pick).find((value) => value !== undefined);
  const takenAt = first(({ takenAt }) => (takenAt === undefined ? undefined : isoDate(takenAt)));
  const camera = first(({ make, model }) => joinCamera(make ?? "", model ?? "") || undefined);
  const place = first(({ latitude, longitude }) => placeOf(latitude, longitude));
  const rating = first((layer) => ratingOf(layer.rating));
  return {
    ...(takenAt !== undefined && { takenAt }),
    ...(camera !== undefined && { camera }),
    ...(place && { place }),
    ...(rating !== undefined && { rating }),
  };
}

/** Nought is what programs write for a picture that nobody rated. */
function ratingOf(rating: number | undefined): number | undefined {
  const whole = Math.round(rating ?? 0);
  return whole === -1 || (whole >= 1 && whole <= 5) ? whole : undefined;
}

function severalLines(text: string, maxLength: number): string {
  return cleanLines(text.slice(0, maxLength * 2))
    .slice(0, maxLength)
    .toWellFormed();
}

/** Keywords without doubles. Programs that know no lists put several into one. */
function cleanKeywords(raw: readonly string[]): readonly string[] {
  const [only = ""] = raw;
  const parts = raw.length === 1 ? only.split(/[;,]/u) : raw;
  const kept = new Map<string, string>();
  for (const part of parts) {
    const keyword = plainText(part, maxKeywordLength);
    const key = keyword.toLowerCase();
    if (keyword !== "" && !kept.has(key)) kept.set(key, keyword);
    if (kept.size === maxKeywords) break;
  }
  return [...kept.values()];
}
