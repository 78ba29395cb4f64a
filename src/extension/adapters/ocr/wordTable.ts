/** Reads tesseract's table (TSV) into lines of words with their boxes. */

/** A word as it was read; the box in pixels of the prepared picture. */
export interface Word {
  readonly text: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One line of words, left to right. */
export type Line = readonly Word[];

/** The lines in tesseract's reading order. Rows of level 5 are words; page, block, paragraph and line number them. */
export function linesOf(table: string): readonly Line[] {
  const lines = new Map<string, Word[]>();
  for (const row of table.split("\n")) {
    const columns = row.split("\t");
    const text = (columns[11] ?? "").trim();
    if (columns[0] !== "5" || text === "") continue;
    const key = columns.slice(1, 5).join(".");
    const line = lines.get(key) ?? [];
    line.push(wordOf(columns.map(Number), text));
    lines.set(key, line);
  }
  return [...lines.values()];
}

function wordOf(columns: readonly number[], text: string): Word {
  const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = columns.slice(6, 11);
  return { text, confidence, left, top, right: left + width, bottom: top + height };
}

/** True where one box covers a good part of the other. */
export function overlaps(a: Word, b: Word): boolean {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return false;
  const smaller = Math.min((a.right - a.left) * (a.bottom - a.top), (b.right - b.left) * (b.bottom - b.top));
  return width * height > smaller * 0.3;
}

/** Puts a line in where it stands: before the first one that begins below it. */
export function insertLine(lines: Line[], line: Line): void {
  const bottom = Math.max(...line.map((word) => word.bottom));
  const at = lines.findIndex((other) => Math.min(...other.map((word) => word.top)) >= bottom);
  lines.splice(at === -1 ? lines.length : at, 0, line);
}
