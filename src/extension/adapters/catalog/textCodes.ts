/** Gives each distinct text of an Arrow column a small number, by its bytes: a string per value would cost ten times as much. */
import type * as Arrow from "apache-arrow";

/** A column as numbers: `values[codes[i]]` is the i-th text. */
export interface TextCodes {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** A column of lists as numbers: the texts of row `r` are those from `starts[r]` to before `starts[r + 1]`. */
export interface ListCodes extends TextCodes {
  readonly starts: Int32Array;
}

/** Where the part of a value ends that counts: the year of a date, the folder of a path. */
export type Cut = (bytes: Uint8Array, from: number, to: number) => number;

/** The codes of a column of texts. */
export function textCodes(table: Arrow.Table, name: string, cut?: Cut): TextCodes {
  const dictionary = new Dictionary(cut);
  const parts = (table.getChild(name)?.data ?? []).map((data) => dictionary.codesOf(data));
  return { codes: joined(parts), values: dictionary.values };
}

/** The codes of a column of lists of texts. */
export function listCodes(table: Arrow.Table, name: string): ListCodes {
  const dictionary = new Dictionary();
  const parts: Int32Array[] = [];
  const starts = new Int32Array(table.numRows + 1);
  let [row, before] = [0, 0];
  for (const data of table.getChild(name)?.data ?? []) {
    const child = data.children[0];
    const part = child ? dictionary.codesOf(child) : new Int32Array();
    const offsets = data.valueOffsets as Int32Array;
    const first = offsets[0] ?? 0;
    // the child holds more than the slice where the list was cut out of a longer one
    for (let i = 0; i < data.length; i++) starts[++row] = before + (offsets[i + 1] ?? 0) - first;
    const slice = part.subarray(first, offsets[data.length] ?? 0);
    parts.push(slice);
    before += slice.length;
  }
  return { starts, codes: joined(parts), values: dictionary.values };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Texts by the hash of their bytes, compared byte by byte where hashes meet. */
class Dictionary {
  readonly values: string[] = [];
  readonly #cut: Cut | undefined;
  readonly #bytes: Uint8Array[] = [];
  readonly #codesByHash = new Map<number, number[]>();

  constructor(cut?: Cut) {
    this.#cut = cut;
  }

  codesOf(data: Arrow.Data): Int32Array {
    const bytes = data.values as Uint8Array;
    const offsets = data.valueOffsets as Int32Array;
    const codes = new Int32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const from = offsets[i] ?? 0;
      const end = offsets[i + 1] ?? from;
      codes[i] = this.#codeOf(bytes, from, this.#cut ? this.#cut(bytes, from, end) : end);
    }
    return codes;
  }

  #codeOf(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    const known = this.#codesByHash.get(hash);
    if (known) {
      for (const code of known) if (isSame(this.#bytes[code], bytes, from, to)) return code;
    }
    const code = this.values.length;
    const copy = bytes.slice(from, to);
    this.#bytes.push(copy);
    this.values.push(Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength).toString("utf8"));
    if (known) known.push(code);
    else this.#codesByHash.set(hash, [code]);
    return code;
  }
}

function isSame(known: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (known?.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
