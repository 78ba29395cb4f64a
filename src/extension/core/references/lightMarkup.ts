/** References in AsciiDoc and reStructuredText: block and inline images. */
import { referenceAt, type Reference } from "./reference.ts";

/** `imagesdir` says where the images of what follows lie. */
export function asciidocReferences(document: string): Reference[] {
  const found: Reference[] = [];
  let folder: string | undefined;
  const line = /^:imagesdir:[ \t]+([^\n]{1,1024})|^\/\/[^\n]*|\bimage::?([^\s[:][^[\n:]{0,1024})\[/gm;
  for (const { 0: all, 1: set, 2: named, index } of document.matchAll(line)) {
    if (set !== undefined) folder = set.trim();
    if (named === undefined) continue;
    const from = index + all.length - 1 - named.length;
    const reference = referenceAt(document, from, from + named.length);
    if (reference) found.push(folder === undefined ? reference : { ...reference, bases: [folder] });
  }
  return found;
}

/** `image` and `figure` directives, substitutions included; `name.*` stands for any format. */
export function restReferences(document: string): Reference[] {
  const found: Reference[] = [];
  const directive =
    /^[ \t]{0,256}\.\.[ \t]+(?:\|[^|\n]{1,200}\|[ \t]+)?(?:image|figure|thumbnail)::[ \t]+([^\n]{1,2048})/gm;
  for (const { 0: all, 1: named = "", index } of document.matchAll(directive)) {
    const from = index + all.length - named.length;
    const reference = referenceAt(document, from, from + named.length);
    if (!reference) continue;
    const isAnyFormat = reference.target.endsWith(".*");
    found.push(
      isAnyFormat ? { ...reference, target: reference.target.slice(0, -2), mayLackExtension: true } : reference,
    );
  }
  return found;
}
