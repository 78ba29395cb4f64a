/** The parts of an AVIF or HEIC file: items that a table in its head places anywhere in the file. */
import { bytesOf, latin, numberAt, type Bytes } from "./bytes.ts";
import { copyOf, maxExifBytes, maxXmpBytes, type ImageParts, type Range } from "./imageParts.ts";

const maxMetaBytes = 1024 * 1024;
const maxItems = 20_000;
const maxBoxes = 2_000;
const maxExtents = 16;

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly at: number;
  readonly end: number;
}

interface Item {
  readonly type: string;
  readonly contentType: string;
}

/** Undefined where no item of a picture is placed in the file. */
export async function heifParts(bytes: Bytes): Promise<ImageParts | undefined> {
  const place = await findMeta(bytes);
  const meta = place && (await copyOf(bytes, place.at, place.length, maxMetaBytes));
  if (!meta) return undefined;
  const boxes = boxesIn(meta, 4, meta.length);
  const find = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const [info, location, properties, store] = ["iinf", "iloc", "iprp", "idat"].map(find);
  if (!info || !location) return undefined;
  const items = itemsOf(meta, info);
  const placed = placesOf(meta, location, place.at + (store?.at ?? 0), store !== undefined);
  const picture: Range[] = properties ? [{ at: place.at + properties.at, length: properties.end - properties.at }] : [];
  let [exif, xmp]: [Uint8Array | undefined, Uint8Array | undefined] = [undefined, undefined];
  let hasPicture = false;
  for (const [id, extents] of placed) {
    const { type = "", contentType = "" } = items.get(id) ?? {};
    const [only] = extents;
    if (type === "Exif" && only) exif ??= await copyOf(bytes, only.at, only.length, maxExifBytes);
    else if (type === "mime" && contentType === "application/rdf+xml" && only)
      xmp ??= await copyOf(bytes, only.at, only.length, maxXmpBytes);
    else if (type !== "mime" && type !== "uri ") {
      hasPicture ||= extents.length > 0;
      picture.push(...extents.filter(({ at, length }) => length > 0 && at + length <= bytes.size));
    }
  }
  if (!hasPicture) return undefined;
  // four bytes before the structure tell how far off it begins
  const start = exif ? numberAt(exif, 0, 4) + 4 : 0;
  return { picture, marks: "heif", ...(exif && { exif: bytesOf(exif.subarray(start)) }), ...(xmp && { xmp }) };
}

async function findMeta(bytes: Bytes): Promise<Range | undefined> {
  let at = 0;
  for (let count = 0; count < maxBoxes && at + 8 <= bytes.size; count++) {
    const head = await bytes.read(at, 16);
    const [small, type] = [numberAt(head, 0, 4), latin(head, 4, 8)];
    const headBytes = small === 1 ? 16 : 8;
    const large = numberAt(head, 8, 4) * 2 ** 32 + numberAt(head, 12, 4);
    const length = small === 0 ? bytes.size - at : small === 1 ? large : small;
    if (length < headBytes) return undefined;
    if (type === "meta") return { at: at + headBytes, length: length - headBytes };
    at += length;
  }
  return undefined;
}

function boxesIn(meta: Uint8Array, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < maxItems;) {
    const length = numberAt(meta, at, 4);
    const end = length === 0 ? to : at + length;
    if (end < at + 8 || end > to) break;
    boxes.push({ type: latin(meta, at + 4, at + 8), at: at + 8, end });
    at = end;
  }
  return boxes;
}

function itemsOf(meta: Uint8Array, { at, end }: Box): ReadonlyMap<number, Item> {
  const items = new Map<number, Item>();
  for (const box of boxesIn(meta, at + (meta[at] === 0 ? 6 : 8), end)) {
    const version = meta[box.at] ?? 0;
    if (box.type !== "infe" || version < 2) continue;
    const wide = version === 2 ? 2 : 4;
    const typeAt = box.at + 4 + wide + 2;
    const nameEnd = meta.indexOf(0, typeAt + 4);
    const contentEnd = nameEnd < 0 ? -1 : meta.indexOf(0, nameEnd + 1);
    const contentType = contentEnd < 0 || contentEnd > box.end ? "" : latin(meta, nameEnd + 1, contentEnd);
    items.set(numberAt(meta, box.at + 4, wide), { type: latin(meta, typeAt, typeAt + 4), contentType });
  }
  return items;
}

/** Where the extents of each item lie in the file; items that are made of other items have none. */
function placesOf(
  meta: Uint8Array,
  box: Box,
  storeAt: number,
  hasStore: boolean,
): ReadonlyMap<number, readonly Range[]> {
  const places = new Map<number, readonly Range[]>();
  const version = meta[box.at] ?? 0;
  const sizes = numberAt(meta, box.at + 4, 2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version > 0 ? sizes & 15 : 0;
  const wide = version < 2 ? 2 : 4;
  let at = box.at + 6;
  const next = (length: number): number => {
    let value = 0;
    for (let i = 0; i < length; i++) value = value * 256 + (meta[at + i] ?? 0);
    at += length;
    return value;
  };
  const count = Math.min(next(wide), maxItems);
  for (let item = 0; item < count && at < box.end; item++) {
    const id = next(wide);
    const method = version > 0 ? next(2) & 15 : 0;
    next(2);
    const base = next(baseBytes);
    const extents: Range[] = [];
    for (let left = next(2); left > 0 && extents.length < maxExtents; left--) {
      next(indexBytes);
      const from = base + next(offsetBytes);
      const length = next(lengthBytes);
      if (method === 0) extents.push({ at: from, length });
      else if (method === 1 && hasStore) extents.push({ at: storeAt + from, length });
    }
    places.set(id, extents);
  }
  return places;
}
