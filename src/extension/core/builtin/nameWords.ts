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
  readonly folder: readonly string[];
}

/** `path` is relative to the library folder, with `/`. */
export function nameWords(path: string): NameWords {
  const parts = path.split("/").filter((part) => part !== "");
  const name = (parts.pop() ?? "").replace(/(?<=.)\.[\p{L}\p{N}]{1,5}$/u, "");
  const file = wordsIn(name).slice(0, maxNameWords);
  const folders = parts.slice(-2).reverse().flatMap(wordsIn);
  const folder = [...new Set(folders)].filter((word) => !file.includes(word)).slice(0, maxFolderWords);
  return { file, folder };
}

function wordsIn(name: string): readonly string[] {
  const split = name
    .normalize("NFKC")
    .replace(/(?<=\p{L}\p{Ll})(?=\p{Lu})/gu, " ")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  const words = (split ?? []).map((word) => word.replace(/^\p{N}+|\p{N}+$/gu, "").toLowerCase()).filter(says);
  return [...new Set(words)];
}

function says(word: string): boolean {
  if (empty.has(word) || !/\p{L}/u.test(word)) return false;
  // ids and hashes are letters and digits mixed; Latin words have three letters and a vowel, other scripts need neither
  if (/\p{L}\p{N}|\p{N}\p{L}/u.test(word)) return false;
  if (!/^[\p{Script=Latin}\p{M}]+$/u.test(word)) return true;
  const isHex = word.length >= 8 && /^[a-f]+$/u.test(word);
  return word.length >= 3 && word.length <= 30 && !isHex && /[aeiouyæœøà-ÿ]/u.test(word);
}
