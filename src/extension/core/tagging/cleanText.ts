/** Makes hostile text harmless as text: no control characters, no direction overrides, composed, trimmed. */

/** Direction marks and overrides, zero-width spaces, soft hyphens, tag characters: what can make text look like another. */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffd]|[\u{e0000}-\u{e007f}]/gu;
const loneSurrogates = /\p{Cs}/gu;
// joiners are letters of a kind in Persian and Indic words and in emoji, but mean nothing at an end
const looseJoiners = /(^|\s)[\u200c\u200d]+|[\u200c\u200d]+($|\s)/gu;

/** One line: every run of white space and control characters becomes one space. */
export function cleanLine(raw: string): string {
  return cleanCharacters(raw)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(looseJoiners, "$1$2")
    .trim();
}

/** Several lines: line breaks stay, three or more become two, spaces at line ends go. */
export function cleanLines(raw: string): string {
  return cleanCharacters(raw)
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(/(?:(?!\n)[\s\p{Cc}])+/gu, " ")
    .replace(/ *\n */g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** At most so many characters (code points); a longer text ends at a word, with an ellipsis inside the limit. */
export function clampAtWord(text: string, maxCharacters: number): string {
  const characters = Array.from(text);
  if (characters.length <= maxCharacters) return text;
  const cut = characters.slice(0, maxCharacters - 1).join("");
  const lastSpace = cut.lastIndexOf(" ");
  // a text without spaces (Chinese, Japanese) or with one very long word is cut where the room ends
  const atWord = lastSpace > cut.length / 2 ? cut.slice(0, lastSpace) : cut;
  return `${atWord.replace(/[\s,;:.–—-]+$/u, "")}…`;
}

function cleanCharacters(raw: string): string {
  return raw.replace(loneSurrogates, "").replace(invisible, "").normalize("NFC");
}
