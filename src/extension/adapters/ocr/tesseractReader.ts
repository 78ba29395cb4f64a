/** The `TextReader` port with tesseract.js: fully offline, one picture at a time, the thread kept for a while. */
import { ExpectedError, throwIfAborted } from "../../../shared/failures.ts";
import { noText, type ReadText, type TextReader } from "../../core/builtin/textReader.ts";
import type { Log } from "../../core/ports.ts";
import { checkOcrPaths, installedOcrPaths, type OcrPaths } from "./ocrPaths.ts";
import { OcrThread } from "./ocrThread.ts";
import { countLongWords, plausibleText } from "./plausibleText.ts";
import { sureLines } from "./sureLines.ts";

/** Page segmentation "auto": blocks, columns and lines are found; single words without surroundings are not. */
const pageModeAuto = "3";
/** "Sparse text": every word by itself, in no particular order. */
const pageModeSparse = "11";
/** A page of text needs no second reading. */
const manyWords = 120;
const defaultIdleMs = 30_000;
const defaultLimitMs = 40_000;
/** After so many failed starts in a row it is the installation, not chance. */
const maxFailedStarts = 3;

/** Reads the words in pictures. A failure of OCR costs the words, never the picture. */
export class TesseractReader implements TextReader {
  readonly #log: Log;
  readonly #paths: OcrPaths | undefined;
  readonly #idleMs: number;
  readonly #limitMs: number;
  #thread: OcrThread | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #failedStarts = 0;
  /** The end of the queue: each picture waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly log: Log;
    readonly paths?: OcrPaths;
    readonly idleMs?: number;
    readonly limitMs?: number;
  }) {
    this.#log = options.log;
    this.#paths = options.paths;
    this.#idleMs = options.idleMs ?? defaultIdleMs;
    this.#limitMs = options.limitMs ?? defaultLimitMs;
  }

  read(png: Uint8Array, signal: AbortSignal): Promise<ReadText> {
    const turn = this.#last.then(() => this.#readNow(png, signal));
    this.#last = turn.catch(() => {
      // the one who asked is told; the queue goes on
    });
    return turn;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idleTimer);
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  async #readNow(png: Uint8Array, signal: AbortSignal): Promise<ReadText> {
    throwIfAborted(signal);
    clearTimeout(this.#idleTimer);
    try {
      const thread = await this.#ready();
      if (!thread) return noText;
      throwIfAborted(signal);
      return await this.#recognise(thread, png, signal);
    } finally {
      this.#idleTimer = setTimeout(() => void this.close(), this.#idleMs);
      this.#idleTimer.unref();
    }
  }

  /** A stop and the time limit both end the thread: reading cannot be interrupted otherwise. */
  async #recognise(thread: OcrThread, png: Uint8Array, signal: AbortSignal): Promise<ReadText> {
    const end = (): void => void thread.terminate();
    const timer = setTimeout(end, this.#limitMs);
    signal.addEventListener("abort", end, { once: true });
    try {
      const page = await thread.recognise(png, pageModeAuto);
      const scattered = countLongWords(page) >= manyWords ? "" : await thread.recognise(png, pageModeSparse);
      return { ...plausibleText(page, scattered), sureLines: sureLines(page, scattered) };
    } catch (error) {
      if (signal.aborted) throw new ExpectedError("aborted", "Stopped.", { cause: error });
      this.#log.warn(`The text of a picture could not be read: ${messageOf(error)}.`);
      await thread.terminate();
      return noText;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  }

  async #ready(): Promise<OcrThread | undefined> {
    if (this.#thread && !this.#thread.hasEnded) return this.#thread;
    if (this.#failedStarts >= maxFailedStarts) return undefined;
    try {
      const paths = this.#paths ?? installedOcrPaths();
      await checkOcrPaths(paths);
      this.#thread = await OcrThread.start(paths);
      this.#failedStarts = 0;
      return this.#thread;
    } catch (error) {
      this.#failedStarts++;
      this.#log.error("Text in pictures cannot be read: tesseract could not be started.", error);
      return undefined;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
