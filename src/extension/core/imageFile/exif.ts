/** Reads what people and cameras say of a picture out of an EXIF structure; makers' notes and thumbnails are passed over. */
import { latin, numberAt, type Bytes } from "./bytes.ts";
import { decodeText, decodeUtf16 } from "./textEncoding.ts";
import { openTiff, readNumbers, type Entry, type Tiff } from "./tiffReader.ts";

/** Values as they stand there; dates in the form of EXIF. */
export interface ExifValues {
  readonly description?: string;
  readonly make?: string;
  readonly model?: string;
  readonly takenAt?: string;
  readonly artist?: string;
  readonly copyright?: string;
  readonly rating?: number;
  readonly title?: string;
  readonly subject?: string;
  readonly comment?: string;
  /** Several are joined by semicolons. */
  readonly keywords?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

const orientationTag = 274;
const exifDirectory = 34665;
const gpsDirectory = 34853;
const maxTextBytes = 64 * 1024;

/** Fields of the first directory; those of Windows are UTF-16. */
const texts = { 270: "description", 271: "make", 272: "model", 315: "artist", 33432: "copyright" } as const;
const wideTexts = { 40091: "title", 40092: "comment", 40094: "keywords", 40095: "subject" } as const;
const ratingTag = 18246;
const takenTag = 36867;
const digitizedTag = 36868;

/** Everything that is understood; nothing of a structure that is broken from its beginning. */
export async function readExif(bytes: Bytes): Promise<ExifValues> {
  const tiff = await openTiff(bytes);
  if (!tiff) return {};
  const { entries } = await tiff.directory(tiff.firstAt);
  const values: Record<string, string | number> = {};
  for (const entry of entries) {
    const name = nameIn(texts, entry.tag);
    if (name) values[name] = decodeText(await bytesOfEntry(tiff, entry));
    const wideName = nameIn(wideTexts, entry.tag);
    if (wideName) values[wideName] = decodeUtf16(await bytesOfEntry(tiff, entry));
    if (entry.tag === ratingTag) values["rating"] = (await readNumbers(tiff, entry, 1))[0] ?? 0;
  }
  const taken = await takenOf(tiff, await below(tiff, entries, exifDirectory));
  const place = await placeIn(tiff, await below(tiff, entries, gpsDirectory));
  return { ...values, ...(taken !== "" && { takenAt: taken }), ...place };
}

/** How the picture is turned, 1 to 8; 1 where nothing says so. */
export async function orientationOf(bytes: Bytes): Promise<number> {
  const tiff = await openTiff(bytes);
  const entry = tiff && (await tiff.directory(tiff.firstAt)).entries.find(({ tag }) => tag === orientationTag);
  const value = entry && (await readNumbers(tiff, entry, 1))[0];
  return value !== undefined && value >= 1 && value <= 8 ? value : 1;
}

function nameIn(names: Readonly<Record<number, string>>, tag: number): string | undefined {
  return Object.hasOwn(names, tag) ? names[tag] : undefined;
}

async function bytesOfEntry(tiff: Tiff, { valueAt, byteLength }: Entry): Promise<Uint8Array> {
  return tiff.bytes.read(valueAt, Math.min(byteLength, maxTextBytes));
}

async function below(tiff: Tiff, entries: readonly Entry[], wanted: number): Promise<readonly Entry[]> {
  const entry = entries.find(({ tag }) => tag === wanted);
  const at = entry && (await readNumbers(tiff, entry, 1))[0];
  return at === undefined ? [] : (await tiff.directory(at)).entries;
}

async function takenOf(tiff: Tiff, entries: readonly Entry[]): Promise<string> {
  for (const wanted of [takenTag, digitizedTag]) {
    const entry = entries.find(({ tag }) => tag === wanted);
    const text = entry ? decodeText(await bytesOfEntry(tiff, entry)) : "";
    if (text !== "") return text;
  }
  return "";
}

async function placeIn(
  tiff: Tiff,
  entries: readonly Entry[],
): Promise<{ readonly latitude?: number; readonly longitude?: number }> {
  const latitude = await degreesOf(tiff, entries, 2, 1, "S");
  const longitude = await degreesOf(tiff, entries, 4, 3, "W");
  return latitude === undefined || longitude === undefined ? {} : { latitude, longitude };
}

async function degreesOf(
  tiff: Tiff,
  entries: readonly Entry[],
  tag: number,
  sideTag: number,
  negative: string,
): Promise<number | undefined> {
  const entry = entries.find((one) => one.tag === tag);
  const side = entries.find((one) => one.tag === sideTag);
  if (!entry || !side || entry.type !== 5 || entry.count !== 3) return undefined;
  const parts = (await tiff.bytes.read(entry.valueAt, 24)).slice();
  const fraction = (at: number): number => {
    const [above, under] = [numberAt(parts, at, 4, tiff.isLittle), numberAt(parts, at + 4, 4, tiff.isLittle)];
    return above === 0 && under === 0 ? 0 : above / under;
  };
  const degrees = fraction(0) + fraction(8) / 60 + fraction(16) / 3600;
  if (!Number.isFinite(degrees)) return undefined;
  return latin(await bytesOfEntry(tiff, side), 0, 1).toUpperCase() === negative ? -degrees : degrees;
}
