/** A vocabulary file to begin with: it asks for nothing yet and shows all that can be asked for. */

/** What its comments say, in the person's language. */
export interface ExampleSentences {
  readonly tags: string;
  readonly banned: string;
  readonly counts: string;
  readonly strict: string;
}

/** The text of the file. */
export function exampleVocabulary(say: ExampleSentences): string {
  const comment = (sentence: string): string => `// ${sentence.replace(/\s+/gu, " ")}`;
  return `{
  ${comment(say.tags)}
  "tags": [
    // "sea",
    // { "tag": "dog", "aliases": ["hound", "puppy"], "parents": ["animal"] },
  ],
  ${comment(say.banned)}
  "banned": [],
  ${comment(say.counts)}
  "minimum": 5,
  "maximum": 10,
  ${comment(say.strict)}
  "strict": false,
}
`;
}
