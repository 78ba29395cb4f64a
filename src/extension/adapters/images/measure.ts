/** Measures of a picture by which kinds of images are told apart; plain arithmetic on decoded pixels. */
import type { ColourName } from "../../../shared/model.ts";
import { colourName } from "../../core/builtin/colourNames.ts";
import type { ImageAnalysis } from "../../core/ports.ts";
import type { Pixels } from "./decoder.ts";

type Features = ImageAnalysis["features"];

/** Below this alpha a pixel is not seen. */
const visibleAlpha = 32;
/** Difference of lightness between neighbours, of 255, that counts as an edge. */
const edgeStep = 40;

/** All measures of a picture, from its pixels and from small versions that were picked and not averaged. */
export function measureFeatures(pixels: Pixels, tone: Pixels, palette: Pixels, rowStep: number): Features {
  return {
    ...measureTone(tone),
    ...measureStructure(pixels, rowStep),
    distinctColours: countColours(palette),
    bands: measureBands(tone),
  };
}

/** Structure at full size: how much of the picture is flat, and how much is edge; of every n-th row where a guess will do. */
export function measureStructure(
  { data, width, height, channels }: Pixels,
  rowStep = 1,
): Pick<Features, "flat" | "edges"> {
  const row = width * channels;
  let [equal, edges] = [0, 0];
  for (let y = 0; y < height - 1; y += rowStep) {
    for (let x = 0; x < width - 1; x++) {
      const at = y * row + x * channels;
      const [right, below] = [at + channels, at + row];
      let same = true;
      for (let c = 0; c < channels; c++) if (data[at + c] !== data[right + c]) same = false;
      if (same) equal++;
      const here = greyAt(data, at);
      const step = Math.max(Math.abs(greyAt(data, right) - here), Math.abs(greyAt(data, below) - here));
      if (step > edgeStep) edges++;
    }
  }
  const count = Math.max(1, (width - 1) * Math.ceil((height - 1) / rowStep));
  return { flat: equal / count, edges: edges / count };
}

/** Light, colour and transparency, from a small version of four channels. */
export function measureTone(
  small: Pixels,
): Pick<Features, "meanLightness" | "lightnessSpread" | "saturation" | "transparent" | "entropy"> {
  const histogram = new Float64Array(256);
  let [seen, sum, squares, saturation] = [0, 0, 0, 0];
  const count = small.width * small.height;
  for (const [red, green, blue] of visiblePixels(small)) {
    const grey = (red * 77 + green * 150 + blue * 29) >> 8;
    histogram[grey] = (histogram[grey] ?? 0) + 1;
    seen++;
    sum += grey;
    squares += grey * grey;
    saturation += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  const total = Math.max(1, seen);
  const mean = seen === 0 ? 255 : sum / total;
  return {
    meanLightness: mean / 255,
    // half the range is the greatest standard deviation there can be
    lightnessSpread: Math.sqrt(Math.max(0, squares / total - (sum / total) ** 2)) / 127.5,
    saturation: saturation / total / 255,
    transparent: 1 - seen / Math.max(1, count),
    entropy: entropyOf(histogram, total),
  };
}

/** A bar has an icon and a few words on it. */
const bandShare = 0.8;

/** Share of rows that are bars: of one colour nearly throughout, other than the picture's commonest. */
function measureBands({ data, width, height, channels }: Pixels): number {
  const overall = new Map<number, number>();
  const bars: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = new Map<number, number>();
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      row.set(colour, (row.get(colour) ?? 0) + 1);
      overall.set(colour, (overall.get(colour) ?? 0) + 1);
    }
    const [colour, count] = commonest(row);
    if (count >= width * bandShare) bars.push(colour);
  }
  const [ground] = commonest(overall);
  return bars.filter((colour) => colour !== ground).length / Math.max(1, height);
}

function commonest(counts: ReadonlyMap<number, number>): readonly [colour: number, count: number] {
  let best: readonly [number, number] = [-1, 0];
  for (const entry of counts) if (entry[1] > best[1]) best = entry;
  return best;
}

/** Distinct colours at 5 bits a channel, from a 64 px version that was picked, not averaged. */
function countColours(small: Pixels): number {
  const found = new Set<number>();
  for (const [red, green, blue] of visiblePixels(small)) {
    found.add(((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3));
  }
  return found.size;
}

/** Share of the visible picture by colour word, largest first. */
export function colourShares(small: Pixels): readonly { readonly name: ColourName; readonly share: number }[] {
  const counts = new Map<ColourName, number>();
  let seen = 0;
  for (const [red, green, blue] of visiblePixels(small)) {
    const name = colourName(red, green, blue);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    seen++;
  }
  return [...counts].map(([name, count]) => ({ name, share: count / seen })).sort((a, b) => b.share - a.share);
}

function* visiblePixels({ data, channels }: Pixels): Generator<readonly [number, number, number]> {
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && (data[at + 3] ?? 255) < visibleAlpha) continue;
    yield [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  }
}

function greyAt(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) * 77 + (data[at + 1] ?? 0) * 150 + (data[at + 2] ?? 0) * 29) >> 8;
}

function entropyOf(histogram: Float64Array, total: number): number {
  let entropy = 0;
  for (const count of histogram) if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  return entropy;
}
