/**
 * Light stemming for languages other than English: endings of number, gender and case come off nouns and adjectives, since these
 * are what people look for in pictures. Verbs are left alone: stemmed in full they meet other nouns ("port", "porter", "portion").
 * Words come folded, without accents.
 */

/** Ends that come off, longest first, where so many letters are left; a third part takes the place of the ending. */
type Ending = readonly [ending: string, left: number, instead?: string];

const german: readonly Ending[] = [
  ["ern", 3],
  ["em", 3],
  ["en", 3],
  ["er", 3],
  ["es", 3],
  ["e", 3],
];
const french: readonly Ending[] = [
  ["eaux", 2, "eau"],
  ["aux", 3, "al"],
  ["s", 3],
  ["x", 3],
];
const spanish: readonly Ending[] = [
  ["ces", 2, "z"],
  ["es", 3],
  ["s", 3],
];
const portuguese: readonly Ending[] = [
  ["oes", 2, "ao"],
  ["aes", 1, "ao"],
  ["ais", 2, "al"],
  ["eis", 2, "el"],
  ["ns", 2, "m"],
  ["res", 2, "r"],
  ["zes", 2, "z"],
  ["s", 3],
];
const dutch: readonly Ending[] = [
  ["heden", 3, "heid"],
  ["jes", 3, "j"],
  ["els", 2, "el"],
  ["ers", 2, "er"],
  ["en", 3],
  ["e", 3],
];
const swedish: readonly Ending[] = [
  ["arnas", 3],
  ["ernas", 3],
  ["ornas", 3],
  ["arna", 3],
  ["erna", 3],
  ["orna", 3],
  ["aren", 3],
  ["ens", 3],
  ["ets", 3],
  ["en", 3],
  ["et", 3],
  ["ar", 3],
  ["er", 3],
  ["or", 3],
  ["an", 3],
  ["a", 3],
  ["e", 3],
];
const endsInDouble = /([bcdfghklmnprstvwz])\1$/;

/** The stem of a folded German word: "hunde", "hunden" and "hund" are one. */
export function germanStem(word: string): string {
  const cut = without(word, german);
  // "autos", but not "haus"
  return cut === word && /[bdfghklmnrtaoy]s$/.test(word) && word.length > 4 ? word.slice(0, -1) : cut;
}

/** The stem of a folded French word: "chiennes" and "chien", "chevaux" and "cheval" are one. */
export function frenchStem(word: string): string {
  return singled(without(without(word, french), [["e", 3]]));
}

/** The stem of a folded Spanish word: "niños" and "niña", "luces" and "luz" are one. */
export function spanishStem(word: string): string {
  return without(without(word, spanish), [
    ["a", 3],
    ["o", 3],
    ["e", 3],
  ]);
}

/** The stem of a folded Italian word: "gatti" and "gatta", "amiche" and "amica" are one. */
export function italianStem(word: string): string {
  const cut = without(word, [
    ["che", 2, "c"],
    ["chi", 2, "c"],
    ["ghe", 2, "g"],
    ["ghi", 2, "g"],
  ]);
  return cut === word
    ? without(
        without(word, [
          ["io", 3],
          ["ie", 3],
          ["ia", 3],
        ]),
        [
          ["a", 3],
          ["e", 3],
          ["i", 3],
          ["o", 3],
        ],
      )
    : cut;
}

/** The stem of a folded Portuguese word: "leões" and "leão", "flores" and "flor" are one. */
export function portugueseStem(word: string): string {
  const cut = without(word, portuguese);
  return cut.endsWith("ao")
    ? cut
    : without(cut, [
        ["a", 3],
        ["o", 3],
        ["e", 3],
      ]);
}

/** The stem of a folded Dutch word: "katten" and "kat", "bomen" and "boom", "huizen" and "huis" are one. */
export function dutchStem(word: string): string {
  const cut = singled(without(word, dutch)).replace(/([aeou])\1(?=[^aeiou]$)/, "$1");
  return cut.replace(/z$/, "s").replace(/v$/, "f");
}

/** The stem of a folded Swedish word: "hundarna", "hunden" and "hund" are one. */
export function swedishStem(word: string): string {
  return without(word, swedish);
}

function without(word: string, endings: readonly Ending[]): string {
  if (/\d/.test(word)) return word;
  for (const [ending, left, instead = ""] of endings)
    if (word.endsWith(ending) && word.length - ending.length >= left) return word.slice(0, -ending.length) + instead;
  return word;
}

function singled(word: string): string {
  return word.length > 3 && endsInDouble.test(word) ? word.slice(0, -1) : word;
}
