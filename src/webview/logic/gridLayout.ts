/** Where every card and folder header of a virtualised grid stands, computed without any DOM. */
import type { GridSection } from "../../shared/protocol.ts";

/** Sizes in CSS pixels from which the whole layout follows. */
export interface GridMetrics {
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  /** Height of a folder header; headers stand only where there are sections. */
  readonly headerHeight: number;
}

/** A section with its place: `first` is the index of its first card. */
export interface PlacedSection extends GridSection {
  readonly first: number;
  readonly top: number;
  readonly height: number;
}

/** Indices from `first` up to but without `end`. */
export interface IndexRange {
  readonly first: number;
  readonly end: number;
}

export interface Rect {
  readonly left: number;
  readonly top: number;
}

export type Move = "left" | "right" | "up" | "down" | "pageUp" | "pageDown" | "home" | "end";

/** Chromium lays out nothing beyond 2^25 pixels; cards shrink before the canvas grows to that. */
const maxCanvasHeight = 30_000_000;
/** Height of a result row: the card's styles place three lines in it. */
export const resultRowHeight = 76;
const captionHeight = 18;
const cardGap = 8;

/** What a card says below its name: nothing, why it was found, or what copies differ in. */
type CardWords = "none" | "reasons" | "copies";
const wordsHeight: Readonly<Record<CardWords, number>> = { none: 0, reasons: 38, copies: 52 };

/** Metrics of cards with at least this width that fill the line, with room for their words. */
export function cardMetrics(width: number, size: number, total: number, words: CardWords): GridMetrics {
  const usable = Math.max(width, 48);
  const caption = captionHeight + wordsHeight[words];
  for (let minWidth = Math.min(size, usable); ; minWidth *= 0.8) {
    const columns = Math.max(1, Math.floor((usable + cardGap) / (minWidth + cardGap)));
    const cellWidth = Math.floor((usable - cardGap * (columns - 1)) / columns);
    const cellHeight = cellWidth + caption;
    const height = Math.ceil(total / columns) * (cellHeight + cardGap);
    if (height <= maxCanvasHeight || minWidth < 32) {
      return { columns, cellWidth, cellHeight, gap: cardGap, headerHeight: 30 };
    }
  }
}

/** Metrics of a list with one row per result. */
export function rowMetrics(width: number, rowHeight: number): GridMetrics {
  return { columns: 1, cellWidth: Math.max(width, 48), cellHeight: rowHeight, gap: 0, headerHeight: 0 };
}

/** The layout of one state of the grid; immutable, cheap to make anew for each change. */
export class GridLayout {
  readonly metrics: GridMetrics;
  readonly total: number;
  readonly height: number;
  /** Which sections are there, in order, without gaps? One without a name where the grid has no folders. */
  readonly #sections: readonly PlacedSection[];

  constructor(sections: readonly GridSection[], total: number, metrics: GridMetrics) {
    this.metrics = metrics;
    this.total = total;
    const counted = sections.reduce((sum, section) => sum + section.count, 0);
    // sections that do not add up belong to another revision; a flat grid is right then, if plain
    const shown = sections.length > 0 && counted === total ? sections : [{ folder: "", count: total }];
    this.#headerHeight = shown === sections ? metrics.headerHeight : 0;
    const placed: PlacedSection[] = [];
    let top = 0;
    let first = 0;
    for (const { folder, count } of shown) {
      if (count === 0) continue;
      const height = this.#headerHeight + this.#rows(count) * this.#rowHeight;
      placed.push({ folder, count, first, top, height });
      top += height;
      first += count;
    }
    this.#sections = placed;
    this.height = top;
  }

  readonly #headerHeight: number;

  /** True where folder headers are shown. */
  get hasHeaders(): boolean {
    return this.#headerHeight > 0;
  }

  /** Top left corner of a card. */
  rectOf(index: number): Rect {
    const section = this.#sectionOf(index);
    if (!section) return { left: 0, top: 0 };
    const row = Math.floor((index - section.first) / this.metrics.columns);
    return {
      left: ((index - section.first) % this.metrics.columns) * (this.metrics.cellWidth + this.metrics.gap),
      top: section.top + this.#headerHeight + row * this.#rowHeight,
    };
  }

