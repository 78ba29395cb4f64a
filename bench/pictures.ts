/** Pictures of two megapixels, so that preparing them costs something. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";

/** Writes so many into a folder, each another one. */
export async function drawPictures(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const noise = { type: "gaussian", mean: 100 + i, sigma: 30 } as const;
    await sharp({ create: { width: 1_600, height: 1_200, channels: 3, background: "#888", noise } })
      .jpeg()
      .toFile(path.join(folder, `${i}.jpg`));
  }
}
