/** The parts of a TIFF file: its directories name the strips or tiles of the picture and the blocks of metadata. */
import type { Bytes } from "./bytes.ts";
import { photoshopBlocks } from "./photoshop.ts";
import { copyOf, maxIptcBytes, maxPieces, maxXmpBytes, type ImageParts, type Range } from "./imageParts.ts";
import { openTiff, readNumbers, type Entry, type Tiff } from "./tiffReader.ts";

const stripOffsets = 273;
const stripCounts = 279;
const tileOffsets = 324;
const tileCounts = 325;
const subDirectories = 330;
const xmpTag = 700;
const iptcTag = 33723;
const photoshopTag = 34377;
/** Size, depth, compression, colours, orientation, planes, predictor, colour map, samples, tables, profile: how the data is to be read. */
const ofLook = new Set([256, 257, 258, 259, 262, 266, 274, 277, 278, 284, 317, 320, 322, 323, 338, 339, 347]);
const maxDirectories = 200;

/** Undefined where no directory leads to data. */
export async function tiffParts(bytes: Bytes): Promise<ImageParts | undefined> {
  const tiff = await openTiff(bytes);
  if (!tiff) return undefined;
  const picture: Range[] = [];
  const looks: string[] = [];
  const seen = new Set<number>();
  const waiting = [tiff.firstAt];
  let first: readonly Entry[] | undefined;
  for (let at = waiting.shift(); at !== undefined && seen.size < maxDirectories; at = waiting.shift()) {
    if (at === 0 || seen.has(at)) continue;
    seen.add(at);
    const { entries, nextAt } = await tiff.directory(at);
    first ??= entries;
    for (const entry of entries)
      if (ofLook.has(entry.tag)) looks.push(`${entry.tag}:${(await readNumbers(tiff, entry, 1024)).join(",")}`);
    picture.push(...(await dataOf(tiff, entries, stripOffsets, stripCounts)));
    picture.push(...(await dataOf(tiff, entries, tileOffsets, tileCounts)));
    if (picture.length > maxPieces) return undefined;
    const below = entries.find(({ tag }) => tag === subDirectories);
    if (below) waiting.push(...(await readNumbers(tiff, below, 64)));
    waiting.push(nextAt);
  }
  if (picture.length === 0) return undefined;
  return { picture, marks: `tiff ${looks.join(" ")}`, exif: bytes, ...(await blocksOf(bytes, first ?? [])) };
}

async function dataOf(tiff: Tiff, entries: readonly Entry[], offsets: number, counts: number): Promise<Range[]> {
  const [starts, lengths] = [offsets, counts].map((wanted) => entries.find(({ tag }) => tag === wanted));
  if (!starts || !lengths) return [];
  const ends = await readNumbers(tiff, lengths, maxPieces);
  const places = await readNumbers(tiff, starts, maxPieces);
  return places.flatMap((at, index) => {
    const length = Math.min(ends[index] ?? 0, tiff.bytes.size - at);
    return length > 0 ? [{ at, length }] : [];
  });
}

async function blocksOf(bytes: Bytes, entries: readonly Entry[]): Promise<Partial<ImageParts>> {
  const block = async (wanted: number, most: number): Promise<Uint8Array | undefined> => {
    const entry = entries.find(({ tag }) => tag === wanted);
    return entry && copyOf(bytes, entry.valueAt, entry.byteLength, most);
  };
  const xmp = await block(xmpTag, maxXmpBytes);
  const photoshop = await block(photoshopTag, maxIptcBytes);
  const iptc = await block(iptcTag, maxIptcBytes);
  return { ...(photoshop && photoshopBlocks([photoshop])), ...(xmp && { xmp }), ...(iptc && { iptc }) };
}
