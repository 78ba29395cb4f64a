/** From the tags of an answer to those that are stored: the library's words, and enough of them, without asking again. */
import { fold, isStopWord, isUnspaced, stemOf, wordsOf } from "../search/words.ts";
import { normaliseTags, tagKey } from "./normaliseTags.ts";
import { applyVocabulary, usualCounts, type Vocabulary } from "./vocabulary.ts";

/** What else is known of the picture, from which missing tags are taken: first the model's own words, then the file's. */
export interface OtherWords {
  readonly description?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
}

/** Tags of an answer are read up to here, so that a vocabulary has something to choose from. */
export const mostRawTags = 40;

/** Words of descriptions that say nothing of what is seen; English beyond the stop words, and the commonest of other languages. */
const fillers: ReadonlySet<string> = new Set(
  (
    "one two three several many some few other another each both own various different multiple single visible seen shown " +
    "shows showing depicts depicting features featuring displays displayed appears appearing contains containing consists " +
    "includes including using used made being set placed positioned located standing against along around above below behind " +
    "beside between near next over under through across toward towards inside outside while where when also very slightly " +
    "mostly partly top bottom left right front side center centre middle corner edge foreground background image picture " +
    "photo photograph kind type style part view scene large small big little pixels " +
    "ein der die das und mit von auf ist den dem des aus bei im eine einen einer einem eines sind wird wurde sich uber unter nicht auch oder steht " +
    "les une est sur par dans avec pour sont leur plus cette los las una con por del para sobre entre como esta este unos unas che per gli nella nello sono della delle het een van met"
  ).split(" "),
);
const spaced = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}'’-]+$/u;
const particle = /^\p{Script=Hiragana}+$/u;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });
const anyWord = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu;

/** Applies the vocabulary, if there is one, and the limits; where tags are too few, words that were said already fill up. */
export function finishTags(
  raw: readonly string[],
  other: OtherWords,
  vocabulary: Vocabulary | undefined,
): readonly string[] {
  const { minimum, maximum } = vocabulary ?? usualCounts;
  const spares = (tag: string): boolean => vocabulary?.meant.has(tagKey(tag)) ?? false;
  const inForm = (tags: readonly string[]): readonly string[] => {
    const usable = normaliseTags(tags, { max: mostRawTags, spares });
    return vocabulary ? applyVocabulary(usable, vocabulary) : usable.slice(0, maximum);
  };
  let tags = inForm(raw);
  if (tags.length >= minimum) return tags;
  const candidates = [...contentWords(other.description ?? ""), ...(other.keywords ?? [])];
  for (const candidate of candidates) {
    if (tags.length >= minimum) break;
    if (!isCovered(candidate, tags)) tags = [...tags, ...inForm([candidate]).filter((tag) => !isCovered(tag, tags))];
  }
  return tags.slice(0, maximum);
}

/** True where a tag has these words already, whatever their endings. */
function isCovered(candidate: string, tags: readonly string[]): boolean {
  const stems = wordsOf(candidate).map(stemOf);
  const known = new Set(tags.flatMap((tag) => wordsOf(tag).map(stemOf)));
  return stems.every((stem) => known.has(stem));
}

/** The words of a sentence that name something, in its order; accents and marks stay. */
function contentWords(sentence: string): readonly string[] {
  return (sentence.toLowerCase().match(anyWord) ?? []).flatMap(unspacedParts).filter(namesSomething);
}

/** Scripts without spaces are cut by the dictionary that the search uses too. */
function unspacedParts(word: string): readonly string[] {
  return isUnspaced(word) ? segments(word) : [word.replace(/['’]s$/u, "")];
}

function segments(word: string): readonly string[] {
  return [...segmenter.segment(word)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

function namesSomething(word: string): boolean {
  if (/^\p{N}+$/u.test(word) || particle.test(word)) return false;
  // in these scripts the shortest words are articles and prepositions; a Chinese word may be one sign
  if (spaced.test(word) && Array.from(word).length < 3) return false;
  const folded = fold(word);
  return !isStopWord(folded) && !fillers.has(folded);
}
