/** Makes hostile text fit to be shown on one line: nothing in it can reorder, hide or break what stands around it. */

/** Line breaks become an arrow; other control characters, direction overrides and lone surrogates a replacement sign. */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\n]/gu, "\u21b5")
    .replace(/\p{Cc}/gu, "\ufffd")
    .replace(/[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, "\ufffd");
}

/** Cuts a long text at whole characters; the rest is told by an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.slice(0, length * 2 + 2));
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}
