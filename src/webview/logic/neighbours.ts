/** Which images stand beside the open one. */
import type { IndexRange } from "./gridLayout.ts";

/** The places around `index` of which `fits` have room, as near to it as the ends allow; none for an image that is in no place. */
export function neighbourRange(index: number, total: number, fits: number): IndexRange {
  if (index < 0 || index >= total || fits < 2) return { first: 0, end: 0 };
  const count = Math.min(fits, total);
  const first = Math.min(Math.max(0, index - Math.floor(count / 2)), total - count);
  return { first, end: first + count };
}
