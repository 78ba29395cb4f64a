/** References in program text: quoted words that end like the name of an image, as imports and calls have them. */
import { isImageName } from "../imageNames.ts";
import type { Reference } from "./reference.ts";

const longestQuoted = 1_024;

/** Only what an extension shows to be an image counts: most quoted words of a program name nothing. */
export function quotedReferences(text: string): Reference[] {
  const found: Reference[] = [];
  for (const { 0: end, index } of text.matchAll(/\.[A-Za-z]{3,4}(?:[?#][^\s"'`]{0,64})?["'`]/g)) {
    const quote = end.at(-1) ?? '"';
    const to = index + end.length - 1;
    const from = openingOf(text, quote, to);
    if (from === undefined) continue;
    const target = text.slice(from, to);
    if (isImageName(target.replace(/[?#].*$/s, ""))) found.push({ target, at: from, length: to - from });
  }
  return found;
}

/** The quote that opens on the same line, and none where a placeholder stands between. */
function openingOf(text: string, quote: string, to: number): number | undefined {
  for (let at = to - 1; at >= 0 && to - at <= longestQuoted; at--) {
    const letter = text[at];
    if (letter === "\n" || letter === "{" || letter === "<") return undefined;
    if (letter === quote) return at + 1;
  }
  return undefined;
}
