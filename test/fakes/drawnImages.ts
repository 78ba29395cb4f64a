/** Pictures that tests draw themselves, and an Images port that hands them out as the images room would. */
import sharp from "sharp";
import { ExpectedError, throwIfAborted } from "../../src/shared/failures.ts";
import type { ImageAnalysis, Images, PreparedImage, ReadWords } from "../../src/extension/core/ports.ts";

/** A picture of two halves; another pair of colours makes another picture. */
export async function drawJpeg(top: string, bottom: string, width = 320, height = 240): Promise<Uint8Array> {
  const lower = { create: { width, height: Math.floor(height / 2), channels: 3 as const, background: bottom } };
  return sharp({ create: { width, height, channels: 3, background: top } })
    .composite([{ input: lower, left: 0, top: Math.ceil(height / 2) }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** Prepares by path from a map of pictures; what is not in it does not exist. */
export class DrawnImages implements Images {
  /** Which paths were prepared, in order? */
  readonly prepared: string[] = [];
  readonly #pictures: ReadonlyMap<string, Uint8Array>;

  constructor(pictures: ReadonlyMap<string, Uint8Array>) {
    this.#pictures = pictures;
  }

  async prepare(
    request: { readonly path: string; readonly maxSidePx: number },
    signal: AbortSignal,
  ): Promise<PreparedImage> {
    throwIfAborted(signal);
    const picture = this.#pictures.get(request.path);
    if (!picture) throw new ExpectedError("notFound", `There is no ${request.path}.`);
    this.prepared.push(request.path);
    const { maxSidePx } = request;
    const fitted = sharp(picture).resize(maxSidePx, maxSidePx, { fit: "inside", withoutEnlargement: true });
    const { data: jpeg, info } = await fitted.jpeg().toBuffer({ resolveWithObject: true });
    const { width, height } = await sharp(picture).metadata();
    const facts = { width, height, format: "jpeg" };
    return { facts, jpeg, jpegWidth: info.width, jpegHeight: info.height, dHash: "0".repeat(16) };
  }

  thumbnail(): Promise<never> {
    return Promise.reject(new ExpectedError("invalidCall", "Drawn pictures have no thumbnails."));
  }

  readWords(): Promise<ReadWords> {
    return Promise.resolve({ lines: [] });
  }

  analyse(): Promise<ImageAnalysis> {
    return Promise.reject(new ExpectedError("invalidCall", "Drawn pictures are not analysed."));
  }
}
