/** Checks of pictures: a small one of our own is decoded, its words are read, and a thumbnail of it is made and read back. */
import { shortBytes } from "../views/displayText.ts";
import type { Images } from "../ports.ts";
import { counted, fault, note, ok, type Found } from "./finding.ts";
import type { Access, ThumbnailSpace } from "./ports.ts";
import type { Check } from "./runChecks.ts";
import { testPicture } from "./testPicture.ts";

/** Writes the test picture into a folder of its own, which is gone afterwards. */
export type WithPicture = <T>(work: (file: string) => Promise<T>) => Promise<T>;

/** What these checks work with. */
export interface PicturesParts {
  readonly images: Pick<Images, "analyse" | "readWords" | "thumbnail">;
  readonly withPicture: WithPicture;
  readonly thumbnails: {
    readonly folder: string;
    readonly access: (signal: AbortSignal) => Promise<Access>;
    readonly measure: (signal: AbortSignal) => Promise<ThumbnailSpace>;
    /** A file that is in nobody's way, and the way to be rid of it. */
    readonly testFile: string;
    readonly remove: (file: string) => Promise<void>;
  };
}

const late = "Restart the program: the process that decodes pictures hangs.";

export function picturesChecks(parts: PicturesParts): readonly Check[] {
  const area = "pictures";
  return [
    { name: "pictures", area, deadlineMs: 60_000, ifLate: late, run: (signal) => decodes(parts, signal) },
    { name: "words", area, deadlineMs: 120_000, ifLate: late, run: (signal) => readsWords(parts, signal) },
    { name: "thumbnails", area, deadlineMs: 60_000, ifLate: late, run: (signal) => keepsThumbnails(parts, signal) },
  ];
}

function decodes({ images, withPicture }: PicturesParts, signal: AbortSignal): Promise<readonly Found[]> {
  return withPicture(async (path) => {
    const { facts } = await images.analyse({ path, ocr: false }, signal);
    return [ok(`Pictures decode (${facts.format}, ${facts.width} × ${facts.height} pixels).`)];
  });
}

/** Reading fails without a word, since it must not cost a picture its tags: so the words themselves are compared. */
function readsWords({ images, withPicture }: PicturesParts, signal: AbortSignal): Promise<readonly Found[]> {
  return withPicture(async (path) => {
    const { text } = await images.analyse({ path, ocr: true }, signal);
    const read = testPicture.words.filter((word) => text.toUpperCase().includes(word)).length;
    const facts = { words: read, of: testPicture.words.length };
    if (read === testPicture.words.length) return [ok("Words in pictures are read.", { facts })];
    if (read > 0)
      return [note(`Of ${testPicture.words.length} words in the test picture ${read} were read.`, { facts })];
    return [
      note("Words in pictures are not read: text recognition does not work.", {
        remedy: "The log says why. If it stays so, install the package again.",
        action: { id: "showLog" },
        facts,
      }),
    ];
  });
}

async function keepsThumbnails(parts: PicturesParts, signal: AbortSignal): Promise<readonly Found[]> {
  const { folder, access, measure, testFile, remove } = parts.thumbnails;
  if ((await access(signal)) !== "writable")
    return [
      fault(`${folder} cannot be written: no thumbnails are made.`, {
        remedy: "Give yourself the right to write there.",
        facts: { writable: false },
      }),
    ];
  const { files, bytes, limitBytes } = await measure(signal);
  const facts = { files, mib: Math.round(bytes / 1024 ** 2), limitMib: Math.round(limitBytes / 1024 ** 2) };
  try {
    await parts.withPicture((path) => parts.images.thumbnail({ path, to: testFile, sizePx: 64 }, signal));
    const { facts: made } = await parts.images.analyse({ path: testFile, ocr: false }, signal);
    if (made.format !== "webp" || made.width > 64)
      return [fault("A thumbnail that was just made reads as something else.", { facts })];
  } finally {
    await remove(testFile);
  }
  const space = `${shortBytes(bytes)} of ${shortBytes(limitBytes)}`;
  const title = `Thumbnails are made and read back; ${counted(files, "file takes", "files take")} ${space}.`;
  if (bytes <= limitBytes * 1.1) return [ok(title, { facts })];
  return [note(title, { detail: "The oldest are removed two minutes after the next start.", facts })];
}
