/** Thumbnails of 12-megapixel JPEGs against vipsthumbnail: same files, size, format and cores. */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { imagesAtOnce } from "../src/extension/native/roomProtocols.ts";
import { openLibrary } from "./library.ts";
import { hasCommand, medianMs, spokenMs, type Benchmark } from "./figures.ts";

const count = 24;
const run = promisify(execFile);

/** Neither side may use more cores: as many processes of one thread as the images room takes images, or as there are cores. */
const processes = Math.min(imagesAtOnce, os.availableParallelism());

/** Same files, size, format and cores. */
export const thumbnails: Benchmark = {
  name: "thumbnails",
  async run(folder) {
    if (!hasCommand("vipsthumbnail"))
      return { skipped: "there is no vipsthumbnail; install it with: apt-get install -y libvips-tools" };
    const root = path.join(folder, "pictures");
    const files = await draw(root);
    const library = openLibrary(root, folder);
    const signal = new AbortController().signal;
    let round = 0;
    try {
      await library.images.thumbnail({ path: files[0] ?? "", to: path.join(folder, "warm.webp"), sizePx: 320 }, signal);
      const [ours = 0, theirs = 0] = await medianMs(
        7,
        async () => {
          const to = path.join(folder, `ours${round++}`);
          await Promise.all(
            files.map((file, i) =>
              library.images.thumbnail({ path: file, to: path.join(to, `${i}.webp`), sizePx: 320 }, signal),
            ),
          );
        },
        async () => {
          const to = path.join(folder, `theirs${round}`);
          await mkdir(to, { recursive: true });
          const shares = Array.from({ length: processes }, (_, share) =>
            files.filter((_file, i) => i % processes === share),
          );
          const options = ["--size", "320", "--rotate", "-o", `${to}/%s.webp[Q=75,effort=2]`];
          await Promise.all(
            shares.map((share) =>
              run("vipsthumbnail", [...share, ...options], { env: { ...process.env, VIPS_CONCURRENCY: "1" } }),
            ),
          );
        },
      );
      return [
        {
          what: "rate of thumbnails (320 px, webp) as a multiple of vipsthumbnail's",
          ratio: theirs / ours,
          against: `${count} JPEGs of 12 Mpx in ${spokenMs(ours)} against ${spokenMs(theirs)}, ${processes} processes there, ${imagesAtOnce} images in work here`,
          goal: "at least 1.3",
          isMet: theirs / ours >= 1.3,
        },
      ];
    } finally {
      await library.close();
    }
  },
};

/** Noise over slow waves: compresses like a photo. */
async function draw(root: string): Promise<readonly string[]> {
  await mkdir(root, { recursive: true });
  const files: string[] = [];
  for (let i = 0; i < count; i++) {
    const file = path.join(root, `${i}.jpg`);
    const small = await sharp({
      create: {
        width: 400,
        height: 300,
        channels: 3,
        background: "#888",
        noise: { type: "gaussian", mean: 128, sigma: 40 },
      },
    })
      .blur(2)
      .png()
      .toBuffer();
    await sharp(small).resize(4_000, 3_000).jpeg({ quality: 88, chromaSubsampling: "4:2:0" }).toFile(file);
    files.push(file);
  }
  return files;
}
