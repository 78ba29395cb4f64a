/** The picture of a chess board after the first moves of a game. */
import { canvas, defs, fade, path, rect, times } from "../drawing.ts";
import type { Drawing } from "../drawing.ts";
import { words } from "../lettering.ts";

/** Outlines of chess pieces on a field of 100 units, standing at (50, 88). */
const pieces: Readonly<Record<string, string>> = {
  pawn: "M50 22a15 15 0 0 1 9 27q12 18 16 39H25q4-21 16-39a15 15 0 0 1 9-27Z",
  rook: "M28 18h11v9h7v-9h8v9h7v-9h11v22l-9 7 4 31h9v10H24V78h9l4-31-9-7Z",
  knight: "M30 88q-2-24 16-36-12 4-20 12l-6-8q8-26 26-36l2-8 10 8q22 12 20 68Z",
  bishop: "M50 12a6 6 0 0 1 5 9q14 12 13 27-1 10-9 15 9 12 14 25H27q5-13 14-25-8-5-9-15-1-15 13-27a6 6 0 0 1 5-9Z",
  queen: "M20 26l14 24 4-32 12 30 12-30 4 32 14-24-8 44 6 18H22l6-18Z",
  king: "M46 8h8v8h8v8h-8v8q22-6 24 12 0 12-12 24l4 20H30l4-20Q22 56 22 44q2-18 24-12v-8h-8v-8h8Z",
};
const lineUp = ["rook", "knight", "bishop", "queen", "king", "bishop", "knight", "rook"];

export function chessBoard(): Drawing {
  const field = 96;
  const piece = (kind: string, column: number, row: number, white: boolean): string =>
    path(
      pieces[kind] ?? "",
      white ? "#fbf5e6" : "#26211f",
      `transform="translate(${66 + column * field} ${62 + row * field}) scale(0.96)" stroke="${white ? "#6b5a44" : "#000000"}" stroke-width="3" stroke-linejoin="round"`,
    );
  return canvas(
    900,
    900,
    defs(fade("frame", "#8a5a34", "#5a371d", [0, 0, 1, 1])),
    rect(0, 0, 900, 900, "#d9d3c8"),
    rect(30, 30, 840, 840, "url(#frame)", 'rx="14"'),
    times(64, (index) =>
      rect(
        66 + (index % 8) * field,
        66 + Math.floor(index / 8) * field,
        field,
        field,
        (index + Math.floor(index / 8)) % 2 ? "#a06a3f" : "#efd9b4",
      ),
    ),
    times(
      8,
      (index) =>
        words("abcdefgh"[index] ?? "", 66 + index * field + field / 2, 862, {
          size: 20,
          weight: 600,
          fill: "#efd9b4",
          anchor: "middle",
        }) +
        words(String(8 - index), 48, 66 + index * field + 55, {
          size: 20,
          weight: 600,
          fill: "#efd9b4",
          anchor: "middle",
        }),
    ),
    times(8, (index) => piece(lineUp[index] ?? "pawn", index, 0, false)),
    [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 3],
      [5, 1],
      [6, 1],
      [7, 1],
    ]
      .map(([column, row]) => piece("pawn", column ?? 0, row ?? 1, false))
      .join(""),
    [
      [0, 6],
      [1, 6],
      [2, 6],
      [3, 6],
      [4, 4],
      [5, 6],
      [6, 6],
      [7, 6],
    ]
      .map(([column, row]) => piece("pawn", column ?? 0, row ?? 6, true))
      .join(""),
    lineUp.map((kind, index) => (index === 6 ? piece("knight", 5, 5, true) : piece(kind, index, 7, true))).join(""),
  );
}
