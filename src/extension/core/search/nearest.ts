/** Finds the known word that a misspelt one most likely stands for. */

const longestWord = 20;

/** The known word nearest to this one: one that begins so, else one of few wrong letters; undefined where none is near. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const sought = word.toLowerCase();
  if (sought.length < 2 || sought.length > longestWord) return undefined;
  const begun = sought.length < 3 ? undefined : known.find((one) => one.startsWith(sought));
  if (begun !== undefined) return begun;
  const allowed = sought.length < 3 ? 0 : sought.length < 6 ? 1 : 2;
  let best: { readonly word: string; readonly edits: number } | undefined;
  for (const one of known) {
    if (one.length < 3 || Math.abs(one.length - sought.length) > allowed) continue;
    const edits = editsBetween(sought, one);
    if (edits <= allowed && (!best || edits < best.edits)) best = { word: one, edits };
  }
  return best?.word;
}

/** Letters changed, added, left out, or swapped with their neighbour. */
function editsBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      now.push(
        Math.min(
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          (last[column] ?? 0) + 1,
          (now[column - 1] ?? 0) + 1,
          isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = now;
  }
  return last[b.length] ?? 0;
}
