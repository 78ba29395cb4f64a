/** Notices a model that says the same of pictures that differ: it may not see them at all. */
import { cleanLine } from "./cleanText.ts";

const fewestCharacters = 20;
/** Two pictures of the same thing differ by fewer bits of their 64. */
const mostBitsAlike = 16;
/** Answers remembered; a model that does not see repeats itself sooner. */
const mostAnswers = 5_000;
/** Pictures remembered of one answer. */
const mostPictures = 8;

/** The part of an answer by which it is compared. */
interface Said {
  readonly description: string;
  readonly tags: readonly string[];
}

/** What was said in one run, and of which pictures. */
export class SameAnswers {
  /** Of which pictures was this said? By the answer's key their perceptual hashes; "doubted" once two of them differed. */
  readonly #pictures = new Map<string, readonly string[] | "doubted">();

  /** True where this was said before of a picture that looks different; remembers it either way. */
  isDoubtful({ description, tags }: Said, dHash: string): boolean {
    const sentence = cleanLine(description).toLowerCase();
    if (sentence.length < fewestCharacters) return false;
    const key = JSON.stringify([sentence, tags.map((tag) => tag.toLowerCase()).toSorted()]);
    const pictures = this.#pictures.get(key) ?? [];
    const isDoubtful = pictures === "doubted" || pictures.some((other) => differingBits(other, dHash) > mostBitsAlike);
    this.#remember(key, isDoubtful ? "doubted" : [...pictures, dHash].slice(0, mostPictures));
    return isDoubtful;
  }

  #remember(key: string, pictures: readonly string[] | "doubted"): void {
    for (const oldest of this.#pictures.keys()) {
      if (this.#pictures.size < mostAnswers || this.#pictures.has(key)) break;
      this.#pictures.delete(oldest);
    }
    this.#pictures.set(key, pictures);
  }
}

/** How many of 64 bits differ, of two hashes of 16 hexadecimal digits. */
function differingBits(a: string, b: string): number {
  let count = 0;
  for (let at = 0; at < 16; at++) {
    let bits = Number.parseInt(a.charAt(at), 16) ^ Number.parseInt(b.charAt(at), 16);
    for (; bits > 0; bits &= bits - 1) count++;
  }
  return count;
}