  /** Cards that touch this stretch of the canvas. */
  rangeIn(top: number, bottom: number): IndexRange {
    const sections = this.sectionsIn(top, bottom);
    const head = sections[0];
    const tail = sections.at(-1);
    if (!head || !tail) return { first: 0, end: 0 };
    const { columns } = this.metrics;
    const rowAt = (section: PlacedSection, y: number): number =>
      (y - section.top - this.#headerHeight) / this.#rowHeight;
    const firstRow = Math.max(0, Math.floor(rowAt(head, top)));
    const endRow = Math.max(0, Math.ceil(rowAt(tail, bottom)));
    const first = Math.min(head.first + firstRow * columns, head.first + head.count);
    const end = Math.min(tail.first + endRow * columns, tail.first + tail.count);
    return { first, end: Math.max(first, end) };
  }

  /** Sections that touch this stretch of the canvas. */
  sectionsIn(top: number, bottom: number): readonly PlacedSection[] {
    let index = this.#search((section) => section.top + section.height > top);
    const found: PlacedSection[] = [];
    for (let section = this.#sections[index]; section && section.top < bottom; section = this.#sections[++index]) {
      found.push(section);
    }
    return found;
  }

  /** The card that a key leads to; the column is kept across folder headers. */
  move(index: number, move: Move, pageHeight: number): number {
    const last = this.total - 1;
    if (last < 0) return -1;
    switch (move) {
      case "left":
        return Math.max(0, index - 1);
      case "right":
        return Math.min(last, index + 1);
      case "home":
        return 0;
      case "end":
        return last;
      case "up":
        return this.#moveRows(index, -1);
      case "down":
        return this.#moveRows(index, 1);
      case "pageUp":
      case "pageDown": {
        const rows = Math.max(1, Math.floor(pageHeight / this.#rowHeight) - 1);
        return this.#moveRows(index, move === "pageUp" ? -rows : rows);
      }
    }
  }

  /** The scroll position that shows a card whole, as near to the present one as can be. */
  scrollFor(index: number, scrollTop: number, viewHeight: number): number {
    const { top } = this.rectOf(index);
    const above = top - this.#headerHeight - this.metrics.gap;
    const below = top + this.metrics.cellHeight + this.metrics.gap - viewHeight;
    if (scrollTop > above) return Math.max(0, above);
    return Math.max(scrollTop, below, 0);
  }

  get #rowHeight(): number {
    return this.metrics.cellHeight + this.metrics.gap;
  }

  #rows(count: number): number {
    return Math.ceil(count / this.metrics.columns);
  }

  #moveRows(index: number, rows: number): number {
    const { columns } = this.metrics;
    let section = this.#sectionOf(index);
    if (!section) return 0;
    const column = (index - section.first) % columns;
    let row = Math.floor((index - section.first) / columns) + rows;
    let at = this.#sections.indexOf(section);
    while (row < 0 && at > 0) {
      section = this.#sections[--at] ?? section;
      row += this.#rows(section.count);
    }
    while (row >= this.#rows(section.count) && at < this.#sections.length - 1) {
      row -= this.#rows(section.count);
      section = this.#sections[++at] ?? section;
    }
    if (row < 0) return rows === -1 ? index : column;
    if (row >= this.#rows(section.count)) {
      const lastRowStart = section.first + (this.#rows(section.count) - 1) * columns;
      return index >= lastRowStart ? index : Math.min(lastRowStart + column, this.total - 1);
    }
    return Math.min(section.first + row * columns + column, section.first + section.count - 1);
  }

  #sectionOf(index: number): PlacedSection | undefined {
    return this.#sections[this.#search((section) => section.first + section.count > index)];
  }

  /** First section for which this holds; it must hold for all that follow. */
  #search(holds: (section: PlacedSection) => boolean): number {
    let low = 0;
    let high = this.#sections.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const section = this.#sections[middle];
      if (section && holds(section)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
