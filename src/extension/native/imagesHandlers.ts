/** The images room from inside: the sharp and tesseract adapters behind the room's protocol. */
import type { Handlers } from "../../shared/calls.ts";
import { SharpImages } from "../adapters/images/sharpImages.ts";
import { sharpVersions } from "../adapters/images/version.ts";
import { TesseractReader } from "../adapters/ocr/tesseractReader.ts";
import { tesseractVersion } from "../adapters/ocr/version.ts";
import type { Log } from "../core/ports.ts";
import { Gate } from "./gate.ts";
import { imagesAtOnce, readingsAtOnce, type ImagesRoom } from "./roomProtocols.ts";

/** Builds the adapters and answers calls with them. */
export function imagesHandlers(log: Log): Handlers<ImagesRoom> {
  const reader = new TesseractReader({ log });
  const images = new SharpImages({ reader, log });
  // a decode whose call was stopped keeps its place until it returns
  const gate = new Gate(imagesAtOnce);
  const readingGate = new Gate(readingsAtOnce);
  return {
    prepare: (request, signal) => gate.run(1, () => images.prepare(request, signal), signal),
    thumbnail: (request, signal) => gate.run(1, () => images.thumbnail(request, signal), signal),
    analyse: (request, signal) => gate.run(1, () => images.analyse(request, signal), signal),
    // a gate of its own: words take long, and the engine's next picture must not wait for them
    readWords: (request, signal) => readingGate.run(1, () => images.readWords(request, signal), signal),
    versions: async () => ({ ...sharpVersions(), "tesseract.js": await tesseractVersion() }),
    close: () => reader.close(),
  };
}
