/** The `Images` port with sharp: each call decodes its file once and makes everything from that. */
import { throwIfAborted } from "../../../shared/failures.ts";
import type { Facts } from "../../../shared/model.ts";
import { noText, type ReadText, type TextReader } from "../../core/builtin/textReader.ts";
import type {
  ImageAnalysis,
  Images,
  Log,
  PreparedImage,
  PrepareRequest,
  ReadWords,
  ThumbnailOrder,
} from "../../core/ports.ts";
import { decodePixels, fitted, fromFile, fromPixels, openImage, type OpenedImage, type Pixels } from "./decoder.ts";
import { engineJpeg } from "./engineJpeg.ts";
import { imageFacts } from "./imageFacts.ts";
import { decodeFailure } from "./imageFailures.ts";
import { mayHoldWords } from "./letterTraces.ts";
import { colourShares, measureFeatures, measureStructure, measureTone } from "./measure.ts";
import { perceptualHash } from "./perceptualHash.ts";
import { textPicture, type TextFeatures } from "./textPicture.ts";
import { writeThumbnail } from "./thumbnailFile.ts";

/** Small letters of a screenshot are still legible at this size. */
const analysisSidePx = 2000;
const toneSidePx = 128;
const paletteSidePx = 64;
/** Reading needs to know roughly how flat a picture is, and must not keep the engine's next picture waiting. */
const roughRowStep = 8;

/** Decodes and measures images in this process; meant to live in the images room. */
export class SharpImages implements Images {
  readonly #reader: TextReader;
  readonly #log: Log;

  constructor(options: { readonly reader: TextReader; readonly log: Log }) {
    this.#reader = options.reader;
    this.#log = options.log;
  }

  async prepare(request: PrepareRequest, signal: AbortSignal): Promise<PreparedImage> {
    const image = await openImage(request.path, signal);
    const facts = await imageFacts(image);
    const pixels = await decodePixels(image, request.maxSidePx, signal);
    return this.#named(image, async () => {
      const [jpeg, dHash] = await Promise.all([
        engineJpeg(pixels, request.maxSidePx),
        perceptualHash(pixels),
        this.#thumbnailOnTheWay(pixels, request.thumbnail, signal),
      ]);
      throwIfAborted(signal);
      const small = everyNth(pixels, paletteSidePx);
      const features = measureFeatures(pixels, small, small, roughRowStep);
      const colours = colourShares(small);
      return {
        facts,
        ...jpeg,
        dHash,
        features,
        colours,
        ...(request.looksForWords && { mayHoldWords: mayHoldWords(pixels) }),
      };
    });
  }

  async thumbnail(
    request: { readonly path: string } & ThumbnailOrder,
    signal: AbortSignal,
  ): Promise<{ readonly facts: Facts }> {
    const image = await openImage(request.path, signal);
    const facts = await imageFacts(image);
    // in one go: a thumbnail alone needs no pixels in between
    return this.#named(image, async () => {
      await writeThumbnail(fromFile(image, request.sizePx), request, signal);
      return { facts };
    });
  }

  async analyse(
    request: { readonly path: string; readonly ocr: boolean; readonly thumbnail?: ThumbnailOrder },
    signal: AbortSignal,
  ): Promise<ImageAnalysis> {
    const image = await openImage(request.path, signal);
    const facts = await imageFacts(image);
    const pixels = await decodePixels(image, analysisSidePx, signal);
    return this.#named(image, async () => {
      const [tone, palette, dHash] = await Promise.all([
        pick(pixels, toneSidePx),
        pick(pixels, paletteSidePx),
        perceptualHash(pixels),
        this.#thumbnailOnTheWay(pixels, request.thumbnail, signal),
      ]);
      throwIfAborted(signal);
      const features = measureFeatures(pixels, tone, palette, 1);
      const { text, confidence } = request.ocr ? await this.#read(pixels, features, signal) : noText;
      return { facts, dHash, colours: colourShares(tone), features, text, textConfidence: confidence };
    });
  }

  async readWords({ path }: { readonly path: string }, signal: AbortSignal): Promise<ReadWords> {
    const image = await openImage(path, signal);
    const pixels = await decodePixels(image, analysisSidePx, signal);
    return this.#named(image, async () => {
      const features = { ...measureTone(await pick(pixels, toneSidePx)), ...measureStructure(pixels, roughRowStep) };
      return { lines: (await this.#read(pixels, features, signal)).sureLines };
    });
  }

  async #read(pixels: Pixels, features: TextFeatures, signal: AbortSignal): Promise<ReadText> {
    const picture = await textPicture(pixels, features);
    throwIfAborted(signal);
    return picture ? this.#reader.read(picture, signal) : noText;
  }

  /** A thumbnail that cannot be written must not cost the image its tags; the log tells. */
  async #thumbnailOnTheWay(pixels: Pixels, order: ThumbnailOrder | undefined, signal: AbortSignal): Promise<void> {
    if (!order) return;
    try {
      await writeThumbnail(fitted(fromPixels(pixels), order.sizePx), order, signal);
    } catch (error) {
      throwIfAborted(signal);
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }

  /** What fails in the decode or after it is named alike. */
  async #named<T>(image: OpenedImage, make: () => Promise<T>): Promise<T> {
    try {
      return await make();
    } catch (thrown) {
      throw decodeFailure(image.path, thrown);
    }
  }
}

/** A small version with four channels whose pixels are picked, so that no mixed colours appear at edges. */
async function pick(pixels: Pixels, sidePx: number): Promise<Pixels> {
  const { data, info } = await fromPixels(pixels)
    .ensureAlpha()
    .resize({ width: sidePx, height: sidePx, fit: "inside", withoutEnlargement: true, kernel: "nearest" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}

/** As `pick` without a pipeline of its own, for a picture that is on its way to an engine. */
function everyNth({ data, width, height, channels }: Pixels, sidePx: number): Pixels {
  const step = Math.max(1, Math.max(width, height) / sidePx);
  const size = { width: Math.max(1, Math.floor(width / step)), height: Math.max(1, Math.floor(height / step)) };
  const small = Buffer.allocUnsafe(size.width * size.height * channels);
  for (let y = 0, to = 0; y < size.height; y++) {
    const row = Math.min(height - 1, Math.floor((y + 0.5) * step)) * width;
    for (let x = 0; x < size.width; x++, to += channels) {
      const from = (row + Math.min(width - 1, Math.floor((x + 0.5) * step))) * channels;
      data.copy(small, to, from, from + channels);
    }
  }
  return { data: small, ...size, channels };
}
