/** What a support report may hold of a finding: numbers, yes or no, and words of lists that are known beforehand. */
import type { Reason } from "../../../shared/failures.ts";

/** A text that cannot hold anything private: it can only be made from a closed list or in the form of a version. */
export class SafeWord {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** One of these words; "other" for anything else. */
  static of(text: string | undefined, known: readonly string[]): SafeWord {
    return new SafeWord(text !== undefined && known.includes(text) ? text : "other");
  }

  /** Numbers with dots, and the usual marks of early versions; "other" for anything else: a name could stand in it. */
  static version(text: string | undefined): SafeWord {
    const fits = /^v?\d{1,5}(?:\.\d{1,5}){0,3}(?:[-+.]?(?:alpha|beta|dev|insider|pre|rc)[.-]?\d{0,8})?$/u;
    return new SafeWord(text !== undefined && fits.test(text) ? text : "other");
  }

  toString(): string {
    return this.#text;
  }
}

/** One fact of a finding. */
export type Fact = number | boolean | SafeWord;

/** Facts by their names, which are written in this program. */
export type Facts = Readonly<Record<string, Fact>>;

/** All reasons, as words that can be compared with at run time. */
const reasons: Readonly<Record<Reason, true>> = {
  aborted: true,
  notFound: true,
  unreadable: true,
  undecodable: true,
  tooLarge: true,
  fileChanged: true,
  engineUnreachable: true,
  engineBusy: true,
  engineFailed: true,
  engineRefused: true,
  engineForbidden: true,
  modelMissing: true,
  modelWithoutVision: true,
  modelUnloadable: true,
  outOfMemory: true,
  answerInvalid: true,
  answerTruncated: true,
  imageNotSeen: true,
  timedOut: true,
  folderReadOnly: true,
  folderBusy: true,
  diskFull: true,
  volumeMissing: true,
  writeFailed: true,
  indexUnreadable: true,
  fileReadOnly: true,
  outsideFolder: true,
  severalNames: true,
  formatUnfit: true,
  exiftoolMissing: true,
  nativeCrashed: true,
  catalogUnavailable: true,
  embedderUnavailable: true,
  notTrusted: true,
  invalidCall: true,
  internal: true,
};

/** The reason of a failure: what came over a wire may be any text. */
export function reasonWord(reason: string): SafeWord {
  return SafeWord.of(reason, Object.keys(reasons));
}
