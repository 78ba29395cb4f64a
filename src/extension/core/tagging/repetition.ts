/** Notices a model that runs in circles, so that its answer is cut off at once and not when its budget is spent. */

const maxPeriod = 80;
const windowCharacters = 480;
/** A loop fills this many characters before it counts: tables and rulers in a picture repeat too. */
const loopCharacters = 240;
const whiteSpaceRun = 200;

/** Watches a growing answer; memory does not grow with it. */
export class LoopWatch {
  #tail = "";
  #sinceCheck = 0;
  #found = false;

  /** True once the end of the text has become a loop or a desert of white space. */
  push(chunk: string): boolean {
    this.#tail = (this.#tail + chunk).slice(-windowCharacters);
    this.#sinceCheck += chunk.length;
    if (!this.#found && this.#sinceCheck >= 40) {
      this.#sinceCheck = 0;
      this.#found = endsInLoop(this.#tail, loopCharacters);
    }
    return this.#found;
  }
}

/** True if the end of the text repeats one unit of up to 80 characters, five times at least, over so many characters. */
export function endsInLoop(text: string, characters: number): boolean {
  if (/\s*$/u.exec(text.slice(-whiteSpaceRun))?.[0].length === whiteSpaceRun) return true;
  for (let period = 1; period <= maxPeriod; period++) {
    let equal = 0;
    while (equal < text.length - period && text[text.length - 1 - equal] === text[text.length - 1 - equal - period]) {
      equal++;
    }
    if (equal + period >= Math.max(characters, period * 5)) return true;
  }
  return false;
}

/** True for a sentence that is filler: a few words or signs said over and over. */
export function isFiller(sentence: string): boolean {
  const words = sentence
    .toLowerCase()
    .split(/[\s,.;]+/u)
    .filter(Boolean);
  if (words.length >= 10 && new Set(words).size / words.length < 0.25) return true;
  return endsInLoop(sentence, 40);
}
