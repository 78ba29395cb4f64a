/**
 * The texts that stand in pictures, in memory, to look for a part of one: LanceDB reads the whole column for each search, which
 * took as long as the search of all words at 100,000 images. Its index for parts of texts is no way out: asked for a frequent
 * pair of letters in 100,000 rows, version 0.31 did not answer within ten minutes.
 */
import type * as Lancedb from "@lancedb/lancedb";
import { textColumn } from "./columns.ts";

/** Above this the texts stay in the table. */
const mostBytes = 64 << 20;
/** A text is told from others by 256 bits, one for each pair of bytes that stand side by side in it. */
const signatureWords = 8;
const noRows = new Int32Array();

interface KnownTexts {
  readonly version: number;
  /** All texts, one after the other; undefined where they are too many. */
  readonly bytes: Buffer | undefined;
  /** Where the text of each row begins, and where the last one ends. */
  readonly starts: Int32Array;
  readonly signatures: Int32Array;
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
    if (part === "") return undefined;
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
  for (const { valueOffsets, length } of columns) size += (valueOffsets[length] ?? 0) - (valueOffsets[0] ?? 0);
  if (size > mostBytes) return { version, bytes: undefined, starts: noRows, signatures: noRows, ids: [] };
  const bytes = Buffer.alloc(size);
  const starts = new Int32Array(answer.numRows + 1);
  const signatures = new Int32Array(answer.numRows * signatureWords);
  let row = 0;
  for (const { values, valueOffsets, length } of columns) {
    for (let index = 0; index < length; index++, row++) {
      const text = (values as Uint8Array).subarray(valueOffsets[index], valueOffsets[index + 1]);
      const start = starts[row] ?? 0;
      bytes.set(text, start);
      starts[row + 1] = start + text.length;
      sign(text, signatures, row * signatureWords);
    }
  }
  return { version, bytes, starts, signatures, ids: textColumn(answer, "id") };
}

function idsHolding(
  { bytes, starts, signatures, ids }: KnownTexts,
  part: Buffer,
  most: number,
): readonly string[] | undefined {
  if (!bytes) return undefined;
  const wanted = new Int32Array(signatureWords);
  sign(part, wanted, 0);
  const found: string[] = [];
  for (let row = 0; row < ids.length; row++) {
    if (!mayHold(signatures, row * signatureWords, wanted)) continue;
    if (!bytes.subarray(starts[row], starts[row + 1]).includes(part)) continue;
    if (found.length === most) return undefined;
    found.push(ids[row] ?? "");
  }
  return found;
}

/** Sets a bit for each pair of neighbouring bytes. */
function sign(text: Uint8Array, signatures: Int32Array, at: number): void {
  for (let index = 1; index < text.length; index++) {
    const bit = ((text[index - 1] ?? 0) * 151 + (text[index] ?? 0) * 7) & (signatureWords * 32 - 1);
    signatures[at + (bit >> 5)] = (signatures[at + (bit >> 5)] ?? 0) | (1 << (bit & 31));
  }
}

/** False where a text lacks a pair of the wanted ones, so that it need not be gone through. */
function mayHold(signatures: Int32Array, at: number, wanted: Int32Array): boolean {
  for (let word = 0; word < signatureWords; word++) {
    const bits = wanted[word] ?? 0;
    if (((signatures[at + word] ?? 0) & bits) !== bits) return false;
  }
  return true;
}
