/** The English stemmer (Porter's second algorithm) that makes "running", "runs" and "run" the same word. */

const vowel = "[aeiouy]";
/** Where the rules go wrong, and the plurals of things in pictures that no rule makes. */
const exceptions: Readonly<Record<string, string>> = {
  buses: "bus",
  gases: "gas",
  children: "child",
  men: "man",
  women: "woman",
  mice: "mous",
  geese: "goos",
  feet: "foot",
  teeth: "tooth",
  wolves: "wolf",
  leaves: "leaf",
  knives: "knife",
  shelves: "shelf",
  loaves: "loaf",
  calves: "calf",
  halves: "half",
  scarves: "scarf",
  skis: "ski",
  skies: "sky",
  dying: "die",
  lying: "lie",
  tying: "tie",
  idly: "idl",
  gently: "gentl",
  ugly: "ugli",
  early: "earli",
  only: "onli",
  singly: "singl",
};
const invariants = new Set(["sky", "news", "howe", "atlas", "cosmos", "bias", "andes"]);
const invariantsAfterPlural = new Set([
  "inning",
  "outing",
  "canning",
  "herring",
  "earring",
  "proceed",
  "exceed",
  "succeed",
]);
const hasVowel = new RegExp(vowel);
const endsInDouble = /(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
/** A short syllable at the end: consonant, vowel, consonant other than w, x or Y; or vowel, consonant as the whole word. */
const endsInShortSyllable = /([^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/;

const step2: readonly (readonly [string, string])[] = [
  ["ization", "ize"],
  ["ational", "ate"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["iveness", "ive"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["lessli", "less"],
  ["entli", "ent"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["ousli", "ous"],
  ["iviti", "ive"],
  ["fulli", "ful"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["abli", "able"],
  ["izer", "ize"],
  ["ator", "ate"],
  ["alli", "al"],
  ["bli", "ble"],
  ["ogi", "og"],
  ["li", ""],
];
const step3: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["alize", "al"],
  ["icate", "ic"],
  ["iciti", "ic"],
  ["ative", ""],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const step4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split(" ");

/** A word being cut down, with the regions in which endings may be removed: both are offsets into the word. */
interface Cut {
  word: string;
  readonly r1: number;
  readonly r2: number;
}

/** The stem of one folded word; words with anything but a to z in them, and words of one or two letters, stay as they are. */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const exception = Object.hasOwn(exceptions, word) ? exceptions[word] : undefined;
  if (exception !== undefined) return exception;
  if (invariants.has(word)) return word;
  // a y that starts the word or follows a vowel is a consonant, written Y while the word is cut
  const marked = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const r1 = firstRegion(marked);
  const cut: Cut = { word: marked, r1, r2: regionAfter(marked, r1) };
  removePlural(cut);
  if (!invariantsAfterPlural.has(cut.word)) {
    removePast(cut);
    cut.word = cut.word.replace(/(.[^aeiouy])[yY]$/, "$1i");
    replaceSuffix(cut);
    replaceAdjectiveSuffix(cut);
    removeSuffix(cut);
    removeFinalLetter(cut);
  }
  return cut.word.toLowerCase();
}

function firstRegion(word: string): number {
  const special = /^(gener|commun|arsen)/.exec(word);
  return special ? special[0].length : regionAfter(word, 0);
}

/** The offset after the first consonant that follows a vowel, from `start` on. */
function regionAfter(word: string, start: number): number {
  const found = /[aeiouy][^aeiouy]/.exec(word.slice(start));
  return found ? start + found.index + 2 : word.length;
}

function inRegion(cut: Cut, suffix: string, region: number): boolean {
  return cut.word.length - suffix.length >= region;
}

function removePlural(cut: Cut): void {
  const { word } = cut;
  if (word.endsWith("sses")) cut.word = word.slice(0, -2);
  else if (/ie[ds]$/.test(word)) cut.word = word.slice(0, word.length > 4 ? -2 : -1);
  else if (/[^us]s$/.test(word) && hasVowel.test(word.slice(0, -2))) cut.word = word.slice(0, -1);
}

function removePast(cut: Cut): void {
  const { word } = cut;
  const agreed = /(eed|eedly)$/.exec(word);
  if (agreed) {
    if (inRegion(cut, agreed[0], cut.r1)) cut.word = word.slice(0, -agreed[0].length) + "ee";
    return;
  }
  const past = /(ingly|edly|ing|ed)$/.exec(word);
  if (!past) return;
  const rest = word.slice(0, -past[0].length);
  if (!hasVowel.test(rest)) return;
  if (/(at|bl|iz)$/.test(rest)) cut.word = `${rest}e`;
  else if (endsInDouble.test(rest)) cut.word = rest.slice(0, -1);
  else if (rest.length <= cut.r1 && endsInShortSyllable.test(rest)) cut.word = `${rest}e`;
  else cut.word = rest;
}

function replaceSuffix(cut: Cut): void {
  const found = step2.find(([suffix]) => cut.word.endsWith(suffix));
  if (!found || !inRegion(cut, found[0], cut.r1)) return;
  const rest = cut.word.slice(0, -found[0].length);
  if (found[0] === "ogi" && !rest.endsWith("l")) return;
  if (found[0] === "li" && !/[cdeghkmnrt]$/.test(rest)) return;
  cut.word = rest + found[1];
}

function replaceAdjectiveSuffix(cut: Cut): void {
  const found = step3.find(([suffix]) => cut.word.endsWith(suffix));
  if (!found || !inRegion(cut, found[0], cut.r1)) return;
  if (found[0] === "ative" && !inRegion(cut, found[0], cut.r2)) return;
  cut.word = cut.word.slice(0, -found[0].length) + found[1];
}

function removeSuffix(cut: Cut): void {
  const found = step4.find((suffix) => cut.word.endsWith(suffix));
  if (!found || !inRegion(cut, found, cut.r2)) return;
  const rest = cut.word.slice(0, -found.length);
  if (found === "ion" && !/[st]$/.test(rest)) return;
  cut.word = rest;
}

function removeFinalLetter(cut: Cut): void {
  const { word } = cut;
  const rest = word.slice(0, -1);
  if (word.endsWith("e")) {
    if (inRegion(cut, "e", cut.r2) || (inRegion(cut, "e", cut.r1) && !endsInShortSyllable.test(rest))) cut.word = rest;
  } else if (word.endsWith("ll") && inRegion(cut, "l", cut.r2)) cut.word = rest;
}
