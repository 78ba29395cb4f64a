/** Opens image files with sharp, hardened: only known loaders, bounded pixels and time, damaged files refused by name. */
import { access, constants, stat } from "node:fs/promises";
import sharp, { type Metadata, type Sharp } from "sharp";
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { decodeFailure, fileFailure } from "./imageFailures.ts";

sharp.concurrency(1);
sharp.cache({ memory: 50, files: 0, items: 50 });
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif", "Tiff", "Svg"].map((loader) => `VipsForeignLoad${loader}`),
});

const decodeLimitSeconds = 30;
/** An SVG is drawn at the size that is asked for; beyond this density only the file's own faults grow. */
const maxDensity = 2400;
const svgDensity = 72;

/** An image whose header was read. */
export interface OpenedImage {
  readonly path: string;
  readonly metadata: Metadata;
}

/** Decoded pixels, oriented, sRGB, 8 bits a channel; 3 channels, or 4 with straight alpha. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Checks the file and reads its header. Fails with notFound, unreadable, undecodable or tooLarge. */
export async function openImage(path: string, signal: AbortSignal): Promise<OpenedImage> {
  throwIfAborted(signal);
  await checkFile(path);
  try {
    const metadata = await sharp(path, decodeOptions()).metadata();
    throwIfAborted(signal);
    return { path, metadata };
  } catch (thrown) {
    throw decodeFailure(path, thrown);
  }
}

/** A pipeline that decodes the first frame, fitted inside a square of `maxSidePx`, never enlarged (but an SVG is drawn to fit). */
export function fromFile({ path, metadata }: OpenedImage, maxSidePx: number): Sharp {
  const density = metadata.format === "svg" ? { density: densityFor(metadata, maxSidePx) } : {};
  const opened = sharp(path, { ...decodeOptions(), ...density })
    .timeout({ seconds: decodeLimitSeconds })
    .autoOrient();
  return fitted(opened, maxSidePx).toColourspace("srgb");
}

/** Decodes the pixels from which several things are made. */
export async function decodePixels(image: OpenedImage, maxSidePx: number, signal: AbortSignal): Promise<Pixels> {
  throwIfAborted(signal);
  const { metadata, path } = image;
  try {
    const decoding = fromFile(image, maxSidePx);
    const { data, info } = await (metadata.hasAlpha ? decoding.ensureAlpha() : decoding.removeAlpha())
      .raw()
      .toBuffer({ resolveWithObject: true });
    throwIfAborted(signal);
    return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
  } catch (thrown) {
    throw decodeFailure(path, thrown);
  }
}

/** A pipeline that starts from decoded pixels. */
export function fromPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } }).timeout({ seconds: decodeLimitSeconds });
}

/** Fits a pipeline inside a square; never enlarges. */
export function fitted(pipeline: Sharp, sidePx: number): Sharp {
  return pipeline.resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true });
}

function decodeOptions(): { failOn: "error"; sequentialRead: boolean } {
  return { failOn: "error", sequentialRead: true };
}

function densityFor({ width, height }: Metadata, maxSidePx: number): number {
  const density = (svgDensity * maxSidePx) / Math.max(width, height, 1);
  return Math.min(Math.max(density, 1), maxDensity);
}

/** A pipe or a device would hang or never end, so only regular files are opened. */
async function checkFile(path: string): Promise<void> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw new ExpectedError("undecodable", fileFailure.notAFile(path));
    if (stats.size === 0) throw new ExpectedError("undecodable", fileFailure.empty(path));
    await access(path, constants.R_OK);
  } catch (thrown) {
    throw fileFailure.from(path, thrown);
  }
}
