/** Prepares a picture for OCR: grey, dark on light, letters large enough, no more pixels than reading needs. */
import type { ImageAnalysis } from "../../core/ports.ts";
import { fromPixels, type Pixels } from "./decoder.ts";

/** Below this side no letters fit. */
const minSidePx = 16;
const minWidthPx = 1000;
const maxEnlargement = 3;
/** Reading takes time by area; letters in photos are large, those of screenshots small. */
const maxPhotoSidePx = 1400;
const photoFlat = 0.2;

/** What the preparation depends on. */
export type TextFeatures = Pick<ImageAnalysis["features"], "flat" | "transparent" | "meanLightness">;

/** A grey PNG, or undefined where there cannot be text. */
export async function textPicture(pixels: Pixels, features: TextFeatures): Promise<Uint8Array | undefined> {
  const { width, height } = pixels;
  if (Math.min(width, height) < minSidePx || features.transparent > 0.99) return undefined;
  const scale = scaleFor(Math.max(width, height), width, features.flat);
  const grey = fromPixels(pixels)
    .flatten({ background: features.transparent > 0.2 && features.meanLightness > 0.7 ? "#000" : "#fff" })
    .greyscale()
    .resize({ width: Math.round(width * scale), kernel: "cubic" })
    .normalise();
  const isDark = features.meanLightness < 0.45;
  const upright = isDark ? grey.negate() : grey;
  return upright.png({ compressionLevel: 1 }).toBuffer();
}

function scaleFor(side: number, width: number, flat: number): number {
  if (flat < photoFlat && side > maxPhotoSidePx) return maxPhotoSidePx / side;
  return width < minWidthPx ? Math.min(maxEnlargement, minWidthPx / width) : 1;
}
