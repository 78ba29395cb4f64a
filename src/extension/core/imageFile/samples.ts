/** Takes samples of a picture's data, enough to tell it from every other picture without reading all of a large file. */
import type { Bytes } from "./bytes.ts";
import type { Range } from "./imageParts.ts";

const endBytes = 64 * 1024;
const middleSamples = 14;
const middleBytes = 4 * 1024;

/** Length of all ranges together, and samples of them as if they followed one another: head, tail, and some between. */
export async function samplesOf(
  bytes: Bytes,
  ranges: readonly Range[],
): Promise<{ readonly total: number; readonly samples: readonly Uint8Array[] }> {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const samples: Uint8Array[] = [];
  for (const wanted of placesOf(total)) await take(bytes, ranges, wanted, samples);
  return { total, samples };
}

/** Uncompressed data that was changed in its middle has the same length, head and tail. */
function placesOf(total: number): readonly Range[] {
  if (total <= 2 * endBytes) return [{ at: 0, length: total }];
  const step = Math.floor((total - 2 * endBytes) / (middleSamples + 1));
  const between = Array.from({ length: middleSamples }, (_, i) => ({
    at: endBytes + step * (i + 1),
    length: Math.min(middleBytes, step),
  }));
  return [{ at: 0, length: endBytes }, ...between, { at: total - endBytes, length: endBytes }];
}

async function take(bytes: Bytes, ranges: readonly Range[], wanted: Range, into: Uint8Array[]): Promise<void> {
  let passed = 0;
  for (const { at, length } of ranges) {
    const from = Math.max(wanted.at - passed, 0);
    const to = Math.min(wanted.at + wanted.length - passed, length);
    if (from < to) into.push((await bytes.read(at + from, to - from)).slice());
    passed += length;
    if (passed >= wanted.at + wanted.length) return;
  }
}
