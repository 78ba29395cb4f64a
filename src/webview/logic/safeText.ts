/** Makes hostile text fit to be shown on one line: nothing in it can reorder, hide or break what stands around it. */

/** Control characters become visible pictures, direction overrides a replacement character, lone surrogates too. */
export function safeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, pictureOf)
    .replace(/[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, "\ufffd");
}

function pictureOf(control: string): string {
  const code = control.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : "\u2421";
}

/** Cuts a long text at whole characters; the rest is told by an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.slice(0, length * 2 + 2));
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}
