/** What changed between two texts, word by word, and between two lists of tags. */

/** A piece of a text: in both, only in the one before, or only in the one after. */
export interface Piece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  /** Of words in both: as they stood before, where only the blanks around them differ. */
  readonly before?: string;
}

/** More words than these on one side are not compared one by one: the table would have a million fields. */
const mostWords = 600;

/** The pieces in reading order; whatever is removed stands before what came in its place. Joined by kind they give both texts. */
export function textDifferences(before: string, after: string): readonly Piece[] {
  if (before === after) return before === "" ? [] : [{ kind: "same", text: before }];
  const [from, to] = [wordsOf(before), wordsOf(after)];
  const whole: readonly Piece[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  if (from.length > mostWords || to.length > mostWords) return joined(whole);
  return joined(wordDifferences(from, to));
}

/** Words with the blanks after them, so that nothing of the text is lost. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*?(?=\s|$)|\s+/gu) ?? [];
}

/** By the longest run of words that both have in common. */
function wordDifferences(from: readonly string[], to: readonly string[]): readonly Piece[] {
  const width = to.length + 1;
  const common = new Uint16Array((from.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  const isSame = (row: number, column: number): boolean => from[row]?.trim() === to[column]?.trim();
  for (let row = from.length - 1; row >= 0; row--)
    for (let column = to.length - 1; column >= 0; column--)
      common[row * width + column] = isSame(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
  const pieces: Piece[] = [];
  let [row, column] = [0, 0];
  while (row < from.length || column < to.length) {
    if (row < from.length && column < to.length && isSame(row, column)) {
      pieces.push(samePiece(from[row] ?? "", to[column] ?? ""));
      row++;
      column++;
    } else if (column >= to.length || (row < from.length && at(row + 1, column) >= at(row, column + 1)))
      pieces.push({ kind: "removed", text: from[row++] ?? "" });
    else pieces.push({ kind: "added", text: to[column++] ?? "" });
  }
  return pieces;
}

function samePiece(before: string, text: string): Piece {
  return { kind: "same", text, ...(before !== text && { before }) };
}

function together(left: Piece, right: Piece): Piece {
  const text = left.text + right.text;
  if (left.kind !== "same") return { kind: left.kind, text };
  return samePiece((left.before ?? left.text) + (right.before ?? right.text), text);
}

/** Neighbours of one kind as one piece; without empty ones. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const runs: Piece[] = [];
  for (const piece of pieces.filter(({ text }) => text !== "")) {
    const last = runs.at(-1);
    if (last?.kind === piece.kind) runs[runs.length - 1] = together(last, piece);
    else runs.push(piece);
  }
  return runs;
}

/** Tags of both lists: those of the one after in its order, then those that went. Case alone is a change. */
export function tagDifferences(before: readonly string[], after: readonly string[]): readonly Piece[] {
  const [had, has] = [new Set(before), new Set(after)];
  return [
    ...after.map((text): Piece => ({ kind: had.has(text) ? "same" : "added", text })),
    ...before.filter((tag) => !has.has(tag)).map((text): Piece => ({ kind: "removed", text })),
  ];
}
