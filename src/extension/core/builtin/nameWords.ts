/** The words in file and folder names that say something of the picture. */

/** What cameras, programs and people put into names without meaning the picture. */
const empty: ReadonlySet<string> = new Set(
  (
    "img image images imgs photo photos picture pictures pic pics dsc dscn dscf dscn dcim pxl mvimg gopr cimg sam vid wp imag " +
    "copy final new old edit edited untitled unnamed default test tests tmp temp file files draft version scan export exported " +
    "orig original large small medium big thumb thumbnail thumbs full crop cropped resized optimized compressed min max " +
    "png jpg jpeg webp gif avif tiff svg tar src lib dist out build assets asset static public media resources resource res " +
    "content docs doc documents upload uploads download downloads desktop home users user the and for with from von und der die " +
    "das les des del nfc nfd whatsapp signal telegram snapchat"
  ).split(" "),
);
const maxNameWords = 4;
const maxFolderWords = 2;

/** Words of the file's name, and of the two folders that hold it; each once, lower case. */
export interface NameWords {
  readonly file: readonly string[];
  /** The same words as the name has them, with the short ones that join them: "red car at night". */
  readonly phrase: string;
  readonly folder: readonly string[];
}

/** `path` is relative to the library folder, with `/`. */
export function nameWords(path: string): NameWords {
  const parts = path.split("/").filter((part) => part !== "");
  const name = (parts.pop() ?? "").replace(/(?<=.)\.[\p{L}\p{N}]{1,5}$/u, "");
  const pieces = piecesOf(name);
  const file = tellingWords(pieces).slice(0, maxNameWords);
  const folders = parts
    .slice(-2)
    .reverse()
    .flatMap((folder) => tellingWords(piecesOf(folder)));
  const folder = [...new Set(folders)].filter((word) => !file.includes(word)).slice(0, maxFolderWords);
  return { file, phrase: phraseOf(pieces, file), folder };
}

/** From the first to the last telling word; what stands between them stays where it is a short word and no number. */
function phraseOf(pieces: readonly string[], words: readonly string[]): string {
  const first = pieces.indexOf(words[0] ?? "");
  const last = pieces.lastIndexOf(words.at(-1) ?? "");
  const isPart = (piece: string): boolean => words.includes(piece) || /^\p{L}{1,3}$/u.test(piece);
  return first < 0
    ? ""
    : pieces
        .slice(first, last + 1)
        .filter(isPart)
        .join(" ");
}

/** All that stands between separators and changes of case, lower case. */
function piecesOf(name: string): readonly string[] {
  const split = name
    .normalize("NFKC")
    .replace(/(?<=\p{L}\p{Ll})(?=\p{Lu})/gu, " ")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return (split ?? []).map((piece) => piece.replace(/^\p{N}+|\p{N}+$/gu, "").toLowerCase());
}

function tellingWords(pieces: readonly string[]): readonly string[] {
  return [...new Set(pieces.filter(says))];
}

function says(word: string): boolean {
  if (empty.has(word) || !/\p{L}/u.test(word)) return false;
  // ids and hashes are letters and digits mixed; Latin words have three letters and a vowel, other scripts need neither
  if (/\p{L}\p{N}|\p{N}\p{L}/u.test(word)) return false;
  if (!/^[\p{Script=Latin}\p{M}]+$/u.test(word)) return true;
  const isHex = word.length >= 8 && /^[a-f]+$/u.test(word);
  return word.length >= 3 && word.length <= 30 && !isHex && /[aeiouyæœøà-ÿ]/u.test(word);
}
