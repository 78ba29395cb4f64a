/** How text becomes words: folding, cutting into words, stems. Index, query and reasons all use this one way, so that they agree. */
import { fileNameOf } from "../paths.ts";
import { languageRules, type SearchLanguage } from "./languages.ts";

/** Letters that Unicode does not take apart into a base letter and an accent. */
const foldedLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};
// eslint-disable-next-line no-control-regex -- the test is for ASCII as a whole
const ascii = /^[\x00-\x7f]*$/;
/** Words longer than this are cut: the index would drop them. */
const maxWordLength = 60;
const asciiWords = /[a-z0-9]+(?:'[a-z]+)*/g;
const anyWords = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\p{Extended_Pictographic}/gu;
/** Scripts that put no spaces between words; ICU's dictionaries cut these. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** Text without case, accents and compatibility forms: "Café" and "CAFE" become "cafe". */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => foldedLetters[letter] ?? letter);
}

/** Folded text with single spaces, for comparing whole tags and looking for parts of texts. All quotes are one: a query cannot hold some. */
export function keyOf(text: string): string {
  return fold(text)
    .replace(/["“”„«»「」『』‘’`´]/gu, "'")
    .replace(/\s+/g, " ")
    .trim();
}

/** The folded words of a text, in order, unstemmed. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  if (ascii.test(folded)) return (folded.match(asciiWords) ?? []).map(tidy);
  const words: string[] = [];
  for (const word of folded.match(anyWords) ?? []) {
    if (!unspaced.test(word)) words.push(tidy(word));
    else for (const part of segmenter.segment(word)) if (part.isWordLike) words.push(tidy(part.segment));
  }
  return words;
}

/** "dog's" is a dog; other apostrophes stand inside one word. */
function tidy(word: string): string {
  const plain = /['’]/.test(word) ? word.replace(/['’]s$/, "").replace(/['’]/g, "") : word;
  return plain.length > maxWordLength ? plain.slice(0, maxWordLength).toWellFormed() : plain;
}

let rules = languageRules.english;
let smallWords: ReadonlySet<string> = new Set(rules.smallWords.split(" "));

/** In which language are words from now on, in this process? Rows made before keep the words that they have. */
export function useSearchLanguage(language: SearchLanguage): void {
  rules = languageRules[language];
  smallWords = new Set(rules.smallWords.split(" "));
  knownStems.clear();
}

/** Stems already worked out; a library's vocabulary is small, and hostile text must not grow this without end. */
const knownStems = new Map<string, string>();
const maxKnownStems = 50_000;

/** The stem of a folded word, remembered. */
export function stemOf(word: string): string {
  const known = knownStems.get(word);
  if (known !== undefined) return known;
  const found = rules.stem(word);
  if (knownStems.size >= maxKnownStems) knownStems.clear();
  knownStems.set(word, found);
  return found;
}

/** The stems of a text's words, in order. */
export function stemsOf(text: string): string[] {
  return wordsOf(text).map(stemOf);
}

/** The words of a file name: extension off, whole and split at capitals and digits ("IMG_20240501", "redCar2"). */
export function nameWordsOf(path: string): string[] {
  const name = nameOf(path);
  const whole = wordsOf(name);
  const split = wordsOf(
    name
      .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
      .replace(/(\p{L})(\p{N})/gu, "$1 $2")
      .replace(/(\p{N})(\p{L})/gu, "$1 $2"),
  );
  const known = new Set(split);
  return [...split, ...whole.filter((word) => !known.has(word))];
}

/** The file name of a path without its extension. */
export function nameOf(path: string): string {
  return fileNameOf(path).replace(/(?<=.)\.[\p{L}\p{N}]{1,5}$/u, "");
}

/** True for a word of a script without spaces, where a part of the text may be a word. */
export function isUnspaced(word: string): boolean {
  return unspaced.test(word);
}

/** True for a folded word that says nothing of a picture. */
export function isStopWord(word: string): boolean {
  return smallWords.has(word);
}

/** The words that say something of a picture, each once; all of them where there are no others. */
export function tellingWords(words: readonly string[]): string[] {
  const telling = words.filter((word) => !smallWords.has(word));
  return [...new Set(telling.length > 0 ? telling : words)];
}
