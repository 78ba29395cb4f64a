/** The port between decoding and OCR: encoded pixels in, plausible words out. */

/** What was read in one picture. */
export interface ReadText {
  /** Words in reading order; lines separated by \n. */
  readonly text: string;
  /** Mean confidence of these words, 0 to 100; 0 where there are none. */
  readonly confidence: number;
  /** Only what is beyond doubt, in reading order: it may stand beside the words of somebody who saw the picture. */
  readonly sureLines: readonly string[];
}

/** Nothing was read. */
export const noText: ReadText = { text: "", confidence: 0, sureLines: [] };

/** Reads the words in a picture. Never rejects for the picture's sake: what cannot be read is no text. */
export interface TextReader {
  /** `png` is prepared for reading: grey, upright, dark text on light ground, letters of a readable size. */
  read(png: Uint8Array, signal: AbortSignal): Promise<ReadText>;
  /** Ends what is kept ready; a later read starts it again. */
  close(): Promise<void>;
}
