/** Near spellings: how many letters of a word may be wrong, and whether two words differ by no more. */
import { isUnspaced } from "./words.ts";

/** None in short words, which are near too many others, and none in numbers, which are never meant nearly. */
export function allowedEdits(word: string): 0 | 1 | 2 {
  if (word.length < 4 || isUnspaced(word) || /\d/.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/** True where at most so many letters were changed, added, left out, or swapped with their neighbour counting as two. */
export function isWithinEdits(a: string, b: string, edits: number): boolean {
  if (Math.abs(a.length - b.length) > edits) return false;
  let before = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = (before[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      now.push(Math.min(changed, (before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1));
    }
    if (Math.min(...now) > edits) return false;
    before = now;
  }
  return (before[b.length] ?? 0) <= edits;
}

/** A word with each two neighbouring letters swapped, the first letter excepted: the commonest slip of quick fingers. */
export function swapsOf(word: string): string[] {
  if (allowedEdits(word) === 0) return [];
  const swaps = new Set<string>();
  for (let at = 1; at + 1 < word.length; at++)
    swaps.add(word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2));
  swaps.delete(word);
  return [...swaps];
}
