/** A text in pieces, of which those that a search looked for are marked; and the stretch of a long text around the first of them. */
import type { TextRange } from "../../shared/model.ts";
import { safeText } from "./safeText.ts";

/** A piece as it can be shown. */
export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Characters of context before the first mark. */
const contextBefore = 24;

/** The text in order, without empty pieces; ranges that do not lie in it are left out. */
export function markedPieces(text: string, ranges: readonly TextRange[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, isMarked: boolean): void => {
    if (to > from) pieces.push({ text: safeText(text.slice(from, to)), isMarked });
  };
  let at = 0;
  for (const range of ranges) {
    const end = range.at + range.length;
    if (range.at < at || range.length <= 0 || end > text.length) continue;
    add(at, range.at, false);
    add(range.at, end, true);
    at = end;
  }
  add(at, text.length, false);
  return pieces;
}

/** The pieces from shortly before the first mark on, so that it is seen in a line that is cut at its end. */
export function snippetPieces(text: string, ranges: readonly TextRange[]): readonly Piece[] {
  const first = ranges[0]?.at ?? 0;
  if (first <= contextBefore) return markedPieces(text, ranges);
  const blank = text.lastIndexOf(" ", first - contextBefore);
  const from = blank < 0 ? first : blank + 1;
  const rest = ranges.map(({ at, length }) => ({ at: at - from, length }));
  return [{ text: "…", isMarked: false }, ...markedPieces(text.slice(from), rest)];
}
