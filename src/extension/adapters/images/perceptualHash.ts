/** dHash: 64 bits, one for each pair of neighbours of a 9 by 8 grey version; alike for a picture and its copies. */
import { fromPixels, type Pixels } from "./decoder.ts";

/** 16 hex digits. */
export async function perceptualHash(pixels: Pixels): Promise<string> {
  const [width, height] = [9, 8];
  const { data, info } = await fromPixels(pixels)
    .flatten({ background: "#fff" })
    .greyscale()
    .resize({ width, height, fit: "fill" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let bits = 0n;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = (y * width + x) * info.channels;
      bits = (bits << 1n) | ((data[at] ?? 0) > (data[at + info.channels] ?? 0) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, "0");
}
