/** References in LaTeX and Typst: images that are set into a page. */
import { Ahead, blanked, referenceAt, withoutBetween, type Reference } from "./reference.ts";

/** `\graphicspath` names folders; an extension may be missing. */
export function latexReferences(document: string): Reference[] {
  const comments = [...document.matchAll(/%[^\n]*/g)].filter(({ index }) => document[index - 1] !== "\\");
  const text = blanked(
    document,
    comments.map(({ 0: all, index }) => [index, index + all.length] as const),
  );
  const ahead = new Ahead(text);
  const bases = foldersOf(text);
  const found: Reference[] = [];
  const starts = /\\include(?:graphics|svg)(?![a-zA-Z])\*?\s{0,16}/g;
  for (let start = starts.exec(text); start; start = starts.exec(text)) {
    const open = pastOptions(text, starts.lastIndex, ahead);
    const end = text[open] === "{" ? ahead.find("}", open) : -1;
    const reference = end < 0 ? undefined : referenceAt(text, open + 1, end, unquoted);
    if (reference && !/[\n\\#]/.test(reference.target))
      found.push({ ...reference, mayLackExtension: true, ...(bases.length > 0 && { bases }) });
  }
  return found;
}

/** Past `<overlay>` and `[options]`. */
function pastOptions(text: string, from: number, ahead: Ahead): number {
  let at = from;
  for (const [open, close] of [
    ["<", ">"],
    ["[", "]"],
    ["[", "]"],
  ] as const) {
    if (text[at] !== open) continue;
    const end = ahead.find(close, at);
    if (end < 0) return at;
    at = end + 1;
    while (at - end < 64 && /\s/.test(text[at] ?? "")) at++;
  }
  return at;
}

function foldersOf(text: string): string[] {
  const folders: string[] = [];
  for (const { 1: list = "" } of text.matchAll(/\\graphicspath\s{0,16}\{((?:\s{0,16}\{[^{}\n]{1,512}\}){1,32})/g))
    for (const { 1: folder = "" } of list.matchAll(/\{([^{}\n]{1,512})\}/g)) folders.push(folder.trim());
  return folders;
}

function unquoted(written: string): string {
  return written.replaceAll('"', "").trim();
}

/** `image("path")`. */
export function typstReferences(document: string): Reference[] {
  const unblocked = withoutBetween(document, "/*", "*/");
  const comments = [...unblocked.matchAll(/(?:^|[^:/"])(\/\/[^\n]*)/gm)];
  const text = blanked(
    unblocked,
    comments.map(({ 0: all, 1: comment = "", index }) => {
      const end = index + all.length;
      return [end - comment.length, end] as const;
    }),
  );
  const found: Reference[] = [];
  for (const { 0: all, 1: named = "", index } of text.matchAll(/\bimage\(\s{0,64}"((?:[^"\\\n]|\\.){1,1024})"/g)) {
    const from = index + all.length - 1 - named.length;
    const reference = referenceAt(text, from, from + named.length, (written) => written.replaceAll(/\\(.)/g, "$1"));
    if (reference) found.push(reference);
  }
  return found;
}
