/** Reads the directories of a TIFF structure, which TIFF files are and EXIF blocks hold; offsets in it lead anywhere and are never trusted. */
import { latin, numberAt, type Bytes } from "./bytes.ts";

/** One value of a directory: its type, how many there are, and where they stand. */
export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly valueAt: number;
  readonly byteLength: number;
}

/** An opened structure. */
export interface Tiff {
  readonly bytes: Bytes;
  readonly isLittle: boolean;
  readonly firstAt: number;
  directory(at: number): Promise<{ readonly entries: readonly Entry[]; readonly nextAt: number }>;
}

/** Bytes of one value by type; 0 where the type is not known. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const maxEntries = 1_000;

/** Undefined where it is none, or one of the kind for files beyond four gigabytes. */
export async function openTiff(bytes: Bytes): Promise<Tiff | undefined> {
  const head = await bytes.read(0, 8);
  const order = latin(head, 0, 2);
  if (order !== "II" && order !== "MM") return undefined;
  const isLittle = order === "II";
  if (numberAt(head, 2, 2, isLittle) !== 42) return undefined;
  const firstAt = numberAt(head, 4, 4, isLittle);
  return { bytes, isLittle, firstAt, directory: (at) => readDirectory(bytes, isLittle, at) };
}

async function readDirectory(
  bytes: Bytes,
  isLittle: boolean,
  at: number,
): Promise<{ readonly entries: readonly Entry[]; readonly nextAt: number }> {
  const count = numberAt(await bytes.read(at, 2), 0, 2, isLittle);
  if (at < 8 || count === 0 || count > maxEntries) return { entries: [], nextAt: 0 };
  const table = (await bytes.read(at + 2, count * 12 + 4)).slice();
  const entries: Entry[] = [];
  for (let row = 0; row + 12 <= Math.min(table.length, count * 12); row += 12) {
    const [tag, type] = [numberAt(table, row, 2, isLittle), numberAt(table, row + 2, 2, isLittle)];
    const values = numberAt(table, row + 4, 4, isLittle);
    const byteLength = (typeBytes[type] ?? 0) * values;
    if (byteLength === 0) continue;
    const valueAt = byteLength <= 4 ? at + 2 + row + 8 : numberAt(table, row + 8, 4, isLittle);
    if (valueAt + byteLength <= bytes.size) entries.push({ tag, type, count: values, valueAt, byteLength });
  }
  return { entries, nextAt: numberAt(table, count * 12, 4, isLittle) };
}

/** Whole numbers of an entry, at most so many; a fraction counts as its two parts. */
export async function readNumbers({ bytes, isLittle }: Tiff, entry: Entry, most: number): Promise<readonly number[]> {
  const unit = entry.type === 3 || entry.type === 8 ? 2 : entry.type === 1 || entry.type === 7 ? 1 : 4;
  const values = await bytes.read(entry.valueAt, Math.min(entry.byteLength, most * unit));
  const numbers: number[] = [];
  for (let at = 0; at + unit <= values.length; at += unit)
    numbers.push(unit === 1 ? (values[at] ?? 0) : numberAt(values, at, unit, isLittle));
  return numbers;
}
