/** Prepares a picture for OCR: grey, dark on light, letters large enough, no more pixels than reading needs. */
import type { ImageAnalysis } from "../../core/ports.ts";
import sharp from "sharp";
import { fromPixels, type Pixels } from "./decoder.ts";

/** Below this side no letters fit. */
const minSidePx = 16;
const minWidthPx = 1000;
const maxEnlargement = 3;
/** Reading takes time by area; letters in photos are large, those of screenshots small. */
const maxPhotoSidePx = 1400;
const photoFlat = 0.2;
/** Pale print on a large ground is less than a hundredth: stretching the ground alone would tear it. */
const minRange = 8;

/** What the preparation depends on. */
export type TextFeatures = Pick<ImageAnalysis["features"], "flat" | "transparent" | "meanLightness">;

/** A grey PNG, or undefined where there cannot be text. */
export async function textPicture(pixels: Pixels, features: TextFeatures): Promise<Uint8Array | undefined> {
  const { width, height } = pixels;
  if (Math.min(width, height) < minSidePx || features.transparent > 0.99) return undefined;
  const scale = scaleFor(Math.max(width, height), width, features.flat);
  const { data, info } = await fromPixels(pixels)
    .flatten({ background: features.transparent > 0.2 && features.meanLightness > 0.7 ? "#000" : "#fff" })
    .greyscale()
    .resize({ width: Math.round(width * scale), kernel: "cubic" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  stretch(data, features.meanLightness < 0.45);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** The darkest and the lightest hundredth become black and white, or the other way round; sharp's own stretch takes ten times as long. */
function stretch(grey: Uint8Array, isDark: boolean): void {
  const counts = new Uint32Array(256);
  for (const lightness of grey) counts[lightness] = (counts[lightness] ?? 0) + 1;
  const few = grey.length / 100;
  const darkest = lightnessBelow(counts, few);
  const lightest = lightnessBelow(counts, grey.length - few);
  const range = lightest - darkest;
  const mapped = Uint8ClampedArray.from(counts, (_, lightness) => {
    const stretched = range < minRange ? lightness : ((lightness - darkest) * 255) / range;
    return isDark ? 255 - stretched : stretched;
  });
  for (let at = 0; at < grey.length; at++) grey[at] = mapped[grey[at] ?? 0] ?? 0;
}

/** The lightness below which so many pixels lie. */
function lightnessBelow(counts: Uint32Array, wanted: number): number {
  let below = 0;
  const found = counts.findIndex((count) => (below += count) > wanted);
  return found === -1 ? 255 : found;
}

function scaleFor(side: number, width: number, flat: number): number {
  if (flat < photoFlat && side > maxPhotoSidePx) return maxPhotoSidePx / side;
  return width < minWidthPx ? Math.min(maxEnlargement, minWidthPx / width) : 1;
}
