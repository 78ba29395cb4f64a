/** The languages whose endings the search knows: a closed list, so that no setting reaches further than this. */
import {
  dutchStem,
  frenchStem,
  germanStem,
  italianStem,
  portugueseStem,
  spanishStem,
  swedishStem,
} from "./lightStems.ts";
import { stem as englishStem } from "./stem.ts";

/** What the setting may say; "none" leaves every word as it is written, case and accents aside. */
export const searchLanguages = [
  "english",
  "german",
  "french",
  "spanish",
  "italian",
  "portuguese",
  "dutch",
  "swedish",
  "none",
] as const;
export type SearchLanguage = (typeof searchLanguages)[number];

/** Under this name the catalog keeps the language that its words were made in. */
export const languageNote = "language";

/** How a language makes stems, and its small words that say nothing of a picture (folded). */
export interface LanguageRules {
  readonly stem: (word: string) => string;
  readonly smallWords: string;
}

/** English for anything that is not in the list. */
export function searchLanguageOf(text: unknown): SearchLanguage {
  return searchLanguages.find((language) => language === text) ?? "english";
}

/** The rules of each language. */
export const languageRules: Readonly<Record<SearchLanguage, LanguageRules>> = {
  english: {
    stem: englishStem,
    smallWords:
      "a an and are as at be been but by do does for from had has have he her his i if in into is it its me my of on or our " +
      "s she so some such than that the their them then there these they this to up was we were what which who will with you your",
  },
  german: {
    stem: germanStem,
    smallWords:
      "am an auf aus bei das dass dem den der des die durch ein eine einem einen einer eines er es fur ich ihr im in ist mit nach " +
      "oder sich sie sind so uber um und unter vom von vor war wird zu zum zur",
  },
  french: {
    stem: frenchStem,
    smallWords:
      "a au aux avec ce ces cette d dans de des du elle en est et il ils je l la le les leur lui mais ou par pour qu que qui sa se " +
      "ses son sont sur un une",
  },
  spanish: {
    stem: spanishStem,
    smallWords:
      "a al como con de del el ella en es esta este la las le lo los o para pero por que se sin son su sus un una uno y",
  },
  italian: {
    stem: italianStem,
    smallWords:
      "a ad al alla che con da dal dalla dei del della di e ed gli i il in la le lo ma nel nella o per su sul sulla un una uno",
  },
  portuguese: {
    stem: portugueseStem,
    smallWords:
      "a ao aos as com da das de do dos e ela ele em esta este mas na nas no nos o os ou para pela pelo por que se sua um uma",
  },
  dutch: {
    stem: dutchStem,
    smallWords:
      "aan als bij dat de den der die dit door een en er het hij ik in is met naar of om onder op over te tot uit van voor was ze zijn",
  },
  swedish: {
    stem: swedishStem,
    smallWords:
      "att av de den det detta du eller en ett for fran han har hon i in inte med men nar och om pa sig sin som till ur var vid",
  },
  none: { stem: (word) => word, smallWords: "" },
};
