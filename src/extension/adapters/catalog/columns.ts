/** Reads whole Arrow columns as JavaScript values: a row object per row of Arrow's own costs ten times as much. */
import type * as Arrow from "apache-arrow";

/** One column of an answer as text; missing values are "". */
export function textColumn(table: Arrow.Table, name: string): string[] {
  const texts: string[] = [];
  for (const data of table.getChild(name)?.data ?? []) appendTexts(data, texts);
  return texts;
}

/** One column of an answer as numbers; missing values are 0. */
export function numberColumn(table: Arrow.Table, name: string): number[] {
  const numbers: number[] = [];
  for (const data of table.getChild(name)?.data ?? []) {
    const values = data.values as Float32Array | Float64Array;
    for (let row = 0; row < data.length; row++) numbers.push(values[row] ?? 0);
  }
  return numbers;
}

/** One column of an answer as lists of text. */
export function textListColumn(table: Arrow.Table, name: string): string[][] {
  const lists: string[][] = [];
  for (const data of table.getChild(name)?.data ?? []) {
    const texts: string[] = [];
    const child = data.children[0];
    if (child) appendTexts(child, texts);
    const offsets = data.valueOffsets as Int32Array;
    // offsets of a sliced list start where the slice does, the child's texts at the child's own start
    for (let row = 0; row < data.length; row++) lists.push(texts.slice(offsets[row] ?? 0, offsets[row + 1] ?? 0));
  }
  return lists;
}

/** One column of an answer as vectors: each is stored in `length` numbers, of which the first `dimensions` are its own. */
export function vectorColumn(table: Arrow.Table, name: string, length: number, dimensions: number): Float32Array[] {
  const vectors: Float32Array[] = [];
  for (const data of table.getChild(name)?.data ?? []) {
    const numbers = data.children[0]?.values as Float32Array | undefined;
    // a copy each: a view would drag the whole answer along wherever it is sent
    for (let row = 0; row < data.length; row++)
      vectors.push(Float32Array.from(numbers?.subarray(row * length, row * length + dimensions) ?? []));
  }
  return vectors;
}

function appendTexts(data: Arrow.Data, texts: string[]): void {
  const bytes = data.values as Uint8Array;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = data.valueOffsets as Int32Array;
  for (let row = 0; row < data.length; row++) {
    texts.push(buffer.toString("utf8", offsets[row] ?? 0, offsets[row + 1] ?? 0));
  }
}
