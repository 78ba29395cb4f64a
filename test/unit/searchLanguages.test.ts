/** Stems of other languages than English: forms of one noun meet, and different nouns stay apart. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import {
  languageRules,
  searchLanguageOf,
  searchLanguages,
  type SearchLanguage,
} from "../../src/extension/core/search/languages.ts";
import { fold, stemOf, tellingWords, useSearchLanguage, wordsOf } from "../../src/extension/core/search/words.ts";

/** Forms of one noun in a row. */
const forms: Readonly<Partial<Record<SearchLanguage, readonly string[]>>> = {
  english: ["dog dogs", "running run runs", "cities city"],
  german: [
    "Hund Hunde Hunden Hundes",
    "Katze Katzen",
    "Auto Autos",
    "Straße Straßen",
    "Mann Männer",
    "Bild Bilder Bildern",
    "rot rote roter rotes",
  ],
  french: [
    "enfant enfants",
    "cheval chevaux",
    "bateau bateaux",
    "petit petits petite petites",
    "chien chiens chienne",
    "plage plages",
  ],
  spanish: ["niño niños niña niñas", "flor flores", "luz luces", "rojo roja rojos", "perro perros"],
  italian: ["gatto gatti gatta gatte", "amica amiche", "spiaggia spiagge", "rosso rossa rossi", "lago laghi"],
  portuguese: ["cão cães", "leão leões", "flor flores", "menino meninos menina", "animal animais", "homem homens"],
  dutch: [
    "kat katten",
    "boom bomen",
    "huis huizen",
    "hond honden",
    "fiets fietsen",
    "klein kleine",
    "vogel vogels",
    "meisje meisjes",
  ],
  swedish: ["hund hunden hundar hundarna", "flicka flickor flickan", "katt katter", "hus huset husen"],
};
/** Words of which none may meet another. */
const apart: Readonly<Partial<Record<SearchLanguage, string>>> = {
  german: "Hund Hand Haus Hase Maus Gras Glas Meer",
  french: "chat chien mer mur port pomme",
  spanish: "perro gato mesa mar sol casa",
  italian: "gatto cane mare sole casa mano",
  portuguese: "cão mar sol casa mesa pão",
  dutch: "hond kat huis muis boom boot",
  swedish: "hund katt hus bil sol sjö",
};

const stemsOf = (words: string): string[] => wordsOf(words).map(stemOf);

describe("languages of the search", () => {
  afterEach(() => useSearchLanguage("english"));

  for (const language of searchLanguages)
    test(`${language}: forms of one word meet, others stay apart, and folded words stay words`, () => {
      useSearchLanguage(language);
      for (const row of forms[language] ?? [])
        assert.equal(new Set(stemsOf(row)).size, 1, `${row}: ${stemsOf(row).join(" ")}`);
      const others = stemsOf(apart[language] ?? "");
      assert.equal(new Set(others).size, others.length, others.join(" "));
      for (const word of ["a", "es", "20240501", "x86", "夜景", "москва"]) assert.ok(stemOf(fold(word)).length > 0);
    });

  test("each has its own small words, which say nothing of a picture", () => {
    useSearchLanguage("german");
    assert.deepEqual(tellingWords(wordsOf("der Hund auf der Straße")), ["hund", "strasse"]);
    useSearchLanguage("none");
    assert.deepEqual(tellingWords(wordsOf("the dog")), ["the", "dog"]);
  });

  test("small words are folded and none of them names a thing", () => {
    const things = new Set([
      "dog",
      "cat",
      "man",
      "hund",
      "mann",
      "chat",
      "mer",
      "sol",
      "sole",
      "casa",
      "huis",
      "hus",
      "mar",
    ]);
    for (const { smallWords } of Object.values(languageRules))
      for (const word of smallWords.split(" ")) {
        assert.equal(word, fold(word));
        assert.ok(!things.has(word), word);
      }
  });

  test("what is not in the list is English", () => {
    for (const text of ["klingon", "", 7, undefined, "__proto__", "German"])
      assert.equal(searchLanguageOf(text), "english");
    assert.equal(searchLanguageOf("german"), "german");
  });
});
