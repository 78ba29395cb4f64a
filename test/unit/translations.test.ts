/** Translations are whole: every sentence, the same places for values, the same links and setting names, and nothing left in English. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

const root = path.resolve(import.meta.dirname, "../..");
type Sentences = Readonly<Record<string, string>>;

/** Names, and words that are the same in both languages. */
const alike =
  /^(Image Tagger|Ollama|VS Code|Format|Name|Tags|tags: \{0\}|Tags: .*|Filters?|Server: \{0\}|Servers: \{0\}|Zoom \{0\}|name|tags|format|Download .*)$/;
const languages = globSync("l10n/bundle.l10n.*.json", { cwd: root }).map((file) => file.split(".").at(-2) ?? "");

function sentencesOf(file: string): Sentences {
  const parsed: Sentences = JSON.parse(readFileSync(path.join(root, file), "utf8"));
  return parsed;
}

/** What a translation has to keep as it is: values, commands and addresses of links, settings and other code. */
function keptParts(sentence: string): string[] {
  const parts = sentence.match(/\{\w+\}|\]\([^)]+\)|`[^`]+`|imageTagger(?:\.\w+)+/g) ?? [];
  return [...new Set(parts.map((part) => part.replace(/^`(?:photo|foto)\.jpg/, "`photo.jpg")))].sort();
}

for (const language of languages) {
  describe(`the sentences in ${language}`, () => {
    for (const [english, translated] of [
      ["l10n/bundle.l10n.json", `l10n/bundle.l10n.${language}.json`],
      ["package.nls.json", `package.nls.${language}.json`],
    ] as const) {
      const originals = sentencesOf(english);
      const translations = sentencesOf(translated);
      test(`of ${translated} are all there, and no others`, () => {
        assert.deepEqual(Object.keys(translations), Object.keys(originals));
      });
      test(`of ${translated} keep values, links, settings and code`, () => {
        for (const [key, original] of Object.entries(originals))
          assert.deepEqual(keptParts(translations[key] ?? ""), keptParts(original), key);
      });
      test(`of ${translated} are in that language`, () => {
        const left = Object.entries(originals).filter(
          ([key, original]) => translations[key] === original && /[a-z]{3}/i.test(original) && !alike.test(original),
        );
        assert.deepEqual(left, []);
      });
    }
  });
}

test("there is a language besides English", () => {
  assert.ok(languages.length > 0);
});
