/** Tells cheaply whether words may stand in a picture: rows of thin strokes on an even ground, as lines of letters leave them. */
import type { Pixels } from "./decoder.ts";

/** Letters of small print, once the picture is fitted for an engine, are about as high as a cell. */
const cellPx = 8;
/** Rows of cells overlap, so that a line of letters lies well within one of them wherever it stands. */
const rowStepPx = 4;
/** Difference of lightness, of 255, with which a stroke begins and ends. Pale print has little more. */
const strokeStep = 24;
const widestStrokePx = 6;
/** A cell of letters has several strokes and still some ground between them. */
const minStrokes = 3;
const quietStep = 6;
const minQuiet = 12;
/** A word of three letters or so; gaps between words are one cell. */
const minCells = 4;
/** Letters stand on paper, on a wall, on a screen: leaves and gravel have no ground of one lightness. Noise has, but on both sides of it. */
const minGround = 0.5;
const groundSpread = 24;
const oneSided = 0.8;
/** Cells of letters in all; fewer are a fence or a grille more often than words. */
const minInAll = 20;

/** One lightness per pixel. */
interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * True where reading is worth its time. Tuned on 227 pictures: it holds for all with small print that OCR reads with certainty
 * (33 of 34; the other has a title in large letters alone, which no model misses), and for 57 of the other 193, most of them
 * photos with gravel, fences or flower beds.
 */
export function mayHoldWords(pixels: Pixels): boolean {
  const grey = greyOnWhite(pixels);
  let cells = 0;
  for (let top = 0; top + cellPx <= grey.height; top += rowStepPx) {
    cells += cellsOfLetters(grey, top);
    if (cells >= minInAll) return true;
  }
  return false;
}

/** In one row, counting those that make a run. */
function cellsOfLetters(grey: Grey, top: number): number {
  let [found, begin, cells, gap] = [0, 0, 0, 0];
  const end = (x: number): void => {
    if (cells >= minCells && hasGround(grey, top, begin, x)) found += cells;
    cells = 0;
  };
  for (let x = 0; x + cellPx <= grey.width; x += cellPx) {
    if (isCellOfLetters(grey, top, x)) {
      if (cells === 0) begin = x;
      cells++;
      gap = 0;
    } else if (cells > 0 && ++gap > 1) end(x);
  }
  end(grey.width - (grey.width % cellPx));
  return found;
}

/** A stroke is a step of lightness with the opposite step close behind. */
function isCellOfLetters({ data, width }: Grey, top: number, left: number): boolean {
  let [strokes, quiet] = [0, 0];
  // the last stroke may end a little outside of the cell
  const right = Math.min(width - 1, left + cellPx + cellPx / 2);
  for (let y = top; y < top + cellPx; y++) {
    let [direction, since] = [0, 0];
    for (let x = left; x < right; x++) {
      const step = (data[y * width + x + 1] ?? 0) - (data[y * width + x] ?? 0);
      if (Math.abs(step) <= quietStep && x < left + cellPx) quiet++;
      if (Math.abs(step) < strokeStep) continue;
      if (direction === -Math.sign(step) && x - since <= widestStrokePx) {
        strokes++;
        direction = 0;
      } else [direction, since] = [Math.sign(step), x];
    }
  }
  return strokes >= minStrokes && quiet >= minQuiet;
}

/** True where one lightness is the ground and nearly all the rest lies on one side of it: ink on paper, or light on dark. */
function hasGround({ data, width }: Grey, top: number, from: number, to: number): boolean {
  const counts = new Uint32Array(256);
  for (let y = top; y < top + cellPx; y++) {
    for (let x = from; x < to; x++) {
      const lightness = data[y * width + x] ?? 0;
      counts[lightness] = (counts[lightness] ?? 0) + 1;
    }
  }
  let [within, below] = [0, 0];
  let ground = { share: 0, darker: 0 };
  const all = Math.max(1, (to - from) * cellPx);
  for (let lightness = 0; lightness < 256; lightness++) {
    const left = counts[lightness - groundSpread] ?? 0;
    within += (counts[lightness] ?? 0) - left;
    below += left;
    if (within / all > ground.share) ground = { share: within / all, darker: below / all };
  }
  const rest = 1 - ground.share;
  return ground.share >= minGround && Math.max(ground.darker, rest - ground.darker) >= rest * oneSided;
}

function greyOnWhite({ data, width, height, channels }: Pixels): Grey {
  const grey = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < grey.length; i++, at += channels) {
    const lightness = ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29) >> 8;
    const alpha = channels === 4 ? (data[at + 3] ?? 255) : 255;
    grey[i] = alpha === 255 ? lightness : 255 + Math.round(((lightness - 255) * alpha) / 255);
  }
  return { data: grey, width, height };
}
