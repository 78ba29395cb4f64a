/**
 * The texts that stand in pictures, in memory, to look for a part of one: LanceDB reads the whole column for each search, which
 * took as long as the search of all words at 100,000 images. Its index for parts of texts is no way out: asked for a frequent
 * pair of letters in 100,000 rows, version 0.31 did not answer within ten minutes.
 */
import type * as Lancedb from "@lancedb/lancedb";
import { textColumn } from "./columns.ts";

/** Above this the texts stay in the table. */
const mostBytes = 64 << 20;

interface KnownTexts {
  readonly version: number;
  /** All texts, each followed by a zero byte; undefined where they are too many. */
  readonly bytes: Buffer | undefined;
  /** Where the text of each id ends, its zero byte included. */
  readonly ends: Int32Array;
  readonly ids: readonly string[];
}

/** The texts of one table, read at the second search of a version: while images are tagged each search meets another one. */
export class TextKeys {
  #known: Promise<KnownTexts> | undefined;
  #knownVersion = -1;
  #lastVersion = -1;

  /**
   * Ids of the rows whose text contains the part, at most `most`; undefined where they are not known, are more, or the part is
   * nothing to look for here. What they are good for (filters, deleted rows) the table has to tell.
   */
  async holding(images: Lancedb.Table, part: string, most: number): Promise<readonly string[] | undefined> {
    const version = await images.version();
    const isNew = version !== this.#lastVersion;
    this.#lastVersion = version;
    if (part === "" || part.includes("\0")) return undefined;
    if (this.#knownVersion !== version) {
      if (isNew) return undefined;
      this.#knownVersion = version;
      this.#known = readTexts(images, version);
      // whoever asks hears of it; the next one reads again
      this.#known.catch(() => (this.#knownVersion = -1));
    }
    const known = await this.#known;
    return known?.version === version ? idsHolding(known, Buffer.from(part), most) : undefined;
  }
}

async function readTexts(images: Lancedb.Table, version: number): Promise<KnownTexts> {
  const answer = await images.query().where("textKey != ''").select(["id", "textKey"]).toArrow();
  const columns = answer.getChild("textKey")?.data ?? [];
  let size = 0;
  for (const { valueOffsets, length } of columns) size += (valueOffsets[length] ?? 0) - (valueOffsets[0] ?? 0) + length;
  if (size > mostBytes) return { version, bytes: undefined, ends: new Int32Array(), ids: [] };
  const bytes = Buffer.alloc(size);
  const ends = new Int32Array(answer.numRows);
  let [at, row] = [0, 0];
  for (const { values, valueOffsets, length } of columns) {
    for (let index = 0; index < length; index++) {
      const text = (values as Uint8Array).subarray(valueOffsets[index], valueOffsets[index + 1]);
      bytes.set(text, at);
      at += text.length + 1;
      ends[row++] = at;
    }
  }
  return { version, bytes, ends, ids: textColumn(answer, "id") };
}

function idsHolding({ bytes, ends, ids }: KnownTexts, part: Buffer, most: number): readonly string[] | undefined {
  if (!bytes) return undefined;
  const found: string[] = [];
  let row = 0;
  for (let at = bytes.indexOf(part); at !== -1; at = bytes.indexOf(part, ends[row])) {
    row = rowAt(ends, at, row);
    if (found.length === most) return undefined;
    found.push(ids[row] ?? "");
  }
  return found;
}

/** The row to which a byte belongs, by halving. */
function rowAt(ends: Int32Array, at: number, from: number): number {
  let [low, high] = [from, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
