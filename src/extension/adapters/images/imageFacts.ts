/** The technical facts of an opened image: what the header says, joined with what the embedded metadata says. */
import { open } from "node:fs/promises";
import type { Metadata } from "sharp";
import { maxAltCharacters, type Facts } from "../../../shared/model.ts";
import { plainText } from "../../core/builtin/plainText.ts";
import type { OpenedImage } from "./decoder.ts";
import { keywordList } from "../../core/imageFile/metadataValues.ts";
import { readFileMetadata, sidecarNames } from "./fileMetadata.ts";

/** Facts of the image; broken metadata leaves out what it hides and fails nothing. */
export async function imageFacts({ path, metadata }: OpenedImage): Promise<Facts> {
  const frames = metadata.format === "png" ? await framesOfPng(path) : framesOf(metadata);
  return {
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    format: metadata.format === "heif" ? "avif" : metadata.format,
    ...(frames > 1 ? { frames } : {}),
    hasAlpha: metadata.hasAlpha,
    ...(await writtenFacts(path)),
  };
}

const maxCaptionLength = 1000;

/** What other programs wrote, cut to what a sentence or a prompt can take. */
async function writtenFacts(
  path: string,
): Promise<Pick<Facts, "takenAt" | "camera" | "place" | "keywords" | "caption" | "altText">> {
  const written = await readFileMetadata(path, sidecarNames(path), new AbortController().signal);
  const { takenAt, camera, place } = written;
  const keywords = keywordList(written.keywords);
  const caption = plainText(written.caption, maxCaptionLength);
  const altText = plainText(written.altText, maxAltCharacters);
  return {
    ...(takenAt !== undefined && { takenAt }),
    ...(camera !== undefined && { camera }),
    ...(place && { place }),
    ...(keywords.length > 0 && { keywords }),
    ...(caption !== "" && { caption }),
    ...(altText !== "" && { altText }),
  };
}

/** Pages of a TIFF are no frames. */
function framesOf({ format, pages }: Metadata): number {
  return format === "gif" || format === "webp" ? (pages ?? 1) : 1;
}

const pngSignatureBytes = 8;
const headBytes = 4096;

/** libvips decodes the first frame of an animated PNG and does not tell, so the control chunk before the pixels is looked up. */
async function framesOfPng(path: string): Promise<number> {
  const head = Buffer.alloc(headBytes);
  const file = await open(path, "r");
  try {
    await file.read(head, 0, headBytes, 0);
  } finally {
    await file.close();
  }
  let at = pngSignatureBytes;
  while (at + 12 <= headBytes) {
    const type = head.toString("latin1", at + 4, at + 8);
    if (type === "acTL") return head.readUInt32BE(at + 8);
    if (type === "IDAT") return 1;
    at += head.readUInt32BE(at) + 12;
  }
  return 1;
}
