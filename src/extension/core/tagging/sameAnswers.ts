/** Notices a model that says the same of pictures that differ: it may not see them at all. */
import { cleanLine } from "./cleanText.ts";

/** A shorter sentence may well be true of two pictures. */
const fewestCharacters = 20;
/** Two pictures of the same thing differ by fewer bits of their 64. */
const mostBitsAlike = 16;
/** The hash of a picture of one colour. */
const nothing = "0".repeat(16);
/** Answers remembered; a model that does not see repeats itself sooner. */
const mostAnswers = 5_000;
/** Pictures remembered of one answer. */
const mostPictures = 8;

/** The part of an answer by which it is compared. */
interface Said {
  readonly description: string;
  readonly tags: readonly string[];
}

/** The picture of which it was said: its perceptual hash and the key of its file. */
interface Picture {
  readonly dHash: string;
  readonly contentKey: string;
}

/** What was said in one run, and of which pictures. */
export class SameAnswers {
  /** Of which pictures was this said? By the answer's key; "doubted" once that was so. */
  readonly #pictures = new Map<string, readonly Picture[] | "doubted">();

  /**
   * True where this was said before of a picture that looks different, or, where sentence or pictures tell less, of two that
   * differ from it and from each other; remembers it either way.
   */
  isDoubtful({ description, tags }: Said, picture: Picture): boolean {
    const sentence = cleanLine(description).toLowerCase();
    const key = JSON.stringify([sentence, tags.map((tag) => tag.toLowerCase()).toSorted()]);
    const pictures = this.#pictures.get(key) ?? [];
    const isDoubtful = pictures === "doubted" || tellsNoneApart(sentence, pictures, picture);
    this.#remember(key, isDoubtful ? "doubted" : [...pictures, picture].slice(0, mostPictures));
    return isDoubtful;
  }

  #remember(key: string, pictures: readonly Picture[] | "doubted"): void {
    for (const oldest of this.#pictures.keys()) {
      if (this.#pictures.size < mostAnswers || this.#pictures.has(key)) break;
      this.#pictures.delete(oldest);
    }
    this.#pictures.set(key, pictures);
  }
}

function tellsNoneApart(sentence: string, before: readonly Picture[], picture: Picture): boolean {
  if (sentence.length >= fewestCharacters && before.some((other) => lookDifferent(other, picture))) return true;
  const others = before.filter((other) => differ(other, picture));
  return others.some((one, at) => others.slice(at + 1).some((other) => differ(one, other)));
}

function lookDifferent(one: Picture, other: Picture): boolean {
  return differingBits(one.dHash, other.dHash) > mostBitsAlike;
}

/** The hash of a plain picture, of whichever colours, says too little to tell it from another: their files do. */
function differ(one: Picture, other: Picture): boolean {
  const arePlain = [one, other].every(({ dHash }) => differingBits(dHash, nothing) <= mostBitsAlike);
  return lookDifferent(one, other) || (arePlain && one.contentKey !== other.contentKey);
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
