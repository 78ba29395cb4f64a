/** References in style sheets, wherever these stand: what `url()` names. */
import { Ahead, referenceAt, withoutBetween, type Reference } from "./reference.ts";

/** Also finds those in style attributes and elements of a page. */
export function cssReferences(document: string): Reference[] {
  const text = withoutBetween(document, "/*", "*/");
  const ahead = new Ahead(text);
  const found: Reference[] = [];
  const starts = /url\(\s{0,64}/gi;
  for (let start = starts.exec(text); start; start = starts.exec(text)) {
    const from = starts.lastIndex;
    const quote = text[from] ?? "";
    const isQuoted = quote === '"' || quote === "'";
    const end = ahead.find(isQuoted ? quote : ")", isQuoted ? from + 1 : from);
    const reference = end < 0 ? undefined : referenceAt(text, isQuoted ? from + 1 : from, end, unescaped);
    if (reference && !reference.target.includes("\n")) found.push(reference);
  }
  return found;
}

function unescaped(written: string): string {
  return written.replaceAll(/\\([^\da-f\n])/gi, "$1").replaceAll(/^&quot;|&quot;$/g, "");
}
