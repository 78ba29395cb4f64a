/** The picture as an engine gets it: JPEG on white, no metadata, and never so narrow that a model's patches do not fit. */
import { fromPixels, type Pixels } from "./decoder.ts";

/** Some vision models crash below 28 pixels a side. */
const minSidePx = 32;
const white = "#ffffff";

/** Encodes the pixels, which fit `maxSidePx` already, as JPEG of quality 85. */
export async function engineJpeg(
  pixels: Pixels,
  maxSidePx: number,
): Promise<{ readonly jpeg: Buffer; readonly jpegWidth: number; readonly jpegHeight: number }> {
  const { width, height } = pixels;
  const flat = fromPixels(pixels).flatten({ background: white });
  if (Math.min(width, height) >= minSidePx) {
    return { jpeg: await flat.jpeg({ quality: 85 }).toBuffer(), jpegWidth: width, jpegHeight: height };
  }
  const scale = Math.max(1, Math.min(minSidePx / Math.min(width, height), maxSidePx / Math.max(width, height)));
  const scaled = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const [right, bottom] = [Math.max(0, minSidePx - scaled.width), Math.max(0, minSidePx - scaled.height)];
  const jpeg = await flat
    .resize({ ...scaled, fit: "fill" })
    .extend({
      left: Math.floor(right / 2),
      right: Math.ceil(right / 2),
      top: Math.floor(bottom / 2),
      bottom: Math.ceil(bottom / 2),
      background: white,
    })
    .jpeg({ quality: 85 })
    .toBuffer();
  return { jpeg, jpegWidth: scaled.width + right, jpegHeight: scaled.height + bottom };
}
