/** Notices a model that says the same of pictures that differ: it may not see them at all. */
import { cleanLine } from "./cleanText.ts";

const fewestCharacters = 20;
/** Two pictures of the same thing differ by fewer bits of their 64. */
const mostBitsAlike = 16;
/** Answers remembered; a model that does not see repeats itself sooner. */
const mostAnswers = 5_000;

/** The part of an answer by which it is compared. */
interface Said {
  readonly description: string;
  readonly tags: readonly string[];
}

/** What was said in one run, and of which pictures. */
export class SameAnswers {
  /** Of which picture was this said first? The answer's key, then the picture's perceptual hash. */
  readonly #first = new Map<string, string>();

  /** True where this was said before of a picture that looks different; remembers it either way. */
  isDoubtful({ description, tags }: Said, dHash: string): boolean {
    const sentence = cleanLine(description).toLowerCase();
    if (sentence.length < fewestCharacters) return false;
    const key = JSON.stringify([sentence, tags.map((tag) => tag.toLowerCase()).toSorted()]);
    const first = this.#first.get(key);
    if (first !== undefined && differingBits(first, dHash) > mostBitsAlike) {
      // once doubted, the answer stays doubtful for every picture
      this.#first.set(key, "");
      return true;
    }
    if (first === undefined) this.#remember(key, dHash);
    return false;
  }

  #remember(key: string, dHash: string): void {
    for (const oldest of this.#first.keys()) {
      if (this.#first.size < mostAnswers) break;
      this.#first.delete(oldest);
    }
    this.#first.set(key, dHash);
  }
}

/** How many of 64 bits differ, of two hashes of 16 hexadecimal digits; all of them where one is none. */
function differingBits(a: string, b: string): number {
  if (a.length !== 16 || b.length !== 16) return 64;
  let count = 0;
  for (let at = 0; at < 16; at++) {
    let bits = Number.parseInt(a.charAt(at), 16) ^ Number.parseInt(b.charAt(at), 16);
    for (; bits > 0; bits &= bits - 1) count++;
  }
  return count;
}
