/** Makes foreign text harmless to keep and to show: one line, no control characters, no direction tricks, bounded. */

/** Control and format characters, line and paragraph separators; the joiners that emoji and scripts need stay. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/** The text on one line, at most `maxLength` characters; "" for anything that is no text. */
export function plainText(value: unknown, maxLength: number): string {
  if (typeof value !== "string") return "";
  const bounded = value.slice(0, maxLength * 8);
  const line = bounded.toWellFormed().normalize("NFC").replace(unwanted, " ").replace(/\s+/gu, " ").trim();
  return shorten(line, maxLength);
}

/** Cuts after `maxLength` characters at most, at a word where there is one near, with an ellipsis. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1).toWellFormed().replace(/\ufffd$/u, "");
  const lastSpace = cut.lastIndexOf(" ");
  const atWord = lastSpace > maxLength * 0.6 ? cut.slice(0, lastSpace) : cut;
  return `${atWord.replace(/[\s,;:.–-]+$/u, "")}…`;
}
