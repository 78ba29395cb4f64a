/** Lets OCR read pictures behind the engine's back, of a bounded number at a time, so that a slow reading costs no time of a model. */
import { failureOf, throwIfAborted } from "../../../shared/failures.ts";
import type { Images, Log, ReadWords, WordReading } from "../ports.ts";

/** All answers to that. */
export const whenToRead = ["auto", "always", "never"] as const;
/** When the words of a picture are read beside a model's look: where there may be any, of every picture, never. */
export type WhenToRead = (typeof whenToRead)[number];

/** How many pictures may wait for their words; each is held in memory and shown as being at work. */
const usualMost = 32;
const noWords: ReadWords = { lines: [] };

/** The readings of one engine. */
export class WordReadings {
  readonly #images: Pick<Images, "readWords">;
  readonly #log: Log | undefined;
  readonly #most: number;
  /** Who waits for a place? */
  readonly #waiting: (() => void)[] = [];
  #going = 0;

  constructor(options: {
    readonly images: Pick<Images, "readWords">;
    readonly log?: Log | undefined;
    readonly most?: number;
  }) {
    this.#images = options.images;
    this.#log = options.log;
    this.#most = options.most ?? usualMost;
  }

  /** Starts a reading, as soon as there is a place for it. Rejects at a stop; the reading itself never does. */
  async begin(path: string, signal: AbortSignal): Promise<WordReading> {
    await this.#place(signal);
    const reading: { words: ReadWords | undefined; readonly ended: Promise<ReadWords | undefined> } = {
      words: undefined,
      ended: this.#read(path, signal).then((words) => (reading.words = words)),
    };
    return reading;
  }

  async #place(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    while (this.#going >= this.#most) {
      // readings end at a stop, so this wait does too
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      throwIfAborted(signal);
    }
    this.#going++;
  }

  async #read(path: string, signal: AbortSignal): Promise<ReadWords | undefined> {
    try {
      return await this.#images.readWords({ path }, signal);
    } catch (thrown) {
      if (signal.aborted) return undefined;
      this.#log?.warn(`The words of a picture could not be read: ${failureOf(thrown).message}`);
      return noWords;
    } finally {
      this.#going--;
      this.#waiting.shift()?.();
    }
  }
}
